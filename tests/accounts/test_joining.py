"""Asking to join: found by name or code, answered by administrators, after ten working days by the operator too."""

from datetime import date, timedelta

import pytest

from marketplace.accounts import actions, events, queries
from marketplace.accounts.actions import life
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.models import OutboxRow
from marketplace.common.permissions import ANONYMOUS, LoginNeeded, NotAllowed
from marketplace.common.problems import Invalid, NotFound, TransitionRefused
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user
from tests.factories.joining import invited, requested

pytestmark = pytest.mark.django_db
OPERATOR_FROM = date(2026, 12, 7)  # The tenth working day after Monday, 23 November.
LATE = NOW + timedelta(days=14)


def answer(request, actor, now=NOW, role="editor"):
    return actions.admit(request_id=request.pk, role=role, actor=actor, now=now)


class TestFinding:
    def test_by_business_code_or_by_words_of_the_name_without_marks(self):
        wanted = make_organisation(name_vi="Hợp tác xã Chè Sương", business_code="9900000034")
        make_organisation(name_vi="Công ty Khác")
        actor = actor_of(make_user())

        for text in ("9900000034", "chè sương", "che suong", "  Hợp tác xã "):
            assert queries.organisations_named(text, actor=actor, limit=20) == [wanted]
        assert queries.organisations_named("990000003", actor=actor, limit=20) == []
        assert queries.organisations_named("  ", actor=actor, limit=20) == []

    def test_not_suspended_ones(self):
        owner = make_organisation(name_vi="Hợp tác xã Chè Sương")
        operator = make_staff(StaffRoleName.OPERATOR)
        actions.suspend_organisation(organisation_id=owner.pk, reason="fraud", actor=operator, now=NOW)

        assert queries.organisations_named("Chè Sương", actor=operator, limit=20) == []


class TestAsking:
    def test_the_request_waits_for_its_administrators_and_from_a_day_on_for_the_operator(self):
        asked = requested(note="Kế toán")

        assert (asked.state, asked.note, asked.operator_from) == ("asked", "Kế toán", OPERATOR_FROM)
        assert [row.subject_id for row in OutboxRow.objects.filter(event=events.JOIN_ASKED)] == [asked.pk]

    def test_once_at_a_time(self):
        owner, person = make_organisation(), make_user()
        first = requested(organisation=owner, user=person)

        with pytest.raises(actions.AlreadyAsked):
            requested(organisation=owner, user=person)
        actions.withdraw_join_request(request_id=first.pk, actor=actor_of(person), now=NOW)

        assert requested(organisation=owner, user=person).state == "asked"

    def test_members_do_not_ask(self):
        owner = make_organisation()

        with pytest.raises(actions.AlreadyMember):
            requested(organisation=owner, user=make_member(owner))

    def test_needs_a_confirmed_address_and_few_words(self):
        owner = make_organisation()

        with pytest.raises(NotAllowed):
            requested(organisation=owner, user=make_user(email_confirmed=False))
        with pytest.raises(Invalid):
            requested(organisation=owner, note="x" * 501)
        with pytest.raises(LoginNeeded):
            actions.ask_to_join(organisation_id=owner.pk, note="", actor=ANONYMOUS, now=NOW)

    def test_a_suspended_organisation_and_an_unknown_one_are_not_there(self):
        owner, person = make_organisation(), actor_of(make_user())
        operator = make_staff(StaffRoleName.OPERATOR)
        actions.suspend_organisation(organisation_id=owner.pk, reason="fraud", actor=operator, now=NOW)

        for organisation_id in (owner.pk, owner.pk + 1):
            with pytest.raises(NotFound):
                actions.ask_to_join(organisation_id=organisation_id, note="", actor=person, now=NOW)


