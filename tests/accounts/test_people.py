"""Accounts, roles, duties and who an actor is."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from marketplace.accounts import actions, queries, rules
from marketplace.accounts.models import Membership, User
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName, roles_of
from marketplace.common.permissions import ANONYMOUS, SYSTEM, Actor, NotAllowed
from marketplace.common.problems import Invalid, LoginNeeded
from tests.factories.accounts import NOW, PASSWORD, actor_for, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case_and_taken_once():
    user = make_user(email="  Lo.Thi.MAU@Example.org ")

    assert user.email == "lo.thi.mau@example.org"
    assert User.objects.get_by_natural_key("LO.thi.mau@example.ORG") == user
    with pytest.raises(actions.EmailTaken):
        make_user(email="lo.thi.mau@EXAMPLE.org")


def test_the_database_refuses_an_address_in_capitals():
    user = make_user()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="Upper@example.org")


def test_an_account_has_its_password_and_one_address():
    user = make_user(email="a@example.org")

    assert user.check_password(PASSWORD)
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [("a@example.org", True, True)]


@pytest.mark.parametrize("name", ["", "  \u200b ", "x" * 121])
def test_a_name_has_1_to_120_characters(name):
    with pytest.raises(Invalid):
        make_user(name=name)


def test_an_unknown_language_is_refused():
    with pytest.raises(Invalid):
        make_user(language="fr")


def test_profile_is_edited_by_its_owner_only():
    user = make_user()

    actions.edit_profile(name="Tên Mới", language="en", actor=actor_of(user), now=NOW)

    user.refresh_from_db()
    assert (user.name, user.language) == ("Tên Mới", "en")
    with pytest.raises(LoginNeeded):
        actions.edit_profile(name="x", language="en", actor=ANONYMOUS, now=NOW)


def test_roles_are_a_ladder():
    assert roles_of(Role.VIEWER) == {"viewer"}
    assert roles_of(Role.EDITOR) == {"viewer", "editor"}
    assert roles_of(Role.SIGNATORY) == {"viewer", "editor", "signatory"}
    assert roles_of(Role.ADMIN) == {"viewer", "editor", "signatory", "admin"}


class TestActor:
    def test_a_person_without_organisation(self):
        user = make_user()

        assert actor_of(user) == Actor(user_id=user.pk, email_confirmed=True)

    def test_acts_for_the_first_organisation_unless_another_is_named(self):
        user = make_user()
        first, second = make_organisation(admin=user), make_organisation()
        make_member(second, user=user, role=Role.VIEWER)

        assert actor_of(user) == Actor(
            user_id=user.pk, organisation_id=first.pk, roles=roles_of(Role.ADMIN), email_confirmed=True
        )
        assert actor_of(user, organisation_id=second.pk).roles == {"viewer"}

    def test_naming_an_organisation_of_others_gives_no_role_there(self):
        user, foreign = make_user(), make_organisation()

        assert actor_of(user, organisation_id=foreign.pk).organisation_id is None

    def test_an_ended_membership_gives_nothing(self):
        user = make_user()
        organisation = make_organisation()
        make_member(organisation, user=user)
        Membership.objects.filter(user=user).update(active=False, ended_at=NOW)

        assert actor_of(user, organisation_id=organisation.pk).organisation_id is None

    def test_carries_staff_roles_and_whether_the_address_is_confirmed(self):
        user = make_user(staff=["reviewer", "verifier"], email_confirmed=False)

        actor = actor_of(user)

        assert (actor.staff, actor.email_confirmed) == ({"reviewer", "verifier"}, False)

    def test_a_disabled_account_is_nobody(self):
        user = make_user(staff=["operator"])
        user.is_active = False

        assert actor_of(user) == ANONYMOUS

    def test_takes_two_queries_however_many_roles(self, django_assert_num_queries):
        user = make_user(staff=["reviewer", "verifier", "judge"])
        for _number in range(3):
            make_organisation(admin=user)

        with django_assert_num_queries(2):
            actor_of(user)


class TestMembers:
    def test_the_first_member_becomes_administrator(self):
        organisation = make_organisation()
        organisation.memberships.all().delete()

        make_member(organisation, role=Role.VIEWER)

        assert organisation.memberships.get().role == Role.ADMIN

    def test_letting_in_is_refused_below_administrator(self):
        organisation, newcomer = make_organisation(), make_user()

        with pytest.raises(NotAllowed):
            actions.add_membership(
                organisation_id=organisation.pk,
                user_id=newcomer.pk,
                role=Role.EDITOR,
                actor=actor_for(organisation, role=Role.SIGNATORY),
                now=NOW,
            )

    def test_joining_again_changes_the_role_and_keeps_one_row(self):
        organisation, user = make_organisation(), make_user()
        make_member(organisation, user=user, role=Role.VIEWER)

        make_member(organisation, user=user, role=Role.EDITOR)

        assert [m.role for m in organisation.memberships.filter(user=user)] == [Role.EDITOR]

    def test_members_see_one_another_and_strangers_see_none(self):
        organisation = make_organisation()
        stranger = actor_for(make_organisation())

        assert queries.people_of(organisation, actor=actor_for(organisation, role=Role.VIEWER)).count() == 2
        assert list(queries.people_of(organisation, actor=stranger)) == []
        assert list(queries.people_of(organisation, actor=ANONYMOUS)) == []

    def test_ids_for_notices_follow_the_ladder(self):
        organisation = make_organisation()
        editor = make_member(organisation, role=Role.EDITOR)
        make_member(organisation, role=Role.VIEWER)
        admin = organisation.memberships.get(role=Role.ADMIN).user

        assert queries.member_ids(organisation.pk, at_least=Role.EDITOR) == sorted([admin.pk, editor.pk])


class TestStaff:
    def test_duties_are_given_by_operators_and_open_the_administration(self):
        operator, user = make_user(staff=["operator"]), make_user()

        actions.grant_staff_roles(user_id=user.pk, roles=["curator"], actor=actor_of(operator), now=NOW)

        user.refresh_from_db()
        assert user.is_staff
        assert queries.staff_ids(StaffRoleName.CURATOR) == [user.pk]

    def test_nobody_else_gives_duties(self):
        user = make_user(staff=["reviewer"])

        with pytest.raises(NotAllowed):
            actions.grant_staff_roles(user_id=user.pk, roles=["operator"], actor=actor_of(user), now=NOW)

    def test_an_operator_takes_duties_from_others_but_not_from_themselves(self):
        operator, user = make_user(staff=["operator"]), make_user(staff=["curator"])
        actions.revoke_staff_role(user_id=user.pk, role="curator", actor=actor_of(operator), now=NOW)

        user.refresh_from_db()

        assert (user.is_staff, actor_of(user).staff) == (False, frozenset())
        with pytest.raises(NotAllowed):
            actions.revoke_staff_role(user_id=operator.pk, role="operator", actor=actor_of(operator), now=NOW)

    def test_an_unknown_duty_is_refused(self):
        with pytest.raises(ValueError, match="king"):
            actions.grant_staff_roles(user_id=make_user().pk, roles=["king"], actor=SYSTEM, now=NOW)


def test_suspended_owner_does_not_take_the_role_away_but_the_right_to_edit():
    organisation = make_organisation()

    assert rules.is_member(actor_for(organisation), organisation, Role.EDITOR)
    assert not rules.is_member(ANONYMOUS, organisation)
