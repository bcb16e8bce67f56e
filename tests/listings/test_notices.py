"""Who is told what about a listing, in both languages, once."""

import pytest

from marketplace.listings import events
from marketplace.listings.models import Listing
from marketplace.notifications import reactions
from marketplace.notifications.models import Notice
from tests.factories.accounts import make_member
from tests.factories.listings import make_expired, make_published, make_rejected, make_returned

pytestmark = pytest.mark.django_db
EVENTS = {
    events.PUBLISHED: (make_published, "listing_published"),
    events.RETURNED: (make_returned, "listing_returned"),
    events.REJECTED: (make_rejected, "listing_rejected"),
    events.EXPIRED: (make_expired, "listing_expired"),
}


def tell(event, listing):
    reactions.tell(event=event, subject_kind="listing", subject_id=listing.pk, version=listing.index_version)


@pytest.mark.parametrize("event", EVENTS)
def test_the_owners_editors_are_told_once(event):
    make, kind = EVENTS[event]
    listing = make()
    reader = make_member(listing.owner, role="viewer")

    tell(event, listing)
    tell(event, listing)

    told = Notice.objects.filter(kind=kind)
    assert told.filter(recipient=listing.author).count() == 1
    assert not told.filter(recipient=reader).exists()


def test_a_notice_speaks_both_languages_and_leads_to_the_page():
    listing = make_published(title_en="Cold drying of leaves")

    tell(events.PUBLISHED, listing)

    notice = Notice.objects.get(kind="listing_published", recipient=listing.author)
    assert listing.title_vi in notice.title_vi
    assert "Cold drying of leaves" in notice.title_en
    assert listing.reference in notice.url


def test_nobody_is_told_of_a_state_that_is_over():
    listing = make_returned()
    Listing.objects.filter(pk=listing.pk).update(state="submitted")

    tell(events.RETURNED, listing)

    assert not Notice.objects.filter(kind="listing_returned").exists()
