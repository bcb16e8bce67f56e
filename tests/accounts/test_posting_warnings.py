"""The owner is told in time that a listing or a need runs out: once for each number of days, anew with a new day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import ModuleType

import pytest

from marketplace.accounts.models.posting import Posting
from marketplace.common.models import OutboxRow
from marketplace.common.problems import TransitionRefused
from marketplace.listings import actions as listing_actions
from marketplace.listings import events as listing_events
from marketplace.needs import actions as need_actions
from marketplace.needs import events as need_events
from marketplace.notifications import reactions
from marketplace.notifications.models import Category, Notice
from tests.factories import listings, needs
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Posted:
    """One kind of posting: how it comes into view, who warns, and the numbers of days the floor has set."""

    kind: str
    make: Callable[[], Posting]
    factory: ModuleType
    actions: ModuleType
    event: str
    days: list[int]

    def warn_of(self, posting: Posting, *, now: datetime) -> None:
        self.actions.warn_of_expiry(**{f"{self.kind}_id": posting.pk}, now=now)

    def told(self, posting: Posting) -> list[int]:
        """Days of the warnings, oldest first."""
        rows = OutboxRow.objects.filter(event=self.event, subject_id=posting.pk).order_by("id")
        return [row.facts["days"] for row in rows]


@pytest.fixture(params=["listing", "need"])
def posted(request) -> Posted:
    known = {
        "listing": (listings.make_published, listings, listing_actions, listing_events.EXPIRING, [60, 30, 7]),
        "need": (needs.make_open, needs, need_actions, need_events.EXPIRING, [30, 7]),
    }
    return Posted(request.param, *known[request.param])


def before_its_end(posting: Posting, days: int) -> datetime:
    posting.refresh_from_db()
    last = posting.expires_on
    assert last is not None
    return NOW.replace(year=last.year, month=last.month, day=last.day) - timedelta(days=days)


def test_each_warning_comes_once_however_often_the_clock_looks(posted):
    posting = posted.make()

    for days in (61, 60, 60, 45, 31, 30, 30, 20, 8, 7, 7, 1):
        if days <= posted.days[0] + 1:
            posted.actions.warn_due(before_its_end(posting, days))

    assert posted.told(posting) == posted.days


def test_what_is_found_late_gets_the_last_warning_only(posted):
    posting = posted.make()

    posted.actions.warn_due(before_its_end(posting, 5))

    assert posted.told(posting) == [7]


def test_what_is_paused_is_warned_of_and_what_is_out_of_view_is_not(posted):
    paused, expired, draft = posted.factory.make_paused(), posted.factory.make_expired(), posted.factory.make_draft()

    posted.actions.warn_due(before_its_end(paused, 20))

    assert [posted.told(one) for one in (paused, expired, draft)] == [[30], [], []]


def test_on_its_last_day_it_runs_out_without_another_warning(posted):
    posting = posted.make()

    with pytest.raises(TransitionRefused):
        posted.warn_of(posting, now=before_its_end(posting, 0))


def test_nobodys_edit_clashes_with_a_warning(posted):
    posting = posted.make()

    posted.actions.warn_due(before_its_end(posting, 30))

    assert (posted.told(posting), type(posting).objects.get(pk=posting.pk).version) == ([30], posting.version)


def test_a_renewed_listing_is_warned_of_anew():
    listing = listings.make_published()
    listing_actions.warn_due(before_its_end(listing, 30))
    listing_actions.renew_listing(
        listing_id=listing.pk,
        confirmed=["title_vi"],
        rights_checked=True,
        actor=listings.owner_of(listing),
        now=before_its_end(listing, 20),
    )

    listing_actions.warn_due(before_its_end(listing, 60))

    warned = OutboxRow.objects.filter(event=listing_events.EXPIRING, subject_id=listing.pk).order_by("id")
    assert [row.facts["days"] for row in warned] == [30, 60]


def test_a_need_with_another_day_for_answers_is_warned_of_anew():
    need = needs.make_open()
    need_actions.warn_due(before_its_end(need, 5))
    day: date = (NOW + timedelta(days=120)).date()
    need_actions.edit_need(
        need_id=need.pk,
        changes={"answers_by": day.isoformat()},
        expected_version=need.version,
        actor=needs.owner_of(need),
        now=NOW,
    )

    need_actions.warn_due(before_its_end(need, 30))

    warned = OutboxRow.objects.filter(event=need_events.EXPIRING, subject_id=need.pk).order_by("id")
    assert [row.facts["days"] for row in warned] == [7, 30]


def test_the_notice_names_days_and_last_day_and_comes_once(posted):
    posting = posted.make()
    posted.actions.warn_due(before_its_end(posting, 30))
    row = OutboxRow.objects.get(event=posted.event)
    telling = {"event": row.event, "subject_kind": posted.kind, "subject_id": posting.pk, "version": row.version}

    for _again in range(2):
        reactions.tell(**telling, **row.facts)

    posting.refresh_from_db()
    notice = Notice.objects.get(kind=f"{posted.kind}_expiring", recipient=posting.author)
    assert notice.category == Category.DEADLINE
    assert "30" in notice.title_en
    assert f"{posting.expires_on:%d/%m/%Y}" in notice.body_vi
