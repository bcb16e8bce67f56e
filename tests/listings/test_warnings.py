"""The owner is told in time that a listing runs out: at 60, 30 and 7 days, once each, anew after a renewal."""

from datetime import datetime, timedelta

import pytest

from marketplace.common.models import OutboxRow
from marketplace.common.problems import TransitionRefused
from marketplace.listings import actions, events
from marketplace.listings.actions.warning import warn_due, warn_of_expiry
from marketplace.listings.models import Listing
from marketplace.notifications import reactions
from marketplace.notifications.models import Category, Notice
from tests.factories.accounts import NOW
from tests.factories.listings import make_draft, make_expired, make_paused, make_published, owner_of

pytestmark = pytest.mark.django_db


def before_its_end(listing: Listing, days: int) -> datetime:
    listing.refresh_from_db()
    assert listing.expires_on is not None
    return NOW.replace(year=listing.expires_on.year, month=listing.expires_on.month, day=listing.expires_on.day) - (
        timedelta(days=days)
    )


def told(listing: Listing) -> list[int]:
    """Days of the warnings, oldest first."""
    rows = OutboxRow.objects.filter(event=events.EXPIRING, subject_id=listing.pk).order_by("id")
    return [row.facts["days"] for row in rows]


def test_each_warning_comes_once_however_often_the_clock_looks():
    listing = make_published()

    for days in (61, 60, 60, 45, 30, 30, 8, 7, 7, 1):
        warn_due(before_its_end(listing, days))

    assert told(listing) == [60, 30, 7]


def test_what_is_found_late_gets_the_last_warning_only():
    listing = make_published()

    warn_due(before_its_end(listing, 5))

    assert told(listing) == [7]


def test_a_paused_listing_is_warned_of_and_one_out_of_view_is_not():
    paused, expired, draft = make_paused(), make_expired(), make_draft()

    warn_due(before_its_end(paused, 20))

    assert (told(paused), told(expired), told(draft)) == ([30], [], [])


def test_on_its_last_day_it_runs_out_without_another_warning():
    listing = make_published()

    with pytest.raises(TransitionRefused):
        warn_of_expiry(listing_id=listing.pk, now=before_its_end(listing, 0))


def test_nobodys_edit_clashes_with_a_warning():
    listing = make_published()

    warn_due(before_its_end(listing, 60))

    assert Listing.objects.get(pk=listing.pk).version == listing.version


def test_a_renewal_begins_anew():
    listing = make_published()
    warn_due(before_its_end(listing, 30))
    first = before_its_end(listing, 20)
    actions.renew_listing(
        listing_id=listing.pk, confirmed=["title_vi"], rights_checked=True, actor=owner_of(listing), now=first
    )

    warn_due(before_its_end(listing, 60))

    assert told(listing) == [30, 60]


def test_the_notice_names_days_and_last_day_and_goes_after_a_renewal():
    listing = make_published()
    warn_due(before_its_end(listing, 30))
    row = OutboxRow.objects.get(event=events.EXPIRING)
    telling = {"event": row.event, "subject_kind": "listing", "subject_id": listing.pk, "version": row.version}

    for _again in range(2):
        reactions.tell(**telling, **row.facts)

    notice = Notice.objects.get(kind="listing_expiring", recipient=listing.author)
    assert notice.category == Category.DEADLINE
    assert "30" in notice.title_en
    assert "23/11/2027" in notice.body_vi
