"""Bookmarks: what can be kept, and that each change of price, state or last day is told once."""

import pytest

from marketplace.common.holds import lift_hold, place_hold
from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Conflict, Invalid, LoginNeeded, NotFound
from marketplace.listings.actions import edit_listing, pause_listing, withdraw_listing
from marketplace.listings.models import Listing
from marketplace.notifications import actions, queries
from marketplace.notifications.models import Bookmark, Notice
from marketplace.notifications.reactions import follow_bookmarks, tell
from tests.factories.accounts import NOW, make_organisation
from tests.factories.listings import make_draft, make_published, owner_of
from tests.factories.needs import make_open
from tests.factories.talk import make_asker, make_person
from tests.listings.test_projection import UNPUBLISHED

pytestmark = pytest.mark.django_db


def keep(listing: Listing, actor=None) -> Bookmark:
    return actions.add_bookmark(kind="listing", subject_id=listing.pk, actor=actor or make_person(), now=NOW)


def change_price(listing: Listing, amount: str) -> None:
    listing.refresh_from_db()
    edit_listing(
        listing_id=listing.pk,
        changes={"price_min": amount},
        expected_version=listing.version,
        actor=owner_of(listing),
        now=NOW,
    )


def follow(listing: Listing) -> list[list[str]]:
    """Run the reaction twice, as a repeated event would; what the new events say changed."""
    seen = set(OutboxRow.objects.values_list("pk", flat=True))
    for _ in range(2):
        follow_bookmarks(subject_kind="listing", subject_id=listing.pk)
    rows = OutboxRow.objects.filter(event="notifications.bookmark_changed").exclude(pk__in=seen)
    return [row.facts["changed"] for row in rows.order_by("pk")]


@pytest.mark.parametrize(("kind", "make"), [("listing", make_published), ("need", make_open)])
def test_what_is_in_view_can_be_kept_once(kind, make):
    thing, person = make(), make_person()

    first = actions.add_bookmark(kind=kind, subject_id=thing.pk, actor=person, now=NOW)
    again = actions.add_bookmark(kind=kind, subject_id=thing.pk, actor=person, now=NOW)

    assert first.pk == again.pk
    assert AuditEntry.objects.filter(verb="bookmark.add").count() == 1


def test_a_guest_signs_in_first():
    with pytest.raises(LoginNeeded):
        keep(make_published(), ANONYMOUS)


def test_what_one_may_not_know_is_not_kept():
    with pytest.raises(NotFound):
        keep(make_draft())


def test_a_draft_of_ones_own_is_not_in_view():
    draft = make_draft()

    with pytest.raises(Conflict):
        keep(draft, owner_of(draft))


def test_an_organisation_is_not_kept():
    with pytest.raises(NotFound):
        actions.add_bookmark(kind="organisation", subject_id=make_organisation().pk, actor=make_person(), now=NOW)


def test_there_is_a_limit(settings):
    settings.BOOKMARKS_MAX = 1
    person = make_person()
    keep(make_published(), person)

    with pytest.raises(Conflict):
        keep(make_published(), person)


def test_a_note_has_a_limit_too():
    bookmark = keep(make_published(), person := make_person())

    with pytest.raises(Invalid):
        actions.note_bookmark(bookmark_id=bookmark.pk, note="x" * 301, actor=person, now=NOW)


def test_nobody_touches_anothers_bookmark():
    bookmark, other = keep(make_published()), make_person()

    for act in (actions.look_at_bookmark, actions.remove_bookmark):
        with pytest.raises(NotFound):
            act(bookmark_id=bookmark.pk, actor=other, now=NOW)
    assert not queries.bookmarks_of(other).exists()


def test_each_change_of_the_price_is_an_event_once_even_back_and_forth():
    listing = make_published()
    keep(listing)
    told = []
    for amount in ("90000000", "120000000", "90000000"):
        change_price(listing, amount)
        told.append(follow(listing))

    assert told == [[["price"]], [["price"]], [["price"]]]


def test_what_is_not_watched_tells_nothing():
    listing = make_published()
    keep(listing)
    edit_listing(
        listing_id=listing.pk,
        changes={"response_days": 5},
        expected_version=listing.version,
        actor=owner_of(listing),
        now=NOW,
    )

    assert follow(listing) == []


def test_pause_and_withdrawal_are_changes_of_state():
    listing = make_published()
    keep(listing)
    pause_listing(listing_id=listing.pk, actor=owner_of(listing), now=NOW)
    paused = follow(listing)
    withdraw_listing(listing_id=listing.pk, reason="no_longer_offered", note="", actor=owner_of(listing), now=NOW)

    assert (paused, follow(listing)) == ([["state"]], [["state"]])


def test_of_what_is_off_view_no_more_than_that_is_told():
    listing = make_published()
    bookmark = keep(listing)
    place_hold(listing, "complaint", subject=listing.owner, now=NOW, until=None)
    change_price(listing, "1000000")
    held = follow(listing)
    bookmark.refresh_from_db()
    lift_hold(listing, "complaint", subject=listing.owner, now=NOW)

    assert (held, bookmark.told_state) == ([["state"]], "out_of_view")
    assert bookmark.told_price.startswith("120000000")
    assert follow(listing) == [["price", "state"]]


def test_the_holder_gets_one_notice_per_change():
    listing, person = make_published(), make_person()
    bookmark = keep(listing, person)
    change_price(listing, "90000000")
    follow(listing)
    bookmark.refresh_from_db()

    for _ in range(2):
        tell(
            event="notifications.bookmark_changed",
            subject_kind="bookmark",
            subject_id=bookmark.pk,
            version=bookmark.index_version,
            changed=["price"],
        )

    notice = Notice.objects.get()
    assert (notice.recipient_id, notice.category, notice.path) == (person.user_id, "alert", "/my/bookmarks/")


def test_nobody_counts_below_five():
    listing = make_published()
    counts = []
    for _ in range(5):
        keep(listing)
        counts.append(queries.bookmark_count("listing", listing.pk))

    assert counts == [None, None, None, None, 5]


def test_looking_at_it_forgets_the_change():
    listing, asker = make_published(), make_asker()
    bookmark = keep(listing, asker)
    change_price(listing, "90000000")
    before = queries.kept([bookmark], actor=asker)[0].changed

    seen = actions.look_at_bookmark(bookmark_id=bookmark.pk, actor=asker, now=NOW)

    assert (before, queries.kept([seen], actor=asker)[0].changed) == (["price"], [])


def test_a_filing_that_nobody_published_shows_its_holders_no_price():
    listing = make_published(kind="ip_asset", rights=[UNPUBLISHED], price_mode="ask", price_min="100", currency="VND")

    kept = actions.add_bookmark(kind="listing", subject_id=listing.pk, actor=make_person(), now=NOW)

    assert kept.seen_price == ""
