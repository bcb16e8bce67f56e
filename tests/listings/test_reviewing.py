"""What reviewers do, and what nobody may do to their own."""

from datetime import date

import pytest

from marketplace.accounts.queries import actor_of
from marketplace.common.problems import Invalid, NotAllowed, TransitionRefused
from marketplace.listings.actions import (
    Point,
    approve_listing,
    ask_changes,
    give_back_listing,
    reject_listing,
    submit_listing,
    take_listing,
)
from marketplace.listings.models import Listing
from marketplace.listings.states import ReviewCheck
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.listings import (
    editor_of,
    make_draft,
    make_in_review,
    make_published,
    make_rejected,
    make_returned,
    make_reviewer,
    make_submitted,
    owner_of,
)

pytestmark = pytest.mark.django_db


def approve(listing, actor, now, **given):
    complete = {"checklist": ReviewCheck.values, "list_status": "none", "dual_use": False}
    return approve_listing(listing_id=listing.pk, actor=actor, now=now, **{**complete, **given})


def test_an_approved_listing_is_public_for_twelve_months(now, events_of):
    listing = make_published(now=now)

    assert (listing.state, listing.published_at) == ("published", now)
    assert (listing.expires_on, listing.list_status.code, listing.dual_use) == (date(2027, 11, 24), "none", False)
    assert listing.revisions.get().state == "approved"
    assert events_of(listing) == ["listings.submitted", "listings.published"]


def test_the_public_text_is_folded_for_the_database_search(now):
    listing = make_published(now=now)

    assert "say lanh la duoc lieu bang bom nhiet" in listing.public_text_folded
    assert "dien nang moi kg nuoc bay hoi" in listing.public_text_folded


def test_approve_is_refused_while_draft(now, events_of):
    listing = make_draft()
    reviewer = make_reviewer()
    Listing.objects.filter(pk=listing.pk).update(state="changes_requested", reference="VN-12-TO-20261124-0009-X")

    with pytest.raises(TransitionRefused):
        approve(listing, reviewer, now)

    assert events_of(listing) == []


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"checklist": ReviewCheck.values[1:]}, "/checklist"),
        ({"list_status": "prohibited"}, "/list_status"),
        ({"list_status": ""}, "/list_status"),
    ],
)
def test_an_incomplete_review_publishes_nothing(now, given, pointer):
    reviewer = make_reviewer()
    listing = make_in_review(reviewer=reviewer)

    with pytest.raises(Invalid) as refused:
        approve(listing, reviewer, now, **given)

    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert Listing.objects.get(pk=listing.pk).state == "in_review"


def test_the_author_does_not_review_even_as_a_reviewer(now):
    author = make_user(staff=["reviewer"])
    organisation = make_organisation(admin=author)
    listing = make_submitted(author=actor_of(author, organisation_id=organisation.pk))

    with pytest.raises(NotAllowed):
        take_listing(listing_id=listing.pk, actor=actor_of(author), now=now)


def test_a_member_of_the_owner_does_not_review_though_acting_for_another(now):
    colleague = make_user(staff=["reviewer"])
    listing = make_submitted()
    elsewhere = make_organisation(admin=colleague)
    make_member(listing.owner, user=colleague)

    with pytest.raises(NotAllowed):
        take_listing(listing_id=listing.pk, actor=actor_of(colleague, organisation_id=elsewhere.pk), now=now)


def test_an_ordinary_person_takes_nothing_from_the_queue(now):
    listing = make_submitted()

    with pytest.raises(NotAllowed):
        take_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)


def test_only_the_reviewer_who_took_it_decides(now):
    listing = make_in_review()

    with pytest.raises(NotAllowed):
        approve(listing, make_reviewer(), now)


def test_a_listing_is_taken_by_one_reviewer(now):
    listing = make_in_review()

    with pytest.raises(TransitionRefused):
        take_listing(listing_id=listing.pk, actor=make_reviewer(), now=now)


def test_a_reviewer_gives_a_listing_back_to_the_queue(now):
    reviewer = make_reviewer()
    listing = make_in_review(reviewer=reviewer)

    returned = give_back_listing(listing_id=listing.pk, actor=reviewer, now=now)

    assert (returned.state, returned.reviewer_id) == ("submitted", None)


def test_a_returned_listing_names_the_page_of_each_point(now, events_of):
    reviewer = make_reviewer()
    listing = make_in_review(reviewer=reviewer)
    points = [Point("says_not_what"), Point("ip_facts_wrong", "Thiếu ngày tra cứu."), Point("offer_incomplete")]

    returned = ask_changes(listing_id=listing.pk, points=points, actor=reviewer, now=now)

    assert [point.section for point in returned.review_points.all()] == ["identity", "rights", "offer"]
    assert (returned.state, returned.state_reason) == ("changes_requested", "says_not_what")
    assert returned.revisions.get().state == "refused"
    assert events_of(returned) == ["listings.submitted", "listings.returned"]


@pytest.mark.parametrize("points", [[], [Point("because")], [Point("too_early")]])
def test_a_return_without_a_reason_of_the_list_is_refused(now, points):
    reviewer = make_reviewer()
    listing = make_in_review(reviewer=reviewer)

    with pytest.raises(Invalid):
        ask_changes(listing_id=listing.pk, points=points, actor=reviewer, now=now)


def test_a_rejection_keeps_its_reason(now, events_of):
    listing = make_rejected()

    assert (listing.state, listing.state_reason) == ("rejected", "duplicate_or_advert")
    assert events_of(listing) == ["listings.submitted", "listings.rejected"]


def test_a_rejection_without_reason_is_refused(now):
    reviewer = make_reviewer()
    listing = make_in_review(reviewer=reviewer)

    with pytest.raises(Invalid):
        reject_listing(listing_id=listing.pk, reason="", note="Không thích", actor=reviewer, now=now)


def test_who_edited_the_text_before_does_not_review_it_later(now):
    editor = make_user(staff=["reviewer"])
    listing = make_returned()
    membership = make_member(listing.owner, user=editor).memberships.get(organisation=listing.owner)
    listing.revisions.update(author=editor)
    membership.delete()
    Listing.objects.filter(pk=listing.pk).update(state="submitted")

    with pytest.raises(NotAllowed):
        take_listing(listing_id=listing.pk, actor=actor_of(editor), now=now)


def test_a_suspended_owner_makes_no_move(now):
    author = editor_of(make_organisation())
    listing = make_draft(author=author)
    listing.owner.verification = "suspended"
    listing.owner.save(update_fields=["verification"])

    with pytest.raises(NotAllowed):
        submit_listing(listing_id=listing.pk, actor=author, now=now)
