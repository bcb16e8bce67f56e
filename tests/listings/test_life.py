"""After publication: pause, renew, withdraw, run out, archive; and what stops each."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.accounts.actions.guards import Held
from marketplace.accounts.states import StaffRoleName
from marketplace.common.holds import lift_hold, place_hold
from marketplace.common.permissions import SYSTEM
from marketplace.common.problems import Invalid, NotAllowed, TransitionRefused
from marketplace.listings.actions import (
    archive_due,
    archive_listing,
    expire_due,
    give_back_idle,
    lapse_due,
    pause_listing,
    renew_listing,
    resume_listing,
    revise_listing,
    submit_listing,
    withdraw_listing,
)
from marketplace.listings.models import Listing
from marketplace.listings.states import UNANSWERED
from tests.factories.accounts import make_staff
from tests.factories.listings import (
    make_draft,
    make_expired,
    make_in_review,
    make_paused,
    make_published,
    make_rejected,
    make_returned,
    make_withdrawn,
    owner_of,
)

pytestmark = pytest.mark.django_db


def hold(listing, kind, now):
    place_hold(listing, kind, subject=listing.owner, now=now, until=None)


def renew(listing, now, **given):
    complete = {"confirmed": ["title_vi"], "rights_checked": True}
    return renew_listing(listing_id=listing.pk, actor=owner_of(listing), now=now, **{**complete, **given})


def withdraw(listing, now, *, reason="no_longer_offered", actor=None):
    return withdraw_listing(listing_id=listing.pk, reason=reason, note="", actor=actor or owner_of(listing), now=now)


def test_a_pause_and_its_end(now, events_of):
    listing = make_paused(now=now)
    resumed = resume_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    assert resumed.state == "published"
    assert events_of(listing)[-2:] == ["listings.paused", "listings.resumed"]


def test_a_pause_by_the_floor_lasts_while_an_interest_waits(now):
    listing = make_published(now=now)
    pause_listing(listing_id=listing.pk, actor=SYSTEM, now=now, reason=UNANSWERED)
    hold(listing, "interest", now)

    with pytest.raises(Held):
        resume_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    lift_hold(listing, "interest", subject=listing.owner, now=now)
    assert resume_listing(listing_id=listing.pk, actor=owner_of(listing), now=now).state == "published"


def test_an_owners_own_pause_ends_although_an_interest_waits(now):
    listing = make_paused(now=now)
    hold(listing, "interest", now)

    assert resume_listing(listing_id=listing.pk, actor=owner_of(listing), now=now).state == "published"


def test_what_has_run_out_is_not_resumed(now):
    listing = make_paused(now=now)

    with pytest.raises(TransitionRefused):
        resume_listing(listing_id=listing.pk, actor=owner_of(listing), now=now.replace(year=2027, month=12))


def test_a_withdrawal_keeps_its_reason(now, events_of):
    listing = make_withdrawn(now=now)

    assert (listing.state, listing.state_reason) == ("withdrawn", "no_longer_offered")
    assert events_of(listing)[-1] == "listings.withdrawn"


def test_a_withdrawal_needs_a_reason_of_the_list(now):
    listing = make_published(now=now)

    with pytest.raises(Invalid):
        withdraw(listing, now, reason="bored")


def test_an_agreed_deal_keeps_a_listing_from_being_withdrawn(now, events_of):
    listing = make_published(now=now)
    hold(listing, "agreed_deal", now)

    with pytest.raises(Held):
        withdraw(listing, now)

    assert Listing.objects.get(pk=listing.pk).state == "published"
    assert events_of(listing)[-1] == "listings.published"


def test_a_curator_withdraws_catalogue_records_only(now):
    listing = make_published(now=now)

    with pytest.raises(NotAllowed):
        withdraw(listing, now, actor=make_staff(StaffRoleName.CURATOR))


def test_the_clock_expires_on_the_last_day_and_not_before(now, events_of):
    listing = make_published(now=now)
    eve = datetime(2027, 11, 23, 16, 59, tzinfo=UTC)  # 23:59 in Viet Nam.

    before = expire_due(eve)
    after = expire_due(eve + timedelta(minutes=1))

    assert (before, after) == (0, 1)
    assert Listing.objects.get(pk=listing.pk).state == "expired"
    assert events_of(listing)[-1] == "listings.expired"


def test_expiring_twice_changes_nothing_the_second_time(now):
    make_published(now=now)
    later = now.replace(year=2028)

    assert [expire_due(later), expire_due(later)] == [1, 0]


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (datetime(2027, 9, 24, 2, tzinfo=UTC), False),
        (datetime(2027, 9, 25, 2, tzinfo=UTC), True),
        (datetime(2028, 11, 24, 2, tzinfo=UTC), True),
        (datetime(2028, 11, 25, 2, tzinfo=UTC), False),
    ],
)
def test_a_listing_is_renewed_from_sixty_days_before_to_a_year_after(now, moment, allowed):
    listing = make_published(now=now)
    expire_due(moment)

    if not allowed:
        with pytest.raises(TransitionRefused):
            renew(listing, moment)
        return
    renewed = renew(listing, moment)

    assert (renewed.state, renewed.confirmed_on) == ("published", moment.date())
    assert renewed.expires_on == date(moment.year + 1, moment.month, moment.day)


def test_a_renewal_confirms_at_least_one_fact(now):
    listing = make_expired(now=now)

    with pytest.raises(Invalid):
        renew(listing, now.replace(year=2027, month=12), confirmed=["colour"])


def test_a_renewal_wants_rights_looked_up_within_ninety_days(now):
    listing = make_expired(now=now, kind="ip_asset")
    later = now.replace(year=2027, month=12)

    with pytest.raises(Invalid) as refused:
        renew(listing, later, rights_checked=False)
    renewed = renew(listing, later)

    assert [error.pointer for error in refused.value.errors] == ["/rights_checked"]
    assert renewed.rights.get().checked_at == later


def test_a_complaint_stops_a_renewal(now):
    listing = make_expired(now=now)
    hold(listing, "complaint", now)

    with pytest.raises(Held):
        renew(listing, now.replace(year=2027, month=12))


@pytest.mark.parametrize("make", [make_rejected, make_expired])
def test_rejected_and_expired_listings_go_through_review_again(now, make):
    listing = make(now=now)

    draft = revise_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)
    again = submit_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    assert (draft.state, again.state) == ("draft", "submitted")


def test_an_appeal_stops_a_new_attempt(now):
    listing = make_rejected(now=now)
    hold(listing, "appeal", now)

    with pytest.raises(Held):
        revise_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)


def test_a_draft_is_archived_by_its_owner(now):
    listing = make_draft()

    assert archive_listing(listing_id=listing.pk, actor=owner_of(listing), now=now).state == "archived"


def test_returned_listings_lapse_after_ninety_days(now):
    listing = make_returned(now=now)

    assert [lapse_due(now + timedelta(days=days)) for days in (90, 91)] == [0, 1]
    assert Listing.objects.get(pk=listing.pk).state == "archived"


def test_rejected_listings_are_archived_once_the_appeal_is_over(now):
    free, held = make_rejected(now=now), make_rejected(now=now)
    hold(held, "appeal", now)

    done = archive_due(now + timedelta(days=31))

    states = dict(Listing.objects.filter(pk__in=[free.pk, held.pk]).values_list("pk", "state"))
    assert (done, states[free.pk], states[held.pk]) == (1, "archived", "rejected")


def test_an_idle_review_goes_back_after_three_working_days(now):
    listing = make_in_review(now=now)  # Taken on a Tuesday: Wednesday, Thursday, Friday are the three.

    friday, saturday = now + timedelta(days=3), now + timedelta(days=4)

    assert [give_back_idle(friday), give_back_idle(saturday)] == [0, 1]
    assert Listing.objects.get(pk=listing.pk).reviewer_id is None
