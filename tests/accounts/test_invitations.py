"""Inviting by mail: who may, one link, one answer, the same words whether the address is known or not."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import override_settings

from marketplace.accounts import actions, events, queries
from marketplace.accounts.actions import life
from marketplace.accounts.models import Invitation, Membership
from marketplace.accounts.models.joining import hash_of
from marketplace.accounts.queries import actor_of
from marketplace.accounts.reactions import mail_invitation
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.common.permissions import ANONYMOUS, LoginNeeded, NotAllowed
from marketplace.common.problems import Conflict, Invalid, NotFound, TransitionRefused
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user
from tests.factories.joining import invited, requested

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=settings.INVITATION_DAYS)


def accept(invitation, actor, now=NOW):
    return actions.accept_invitation(invitation_id=invitation.pk, actor=actor, now=now)


class TestInviting:
    def test_an_administrator_invites_with_a_role_for_14_days(self):
        owner = make_organisation()

        invitation = invited(organisation=owner, email="  Moi@Example.org ", role=Role.SIGNATORY)

        assert (invitation.email, invitation.role, invitation.state) == ("moi@example.org", "signatory", "sent")
        assert invitation.expires_at == NOW + timedelta(days=14)
        assert [row.subject_id for row in OutboxRow.objects.filter(event=events.INVITED)] == [invitation.pk]

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.SIGNATORY])
    def test_other_members_may_not(self, role):
        owner = make_organisation()

        with pytest.raises(NotAllowed):
            actions.invite(
                organisation_id=owner.pk, email="a@example.org", role="viewer", language="vi",
                actor=actor_for(owner, role=role), now=NOW,
            )  # fmt: skip

    def test_nor_administrators_of_others_nor_the_operator(self):
        owner = make_organisation()

        for actor in (actor_for(make_organisation()), make_staff(StaffRoleName.OPERATOR), ANONYMOUS):
            with pytest.raises(NotAllowed):
                actions.invite(
                    organisation_id=owner.pk, email="a@example.org", role="viewer", language="vi", actor=actor, now=NOW
                )
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize(
        ("email", "role", "pointer"), [("nobody", "editor", "/email"), ("a@example.org", "owner", "/role")]
    )
    def test_what_is_wrong_is_named(self, email, role, pointer):
        with pytest.raises(Invalid) as caught:
            invited(email=email, role=role)

        assert [problem.pointer for problem in caught.value.errors] == [pointer]

    def test_an_address_is_invited_once_at_a_time_by_each_organisation(self):
        owner = make_organisation()
        first = invited(organisation=owner)

        with pytest.raises(actions.AlreadyInvited):
            invited(organisation=owner)
        actions.withdraw_invitation(invitation_id=first.pk, actor=actor_for(owner), now=NOW)
        again, elsewhere = invited(organisation=owner), invited()

        assert {again.state, elsewhere.state} == {"sent"}
        assert again.token != first.token

    @override_settings(INVITATIONS_OPEN_MAX=2)
    def test_an_organisation_has_so_many_open_at_most(self):
        owner = make_organisation()
        invited(organisation=owner, email="a@example.org")
        invited(organisation=owner, email="b@example.org")

        with pytest.raises(actions.TooManyInvitations):
            invited(organisation=owner, email="c@example.org")


class TestLink:
    def test_the_database_holds_its_hash_and_no_more(self):
        invitation = invited()

        row = Invitation.objects.values().get(pk=invitation.pk)
        facts = [
            *OutboxRow.objects.values_list("facts", flat=True),
            *AuditEntry.objects.values_list("facts", flat=True),
        ]

        assert row["token_hash"] == hash_of(invitation.token)
        assert invitation.token not in str(row)
        assert invitation.token not in str(facts)
        assert "moi@example.org" not in str(facts)

    def test_it_stays_good_when_the_secret_is_rotated(self):
        invitation = invited()
        token, old = invitation.token, settings.SECRET_KEY

        with override_settings(SECRET_KEY="another secret, long enough for signing", SECRET_KEY_FALLBACKS=[old]):
            assert Invitation.objects.get().token == token
            assert queries.invitation_for(token, actor=ANONYMOUS) == invitation

    def test_it_is_found_by_the_token_or_for_the_invited_by_its_id(self):
        invitation = invited(email="moi@example.org")
        invited_person, other = actor_of(make_user(email="moi@example.org")), actor_of(make_user())

        assert queries.invitation_for(invitation.token, actor=other) == invitation
        assert queries.invitation_for(invitation.public_id, actor=invited_person) == invitation
        for key, actor in ((invitation.public_id, other), (invitation.public_id, ANONYMOUS), ("x" * 43, ANONYMOUS)):
            with pytest.raises(NotFound):
                queries.invitation_for(key, actor=actor)


class TestMail:
    def test_says_who_asks_with_which_role_until_when_and_has_the_link(self):
        owner = make_organisation(name_vi="HTX Chè Sương", admin=make_user(name="Giàng A Mẫu"))
        invitation = invited(organisation=owner)

        mail_invitation(subject_id=invitation.pk)

        [message] = mail.outbox
        assert message.to == ["moi@example.org"]
        assert "HTX Chè Sương" in message.subject
        link = f"{settings.BASE_URL}/vi/invitations/{invitation.token}/"
        page = message.alternatives[0].content
        for text in (message.body, page):
            for words in ("Giàng A Mẫu", "HTX Chè Sương", "Người soạn", link):
                assert words in text

    def test_is_sent_once_and_every_copy_has_one_message_id(self):
        invitation = invited()

        mail_invitation(subject_id=invitation.pk)
        mail_invitation(subject_id=invitation.pk)
        Invitation.objects.update(mailed_at=None)  # The process died between the mail and its record.
        mail_invitation(subject_id=invitation.pk)

        first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
        assert first == second

    def test_speaks_the_language_of_the_account_else_that_of_the_page(self):
        make_user(email="known@example.org", language="en")

        for email in ("known@example.org", "unknown@example.org"):
            mail_invitation(subject_id=invited(email=email).pk)

        assert ["/en/invitations/" in message.body for message in mail.outbox] == [True, False]
        assert ["/vi/invitations/" in message.body for message in mail.outbox] == [False, True]

    def test_names_in_it_are_text(self):
        owner = make_organisation(name_vi="A<b>B\r\nBcc: x@example.org")

        mail_invitation(subject_id=invited(organisation=owner).pk)

        [message] = mail.outbox
        assert "\n" not in message.subject
        assert "<b>" not in message.alternatives[0].content

    def test_nothing_leaves_once_it_is_withdrawn(self):
        owner = make_organisation()
        invitation = invited(organisation=owner)
        actions.withdraw_invitation(invitation_id=invitation.pk, actor=actor_for(owner), now=NOW)

        mail_invitation(subject_id=invitation.pk)

        assert mail.outbox == []


class TestAnswering:
    def test_the_invited_person_becomes_a_member_with_the_role(self):
        owner, person = make_organisation(), make_user(email="moi@example.org")
        invitation = invited(organisation=owner, role=Role.SIGNATORY)

        membership = accept(invitation, actor_of(person))

        assert (membership.user, membership.organisation, membership.role) == (person, owner, "signatory")
        invitation.refresh_from_db()
        assert (invitation.state, invitation.answered_at) == ("accepted", NOW)

    def test_nobody_else_may_even_with_the_link(self):
        invitation = invited(email="moi@example.org")
        unconfirmed = make_user(email="moi@example.org", email_confirmed=False)

        for actor in (actor_of(make_user()), actor_of(unconfirmed)):
            with pytest.raises(NotAllowed):
                accept(invitation, actor)
        with pytest.raises(LoginNeeded):
            accept(invitation, ANONYMOUS)
        assert Membership.objects.filter(organisation=invitation.organisation).count() == 1

    def test_a_member_keeps_the_role_that_they_have(self):
        owner, head = make_organisation(), make_user(email="moi@example.org")
        make_member(owner, user=head, role=Role.ADMIN)
        invitation = invited(organisation=owner, role=Role.VIEWER)

        with pytest.raises(actions.AlreadyMember):
            accept(invitation, actor_of(head))

        assert owner.memberships.get(user=head).role == "admin"

    def test_a_link_counts_once_and_not_after_its_time(self):
        person = actor_of(make_user(email="moi@example.org"))
        used, late = invited(), invited()
        accept(used, person)

        for invitation, now in ((used, NOW), (late, AFTER)):
            with pytest.raises(Conflict):
                accept(invitation, person, now=now)
        assert Membership.objects.filter(organisation=late.organisation).count() == 1

    def test_what_a_removed_administrator_had_sent_lets_nobody_in(self):
        organisation = make_organisation()
        sender = make_member(organisation, role=Role.ADMIN)
        second_self = make_user()
        invitation = invited(organisation=organisation, email=second_self.email, role=Role.ADMIN, by=actor_of(sender))
        actions.remove_member(
            organisation_id=organisation.pk, user_id=sender.pk, actor=actor_for(organisation), now=NOW
        )

        with pytest.raises(TransitionRefused):
            accept(invitation, actor_of(second_self))

        invitation.refresh_from_db()
        assert invitation.state == "withdrawn"

    def test_nor_what_somebody_sent_who_administers_it_no_longer(self):
        organisation = make_organisation()
        sender = make_member(organisation, role=Role.ADMIN)
        invitation = invited(organisation=organisation, by=actor_of(sender))
        actions.change_role(
            organisation_id=organisation.pk,
            user_id=sender.pk,
            role=Role.EDITOR,
            actor=actor_for(organisation),
            now=NOW,
        )

        invitation.refresh_from_db()
        assert invitation.state == "withdrawn"

    def test_what_an_administrator_sent_before_leaving_counts(self):
        organisation = make_organisation()
        sender, guest = make_member(organisation, role=Role.ADMIN), make_user()
        invitation = invited(organisation=organisation, email=guest.email, by=actor_of(sender))
        actions.leave_organisation(organisation_id=organisation.pk, actor=actor_of(sender), now=NOW)

        assert accept(invitation, actor_of(guest)).active

    def test_a_suspended_organisation_lets_nobody_in(self):
        owner, person = make_organisation(), actor_of(make_user(email="moi@example.org"))
        invitation = invited(organisation=owner)
        operator = make_staff(StaffRoleName.OPERATOR)
        actions.suspend_organisation(organisation_id=owner.pk, reason="fraud", actor=operator, now=NOW)

        with pytest.raises(Conflict):
            accept(invitation, person)

    def test_an_open_request_of_the_same_person_is_answered_with_it(self):
        owner, person = make_organisation(), make_user(email="moi@example.org")
        asked = requested(organisation=owner, user=person)

        accept(invited(organisation=owner), actor_of(person))

        asked.refresh_from_db()
        assert asked.state == "admitted"

    def test_whoever_left_comes_back_by_it(self):
        owner, person = make_organisation(), make_user(email="moi@example.org")
        make_member(owner, user=person)
        actions.leave_organisation(organisation_id=owner.pk, actor=actor_of(person), now=NOW)

        membership = accept(invited(organisation=owner, role=Role.VIEWER), actor_of(person))

        assert (membership.active, membership.ended_at, membership.role) == (True, None, "viewer")

    def test_the_invited_person_or_a_visitor_with_the_link_refuses(self):
        person = actor_of(make_user(email="moi@example.org"))

        for actor in (person, ANONYMOUS):
            refused = actions.refuse_invitation(invitation_id=invited().pk, actor=actor, now=NOW)
            assert refused.state == "refused"
        with pytest.raises(NotAllowed):
            actions.refuse_invitation(invitation_id=invited().pk, actor=actor_of(make_user()), now=NOW)

    def test_only_its_administrators_withdraw(self):
        owner = make_organisation()
        invitation = invited(organisation=owner)

        for actor in (actor_for(owner, role=Role.SIGNATORY), actor_for(make_organisation()), ANONYMOUS):
            with pytest.raises(NotAllowed):
                actions.withdraw_invitation(invitation_id=invitation.pk, actor=actor, now=NOW)
        actions.withdraw_invitation(invitation_id=invitation.pk, actor=actor_for(owner), now=NOW)

        with pytest.raises(TransitionRefused):
            accept(invitation, actor_of(make_user(email="moi@example.org")))


class TestRunningOut:
    def test_the_clock_ends_what_is_over_and_nothing_else(self):
        old, young = invited(), invited(now=NOW + timedelta(days=1))

        assert life.expire_invitations_due(AFTER) == 1
        assert life.expire_invitations_due(AFTER) == 0

        assert [Invitation.objects.get(pk=row.pk).state for row in (old, young)] == ["expired", "sent"]

    def test_not_a_second_before(self):
        invitation = invited()

        with pytest.raises(TransitionRefused):
            actions.expire_invitation(invitation_id=invitation.pk, now=AFTER - timedelta(seconds=1))


def test_open_invitations_are_listed_for_the_invited_person_alone():
    invitation = invited(email="moi@example.org")
    person = actor_of(make_user(email="moi@example.org"))

    assert queries.invitations_to(actor=person, now=NOW) == [invitation]
    assert queries.invitations_to(actor=actor_of(make_user()), now=NOW) == []
    assert queries.invitations_to(actor=person, now=AFTER) == []


def test_what_was_sent_is_listed_for_administrators_alone():
    owner = make_organisation()
    invitation = invited(organisation=owner)

    assert list(queries.invitations_of(owner, actor=actor_for(owner))) == [invitation]
    for actor in (actor_for(owner, role=Role.SIGNATORY), make_staff(StaffRoleName.OPERATOR), ANONYMOUS):
        assert list(queries.invitations_of(owner, actor=actor)) == []
