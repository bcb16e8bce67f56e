"""Who is told when people join, change role or leave; the real events, the real kinds."""

from datetime import timedelta

import pytest

from marketplace.accounts import actions
from marketplace.accounts.actions import life
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.models import OutboxRow
from marketplace.notifications.kinds import events_with_kinds
from marketplace.notifications.models import Notice
from marketplace.notifications.reactions import tell
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user, verify
from tests.factories.joining import invited, requested

pytestmark = pytest.mark.django_db


@pytest.fixture
def founder():
    return make_user(name="Người Lập")


@pytest.fixture
def organisation(founder):
    return make_organisation(name_vi="Viện Mẫu", name_en="Sample Institute", admin=founder)


def told() -> list[tuple[str, int]]:
    """Kind and recipient of every notice, once all events have arrived twice."""
    for row in [*OutboxRow.objects.filter(event__in=events_with_kinds()).order_by("pk")] * 2:
        facts = {"subject_kind": row.subject_kind, "subject_id": row.subject_id, "version": row.version}
        tell(event=row.event, **facts, **row.facts)
    return sorted(Notice.objects.values_list("kind", "recipient_id"))


def test_administrators_are_told_who_asks_and_led_to_the_answer(organisation, founder):
    make_member(organisation, role=Role.SIGNATORY)
    asked = requested(organisation=organisation)

    assert told() == [("join_asked", founder.pk)]
    notice = Notice.objects.get()
    assert notice.path == f"/requests-to-join/{asked.public_id}/"
    assert "Người Xin Vào" in notice.title_vi
    assert "Sample Institute" in notice.title_en


def test_nobody_is_told_of_a_request_that_was_taken_back(organisation):
    asked = requested(organisation=organisation)
    actions.withdraw_join_request(request_id=asked.pk, actor=actor_of(asked.user), now=NOW)

    assert told() == []


def test_the_operator_is_told_when_nobody_answers(organisation, founder):
    operator = make_staff(StaffRoleName.OPERATOR)
    requested(organisation=organisation)
    life.tell_operator_due(NOW + timedelta(days=20))

    assert told() == [("join_asked", founder.pk), ("join_overdue", operator.user_id)]


def test_the_person_is_told_the_answer(organisation, founder):
    admitted, refused = requested(organisation=organisation), requested(organisation=organisation)
    head = actor_of(founder)
    actions.admit(request_id=admitted.pk, role="editor", actor=head, now=NOW)
    actions.refuse_join(request_id=refused.pk, reason="Không quen", actor=head, now=NOW)

    assert told() == [("join_admitted", admitted.user_id), ("join_refused", refused.user_id)]
    assert "Không quen" in Notice.objects.get(kind="join_refused").body_vi


def test_administrators_are_told_what_became_of_an_invitation(organisation, founder):
    person = make_user(email="moi@example.org", name="Người Mới")
    actions.accept_invitation(invitation_id=invited(organisation=organisation).pk, actor=actor_of(person), now=NOW)
    refused = invited(organisation=organisation, email="khac@example.org")
    actions.refuse_invitation(invitation_id=refused.pk, actor=actor_of(make_user(email="khac@example.org")), now=NOW)

    assert told() == [("invitation_accepted", founder.pk), ("invitation_refused", founder.pk)]
    assert "Người Mới" in Notice.objects.get(kind="invitation_accepted").title_vi


def test_a_member_is_told_of_a_new_role_and_of_the_removal_by_another(organisation, founder):
    member = make_member(organisation)
    words = {"organisation_id": organisation.pk, "user_id": member.pk, "actor": actor_of(founder), "now": NOW}
    actions.change_role(role="viewer", **words)
    actions.remove_member(**words)

    assert told() == [("membership_removed", member.pk), ("role_changed", member.pk)]


def test_administrators_are_told_who_left(organisation, founder):
    member = make_member(organisation, user=make_user(name="Người Đi"))
    actions.leave_organisation(organisation_id=organisation.pk, actor=actor_of(member), now=NOW)

    assert told() == [("membership_left", founder.pk)]
    assert "Người Đi" in Notice.objects.get().title_en


def test_whoever_leaves_twice_is_told_of_twice(organisation):
    member = make_member(organisation)
    for moment in (NOW, NOW + timedelta(days=1)):
        make_member(organisation, user=member, now=moment)
        actions.leave_organisation(organisation_id=organisation.pk, actor=actor_of(member), now=moment)

    assert [kind for kind, _who in told()] == ["membership_left", "membership_left"]


def test_administrators_are_warned_before_a_verification_lapses_and_told_when_it_has():
    organisation = verify(make_organisation())
    head = actor_for(organisation).user_id
    for days in (671, 701):
        life.warn_of_lapse_due(NOW + timedelta(days=days))
    warned = [row for row in told() if row[0] == "organisation_lapse_near"]
    life.lapse_due(NOW + timedelta(days=731))

    assert warned == [("organisation_lapse_near", head)] * 2
    assert ("organisation_lapsed", head) in told()
