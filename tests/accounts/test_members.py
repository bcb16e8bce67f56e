"""Roles, leaving and removal: somebody always administers, and whoever goes holds nothing afterwards."""

from datetime import timedelta

import pytest

from marketplace.accounts import actions, events, queries, rules
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.models import OutboxRow
from marketplace.common.permissions import ANONYMOUS, LoginNeeded, NotAllowed
from marketplace.common.problems import Invalid, NotFound
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user

pytestmark = pytest.mark.django_db


def change(organisation, user, role, actor):
    return actions.change_role(organisation_id=organisation.pk, user_id=user.pk, role=role, actor=actor, now=NOW)


def remove(organisation, user, actor):
    return actions.remove_member(organisation_id=organisation.pk, user_id=user.pk, actor=actor, now=NOW)


def leave(organisation, user):
    actor = actor_of(user, organisation_id=organisation.pk)
    return actions.leave_organisation(organisation_id=organisation.pk, actor=actor, now=NOW)


@pytest.fixture
def founder():
    return make_user(name="Người Lập")


@pytest.fixture
def organisation(founder):
    return make_organisation(admin=founder)


class TestRoles:
    def test_an_administrator_changes_them(self, organisation, founder):
        member = make_member(organisation, role=Role.VIEWER)

        change(organisation, member, Role.SIGNATORY, actor_of(founder))

        assert actor_of(member).roles == {"viewer", "editor", "signatory"}

    def test_the_last_administrator_stays_one(self, organisation, founder):
        make_member(organisation, role=Role.SIGNATORY)

        with pytest.raises(actions.LastAdministrator):
            change(organisation, founder, Role.EDITOR, actor_of(founder))

    def test_once_another_is_named_the_first_may_step_down(self, organisation, founder):
        second = make_member(organisation)
        change(organisation, second, Role.ADMIN, actor_of(founder))

        change(organisation, founder, Role.VIEWER, actor_of(founder))

        assert [row.role for row in organisation.memberships.order_by("pk")] == ["viewer", "admin"]

    def test_an_administrator_whose_account_is_closed_does_not_count(self, organisation, founder):
        gone = make_member(organisation, role=Role.ADMIN)
        gone.is_active = False
        gone.save()

        with pytest.raises(actions.LastAdministrator):
            change(organisation, founder, Role.VIEWER, actor_of(founder))

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.SIGNATORY])
    def test_other_members_change_nobody(self, organisation, role):
        member = make_member(organisation, role=Role.VIEWER)

        with pytest.raises(NotAllowed):
            change(organisation, member, Role.ADMIN, actor_for(organisation, role=role))

    def test_nor_administrators_of_others_nor_other_staff(self, organisation, founder):
        for actor in (actor_for(make_organisation()), make_staff(StaffRoleName.VERIFIER), ANONYMOUS):
            with pytest.raises(NotAllowed):
                change(organisation, founder, Role.VIEWER, actor)

    def test_the_operator_names_one_where_the_last_is_gone_but_not_in_their_own(self, organisation):
        member = make_member(organisation)
        insider = make_user(staff=[StaffRoleName.OPERATOR])
        make_member(organisation, user=insider)

        with pytest.raises(NotAllowed):
            change(organisation, insider, Role.ADMIN, actor_of(insider))
        change(organisation, member, Role.ADMIN, make_staff(StaffRoleName.OPERATOR))

        assert organisation.memberships.get(user=member).role == "admin"

    def test_a_role_of_the_list_and_a_member_of_it(self, organisation, founder):
        with pytest.raises(Invalid):
            change(organisation, founder, "owner", actor_of(founder))
        with pytest.raises(NotFound):
            change(organisation, make_user(), Role.VIEWER, actor_of(founder))


