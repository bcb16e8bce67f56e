"""The number of a listing: given at first submit, telling nothing of an owner who hides."""

import pytest

from marketplace.common.references import tells_its_place
from marketplace.listings.actions import answer_point, edit_listing, recall_listing, submit_listing
from marketplace.listings.actions.publishing import reference_for
from marketplace.listings.models import Listing
from tests.factories.listings import make_published, make_returned, make_submitted, owner_of

pytestmark = pytest.mark.django_db


def test_an_owner_who_hides_after_the_first_submit_gets_a_number_that_tells_nothing(now):
    listing = make_returned(now=now)
    author, first = owner_of(listing), listing.reference
    point = listing.review_points.get()
    answer_point(listing_id=listing.pk, point_id=point.pk, answer="Đã sửa", actor=author, now=now)
    edit_listing(
        listing_id=listing.pk, changes={"owner_hidden": True}, expected_version=listing.version, actor=author, now=now
    )

    hidden = submit_listing(listing_id=listing.pk, actor=author, now=now).reference
    recall_listing(listing_id=listing.pk, actor=author, now=now)
    again = submit_listing(listing_id=listing.pk, actor=author, now=now).reference

    assert (first.split("-")[1], hidden.split("-")[1]) == ("12", "00")
    assert not tells_its_place(hidden)
    assert again == hidden
    assert make_submitted(now=now).reference not in (first, hidden)


def test_what_was_public_keeps_its_number_when_its_owner_hides(now):
    listing = make_published(now=now)
    Listing.objects.filter(pk=listing.pk).update(owner_hidden=True)
    listing.refresh_from_db()

    assert reference_for(listing, now=now) == listing.reference
