"""The owner is told in time that a need runs out: at 30 and 7 days, once each, anew with a new day for answers."""

from datetime import datetime, timedelta

import pytest

from marketplace.common.models import OutboxRow
from marketplace.common.problems import TransitionRefused
from marketplace.needs import actions, events
from marketplace.needs.actions.warning import warn_due, warn_of_expiry
from marketplace.needs.models import Need
from marketplace.notifications import reactions
from marketplace.notifications.models import Category, Notice
from tests.factories.accounts import NOW
from tests.factories.needs import make_draft, make_expired, make_open, make_paused, owner_of

pytestmark = pytest.mark.django_db


def before_its_end(need: Need, days: int) -> datetime:
    need.refresh_from_db()
    assert need.expires_on is not None
    return NOW.replace(year=need.expires_on.year, month=need.expires_on.month, day=need.expires_on.day) - (
        timedelta(days=days)
    )


def told(need: Need) -> list[int]:
    """Days of the warnings, oldest first."""
    rows = OutboxRow.objects.filter(event=events.EXPIRING, subject_id=need.pk).order_by("id")
    return [row.facts["days"] for row in rows]


def test_each_warning_comes_once_however_often_the_clock_looks():
    need = make_open()

    for days in (31, 30, 30, 20, 8, 7, 7, 1):
        warn_due(before_its_end(need, days))

    assert told(need) == [30, 7]


def test_what_is_found_late_gets_the_last_warning_only():
    need = make_open()

    warn_due(before_its_end(need, 5))

    assert told(need) == [7]


def test_a_paused_listing_is_warned_of_and_one_out_of_view_is_not():
    paused, expired, draft = make_paused(), make_expired(), make_draft()

    warn_due(before_its_end(paused, 20))

    assert (told(paused), told(expired), told(draft)) == ([30], [], [])


def test_on_its_last_day_it_runs_out_without_another_warning():
    need = make_open()

    with pytest.raises(TransitionRefused):
        warn_of_expiry(need_id=need.pk, now=before_its_end(need, 0))


def test_nobodys_edit_clashes_with_a_warning():
    need = make_open()

    warn_due(before_its_end(need, 30))

    assert Need.objects.get(pk=need.pk).version == need.version


def test_another_day_for_answers_begins_anew():
    need = make_open()
    warn_due(before_its_end(need, 5))
    day = (NOW + timedelta(days=120)).date()
    actions.edit_need(
        need_id=need.pk,
        changes={"answers_by": day.isoformat()},
        expected_version=need.version,
        actor=owner_of(need),
        now=NOW,
    )

    warn_due(before_its_end(need, 30))

    assert told(need) == [7, 30]


def test_the_notice_names_days_and_last_day_and_goes_after_a_renewal():
    need = make_open()
    warn_due(before_its_end(need, 30))
    row = OutboxRow.objects.get(event=events.EXPIRING)
    telling = {"event": row.event, "subject_kind": "need", "subject_id": need.pk, "version": row.version}

    for _again in range(2):
        reactions.tell(**telling, **row.facts)

    notice = Notice.objects.get(kind="need_expiring", recipient=need.author)
    assert notice.category == Category.DEADLINE
    assert "30" in notice.title_en
    need.refresh_from_db()
    assert f"{need.expires_on:%d/%m/%Y}" in notice.body_vi