class TestLeaving:
    def test_whoever_left_acts_for_it_nowhere(self, organisation):
        member = make_member(organisation, role=Role.EDITOR)
        before = actor_of(member, organisation_id=organisation.pk)

        leave(organisation, member)

        assert rules.is_member(before, organisation)
        after = actor_of(member, organisation_id=organisation.pk)
        assert (after.organisation_id, after.roles) == (None, frozenset())

    def test_other_memberships_stay(self, organisation):
        member, other = make_member(organisation), make_organisation()
        make_member(other, user=member, role=Role.VIEWER)

        leave(organisation, member)

        assert actor_of(member).organisation_id == other.pk

    def test_the_last_administrator_names_another_first(self, organisation, founder):
        with pytest.raises(actions.LastAdministrator):
            leave(organisation, founder)

        second = make_member(organisation, role=Role.ADMIN)
        leave(organisation, founder)

        assert [row.user for row in organisation.memberships.filter(active=True)] == [second]

    def test_an_administrator_becomes_contact_person_where_the_leaver_was(self, organisation, founder):
        assert organisation.contact_person == founder
        make_member(organisation, role=Role.EDITOR)
        second = make_member(organisation, role=Role.ADMIN)

        leave(organisation, founder)

        assert Organisation.objects.get(pk=organisation.pk).contact_person == second

    def test_the_contact_stays_when_another_leaves(self, organisation, founder):
        leave(organisation, make_member(organisation))

        assert Organisation.objects.get(pk=organisation.pk).contact_person == founder

    def test_apps_above_are_told_who_went(self, organisation):
        member = make_member(organisation)

        leave(organisation, member)

        rows = OutboxRow.objects.filter(event=events.MEMBERSHIP_ENDED)
        assert {row.subject_id for row in rows} == {organisation.pk}
        assert {(row.facts["user_id"], row.facts["by"]) for row in rows} == {(member.pk, member.pk)}

    def test_strangers_and_visitors_have_nothing_to_leave(self, organisation):
        with pytest.raises(NotFound):
            leave(organisation, make_user())
        with pytest.raises(LoginNeeded):
            actions.leave_organisation(organisation_id=organisation.pk, actor=ANONYMOUS, now=NOW)

    def test_one_leaves_a_suspended_organisation_too(self, organisation):
        member = make_member(organisation)
        operator = make_staff(StaffRoleName.OPERATOR)
        actions.suspend_organisation(organisation_id=organisation.pk, reason="fraud", actor=operator, now=NOW)

        assert not leave(organisation, member).active


class TestRemoving:
    def test_an_administrator_ends_anothers_membership(self, organisation, founder):
        member = make_member(organisation)

        ended = remove(organisation, member, actor_of(founder))

        assert (ended.active, ended.ended_at) == (False, NOW)
        assert actor_of(member).organisation_id is None

    def test_not_the_last_administrator_even_by_the_operator(self, organisation, founder):
        with pytest.raises(actions.LastAdministrator):
            remove(organisation, founder, make_staff(StaffRoleName.OPERATOR))

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.SIGNATORY])
    def test_other_members_remove_nobody(self, organisation, role):
        member = make_member(organisation)

        with pytest.raises(NotAllowed):
            remove(organisation, member, actor_for(organisation, role=role))

    def test_an_ended_membership_is_not_ended_again(self, organisation, founder):
        member = make_member(organisation)
        remove(organisation, member, actor_of(founder))

        with pytest.raises(NotFound):
            remove(organisation, member, actor_of(founder))


class TestSuccession:
    def test_the_heir_is_the_contact_person_else_the_longest_standing_administrator(self, organisation, founder):
        leaver = make_member(organisation, role=Role.EDITOR)
        make_member(organisation, role=Role.ADMIN, now=NOW + timedelta(days=1))
        leave(organisation, leaver)

        assert queries.contact_after(organisation.pk, leaver_id=leaver.pk) == (organisation, founder.pk)
        Organisation.objects.filter(pk=organisation.pk).update(contact_person=None)
        assert queries.contact_after(organisation.pk, leaver_id=leaver.pk) == (organisation, founder.pk)

    def test_nobody_inherits_from_a_member(self, organisation):
        member = make_member(organisation)

        assert queries.contact_after(organisation.pk, leaver_id=member.pk) == (organisation, None)

    def test_the_contact_person_is_named_to_registered_readers_only(self, organisation, founder):
        assert queries.contact_of(organisation, actor=actor_of(make_user())) == founder
        assert queries.contact_of(organisation, actor=ANONYMOUS) is None
