"""Who sees which listing in which state."""

import pytest

from marketplace.accounts.models import Organisation
from marketplace.accounts.queries.postings import Withdrawn
from marketplace.common.holds import lift_hold, place_hold
from marketplace.common.permissions import ANONYMOUS, CLOCK
from marketplace.common.problems import NotFound
from marketplace.listings import queries, rules
from marketplace.listings.models import Listing
from tests.factories.accounts import make_organisation
from tests.factories.listings import (
    editor_of,
    make_draft,
    make_expired,
    make_in_review,
    make_paused,
    make_published,
    make_rejected,
    make_returned,
    make_reviewer,
    make_submitted,
    make_withdrawn,
    owner_of,
)

pytestmark = pytest.mark.django_db
MAKERS = {
    "draft": make_draft,
    "submitted": make_submitted,
    "in_review": make_in_review,
    "changes_requested": make_returned,
    "published": make_published,
    "rejected": make_rejected,
    "paused": make_paused,
    "expired": make_expired,
    "withdrawn": make_withdrawn,
}
IN_VIEW = {"published", "paused", "expired"}


@pytest.mark.parametrize("state", MAKERS)
def test_who_sees_a_listing_by_state(state):
    listing = MAKERS[state]()
    readers = {
        "visitor": ANONYMOUS,
        "stranger": editor_of(make_organisation()),
        "owner": owner_of(listing),
        "reviewer": make_reviewer(),
        "clock": CLOCK,
    }

    seen = {who: rules.visible_to(actor).filter(pk=listing.pk).exists() for who, actor in readers.items()}

    public = state in IN_VIEW
    assert seen == {
        "visitor": public,
        "stranger": public,
        "owner": True,
        "reviewer": state != "draft",
        "clock": True,
    }


@pytest.mark.parametrize("state", MAKERS)
def test_only_published_listings_are_in_the_search(state):
    listing = MAKERS[state]()

    assert queries.searchable().filter(pk=listing.pk).exists() == (state == "published")


def test_a_suspended_owner_is_off_view_and_comes_back_by_itself():
    listing = make_published()
    owners = Organisation.objects.filter(pk=listing.owner_id)
    standing = listing.owner.verification

    owners.update(verification="suspended")
    gone = (rules.visible_to(ANONYMOUS).exists(), queries.searchable().exists())
    owners.update(verification=standing)
    back = (rules.visible_to(ANONYMOUS).exists(), queries.searchable().exists())

    assert (gone, back) == ((False, False), (True, True))


def test_a_serious_complaint_takes_a_listing_off_view_until_it_is_lifted(now):
    listing = make_published()
    place_hold(listing, "complaint", subject=listing.owner, now=now, until=None)
    held = rules.visible_to(ANONYMOUS).filter(pk=listing.pk).exists()
    lift_hold(listing, "complaint", subject=listing.owner, now=now)
    lifted = rules.visible_to(ANONYMOUS).filter(pk=listing.pk).exists()

    assert (held, lifted) == (False, True)


def test_a_withdrawn_listing_leaves_a_tombstone_for_everybody():
    listing = make_withdrawn()

    with pytest.raises(Withdrawn) as gone:
        queries.listing_page(listing.reference, actor=ANONYMOUS)

    assert (gone.value.status, gone.value.posting.pk) == (410, listing.pk)


@pytest.mark.parametrize("reference", ["VN-12-TO-20261123-9999-X", "nonsense", ""])
def test_an_unknown_reference_is_not_found(reference):
    with pytest.raises(NotFound):
        queries.listing_page(reference, actor=ANONYMOUS)


def test_a_submitted_listing_answers_as_if_it_did_not_exist():
    listing = make_submitted()

    with pytest.raises(NotFound):
        queries.listing_page(listing.reference, actor=ANONYMOUS)


def test_an_organisations_offers_leave_out_what_hides_its_owner():
    organisation = make_organisation()
    writer = editor_of(organisation)
    shown = make_published(author=writer)
    make_published(author=writer, owner_hidden=True)

    assert list(queries.listings_of(organisation.pk, actor=ANONYMOUS)) == [shown]
    assert queries.listings_of(organisation.pk, actor=writer).count() == 2


def test_the_queue_is_for_reviewers_and_the_longest_waiting_first(now):
    second = make_submitted(now=now)
    first = make_submitted(now=now.replace(day=20))

    assert list(queries.review_queue(actor=make_reviewer())) == [first, second]
    assert list(queries.review_queue(actor=owner_of(first))) == []
    assert Listing.objects.count() == 2