class TestAnswering:
    def test_an_administrator_lets_in_with_a_role(self):
        owner = make_organisation()
        asked, head = requested(organisation=owner), actor_for(owner)

        membership = answer(asked, head, role="signatory")

        asked.refresh_from_db()
        assert (asked.state, asked.decided_by_id) == ("admitted", head.user_id)
        assert (membership.user, membership.role) == (asked.user, "signatory")

    def test_an_open_invitation_of_the_same_person_is_answered_with_it(self):
        owner, person = make_organisation(), make_user(email="moi@example.org")
        invitation = invited(organisation=owner, email="moi@example.org")

        answer(requested(organisation=owner, user=person), actor_for(owner))

        invitation.refresh_from_db()
        assert invitation.state == "accepted"

    def test_others_may_not(self):
        owner = make_organisation()
        asked = requested(organisation=owner)
        others = [
            actor_for(owner, role=Role.SIGNATORY),
            actor_for(make_organisation()),
            make_staff(StaffRoleName.VERIFIER, StaffRoleName.REVIEWER),
            make_staff(StaffRoleName.OPERATOR),  # Not before its time.
            actor_of(asked.user),
            ANONYMOUS,
        ]

        for actor in others:
            with pytest.raises(NotAllowed):
                answer(asked, actor)
            with pytest.raises(NotAllowed):
                actions.refuse_join(request_id=asked.pk, reason="x", actor=actor, now=NOW)

    def test_the_operator_may_from_the_tenth_working_day_on_but_never_for_themselves(self):
        owner = make_organisation()
        operator = make_user(staff=[StaffRoleName.OPERATOR])
        own, other = requested(organisation=owner, user=operator), requested(organisation=owner)

        with pytest.raises(NotAllowed):
            answer(own, actor_of(operator), now=LATE)
        answer(other, actor_of(operator), now=LATE)

        assert owner.memberships.filter(user=other.user, active=True).exists()

    def test_a_refusal_has_a_reason_that_the_person_reads(self):
        owner = make_organisation()
        asked, head = requested(organisation=owner), actor_for(owner)
        with pytest.raises(Invalid):
            actions.refuse_join(request_id=asked.pk, reason="  ", actor=head, now=NOW)

        actions.refuse_join(request_id=asked.pk, reason="Không làm ở đây", actor=head, now=NOW)

        [mine] = queries.own_join_requests(actor=actor_of(asked.user))
        assert (mine.state, mine.reason) == ("refused", "Không làm ở đây")

    @pytest.mark.parametrize(
        "answer_again",
        [
            lambda asked, head: answer(asked, head),
            lambda asked, head: actions.refuse_join(request_id=asked.pk, reason="x", actor=head, now=NOW),
            lambda asked, head: actions.withdraw_join_request(request_id=asked.pk, actor=actor_of(asked.user), now=NOW),
        ],
        ids=["admit", "refuse", "withdraw"],
    )
    def test_what_is_answered_is_answered(self, answer_again):
        owner = make_organisation()
        asked, head = requested(organisation=owner), actor_for(owner)
        actions.withdraw_join_request(request_id=asked.pk, actor=actor_of(asked.user), now=NOW)

        with pytest.raises(TransitionRefused):
            answer_again(asked, head)

    def test_only_the_person_takes_the_request_back(self):
        owner = make_organisation()
        asked = requested(organisation=owner)

        for actor in (actor_for(owner), make_staff(StaffRoleName.OPERATOR), ANONYMOUS):
            with pytest.raises(NotFound):
                actions.withdraw_join_request(request_id=asked.pk, actor=actor, now=NOW)


class TestReading:
    def test_the_asker_and_whoever_may_answer_find_it(self):
        owner = make_organisation()
        asked = requested(organisation=owner)
        operator, before, after = make_staff(StaffRoleName.OPERATOR), OPERATOR_FROM - timedelta(days=1), OPERATOR_FROM

        assert queries.join_request(asked.public_id, actor=actor_of(asked.user), today=before) == asked
        assert queries.join_request(asked.public_id, actor=actor_for(owner), today=before) == asked
        assert queries.join_request(asked.public_id, actor=operator, today=after) == asked
        for actor in (operator, actor_for(owner, role=Role.EDITOR), actor_of(make_user()), ANONYMOUS):
            with pytest.raises(NotFound):
                queries.join_request(asked.public_id, actor=actor, today=before)

    def test_lists_are_for_administrators_and_late_ones_for_the_operator(self):
        owner = make_organisation()
        asked = requested(organisation=owner)
        operator = make_staff(StaffRoleName.OPERATOR)

        assert list(queries.join_requests_of(owner, actor=actor_for(owner))) == [asked]
        assert list(queries.join_requests_of(owner, actor=operator)) == []
        assert list(queries.late_join_requests(actor=operator, today=OPERATOR_FROM)) == [asked]
        assert list(queries.late_join_requests(actor=operator, today=OPERATOR_FROM - timedelta(days=1))) == []
        assert list(queries.late_join_requests(actor=actor_for(owner), today=OPERATOR_FROM)) == []


def test_the_operator_is_told_once_of_what_nobody_answered():
    late, answered = requested(), requested()
    actions.withdraw_join_request(request_id=answered.pk, actor=actor_of(answered.user), now=NOW)

    counts = [life.tell_operator_due(moment) for moment in (NOW + timedelta(days=13), LATE, LATE)]

    assert counts == [0, 1, 0]
    assert [row.subject_id for row in OutboxRow.objects.filter(event=events.JOIN_OVERDUE)] == [late.pk]
