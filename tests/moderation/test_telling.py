"""Whom a complaint is told to, and what everybody may count."""

from datetime import timedelta

import pytest

from marketplace.moderation import actions, queries
from marketplace.moderation.models import Complaint
from marketplace.notifications.models import Notice
from marketplace.notifications.reactions import tell
from tests.factories.accounts import NOW
from tests.factories.complaints import (
    make_awaiting,
    make_complaint,
    make_dismissed,
    make_judge,
    make_serious,
    make_taken_back,
    make_upheld,
    other_side_of,
)
from tests.factories.listings import make_reviewer

pytestmark = pytest.mark.django_db


def told(event: str, complaint: Complaint) -> set[int]:
    before = set(Notice.objects.values_list("pk", flat=True))
    for _ in range(2):
        tell(event=event, subject_kind="complaint", subject_id=complaint.pk, version=complaint.index_version)
    rows = Notice.objects.exclude(pk__in=before)
    people = set(rows.values_list("recipient_id", flat=True))
    assert rows.count() == len(people)
    return people


def test_the_complainant_gets_one_receipt_and_the_other_side_nothing():
    complaint = make_complaint()

    assert told("moderation.filed", complaint) == {complaint.complainant_id}


def test_days_are_written_as_each_language_writes_them():
    complaint = make_complaint()
    told("moderation.filed", complaint)

    notice = Notice.objects.get(recipient=complaint.complainant_id)

    assert f"{complaint.first_look_due:%b %Y}" in notice.body_en
    assert f"{complaint.first_look_due:%d/%m/%Y}" in notice.body_vi


def test_the_other_side_is_told_when_it_goes_off_view_and_when_it_is_asked():
    complaint = make_awaiting()

    off_view, asked = told("moderation.graded", complaint), told("moderation.other_side_asked", complaint)

    assert other_side_of(complaint).user_id in off_view & asked
    assert complaint.complainant_id not in off_view | asked


@pytest.mark.parametrize(("make", "event"), [(make_upheld, "upheld"), (make_dismissed, "dismissed")])
def test_both_sides_are_told_the_decision(make, event):
    complaint = make()

    assert {complaint.complainant_id, other_side_of(complaint).user_id} <= told(f"moderation.{event}", complaint)


def test_of_what_was_unfounded_only_the_complainant_is_told():
    filed = make_complaint()
    complaint = actions.dismiss_unfounded(
        complaint_id=filed.pk, reason="not_shown", text="Không có gì.", actor=make_reviewer(), now=NOW
    )

    assert told("moderation.dismissed", complaint) == {complaint.complainant_id}


def test_public_figures_are_those_of_the_rows():
    make_upheld(now=NOW)
    slow = make_serious(now=NOW)
    actions.dismiss_complaint(
        complaint_id=slow.pk, reason="no_breach", text="Không.", actor=make_judge(), now=NOW + timedelta(days=5)
    )
    make_taken_back(now=NOW)
    make_complaint(ground="conduct")
    old = make_complaint(ground="conduct")
    Complaint.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=400))

    figures = {row.ground: row for row in queries.transparency(now=NOW + timedelta(days=6))}

    rights = figures["ip_infringement"]
    assert (rights.filed, rights.upheld, rights.dismissed, rights.withdrawn, rights.waiting) == (3, 1, 1, 1, 0)
    assert rights.median_days == 2.5
    assert (figures["conduct"].filed, figures["conduct"].waiting, figures["conduct"].median_days) == (1, 1, None)
