"""Administrators are told what became of their organisation's verification; the real events, the real kinds."""

import pytest

from marketplace.accounts import actions
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.models import OutboxRow
from marketplace.notifications.kinds import events_with_kinds
from marketplace.notifications.models import Notice
from marketplace.notifications.reactions import tell
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, verify

pytestmark = pytest.mark.django_db
PAPER = {"title": "QĐ", "number": "1", "issuer": "UBND", "issued_on": "2020-01-01"}


def deliver() -> None:
    """Hand every event of the outbox to notifications, as the worker does."""
    for row in OutboxRow.objects.filter(event__in=events_with_kinds()).order_by("pk"):
        tell(event=row.event, subject_kind=row.subject_kind, subject_id=row.subject_id, version=row.version)


def test_the_administrator_is_told_of_the_verification_and_nobody_else():
    organisation = make_organisation(name_vi="Viện Mẫu", name_en="Sample Institute")
    admin = organisation.memberships.get().user
    make_member(organisation, role=Role.EDITOR)
    verify(organisation)

    deliver()
    deliver()

    told = [(notice.recipient, notice.title_vi, notice.title_en) for notice in Notice.objects.all()]
    assert [row[0] for row in told] == [admin]
    assert "Viện Mẫu" in told[0][1]
    assert "Sample Institute" in told[0][2]


def test_two_refusals_are_told_twice():
    organisation = make_organisation()
    admin, verifier = actor_for(organisation), make_staff(StaffRoleName.VERIFIER)
    for _time in range(2):
        actions.submit_organisation(organisation_id=organisation.pk, papers=[PAPER], actor=admin, now=NOW)
        actions.refuse_organisation(organisation_id=organisation.pk, reason="wrong_paper", actor=verifier, now=NOW)

    deliver()

    assert Notice.objects.filter(kind="organisation_refused").count() == 2


def test_a_late_event_about_what_is_over_is_not_told():
    organisation = make_organisation()
    operator = make_staff(StaffRoleName.OPERATOR)
    actions.suspend_organisation(organisation_id=organisation.pk, reason="fraud", actor=operator, now=NOW)
    actions.lift_suspension(organisation_id=organisation.pk, reason="x", actor=operator, now=NOW)

    deliver()

    assert [notice.kind for notice in Notice.objects.all()] == ["organisation_lifted"]
