"""From draft to the reviewers' queue."""

from datetime import UTC, datetime

import pytest

from marketplace.accounts.actions.guards import PointsOpen, UnderComplaint
from marketplace.common.holds import place_hold
from marketplace.common.ids import is_reference
from marketplace.common.problems import Invalid, NotAllowed, NotFound, TransitionRefused
from marketplace.listings.actions import (
    answer_point,
    create_listing,
    recall_listing,
    self_publish_listing,
    submit_listing,
)
from marketplace.listings.actions.checks import UnfiledDetail
from marketplace.listings.completeness import REQUIRED
from tests.factories.accounts import actor_for, make_organisation
from tests.factories.listings import COMPLETE, editor_of, make_draft, make_returned, make_submitted, owner_of

pytestmark = pytest.mark.django_db


def test_submitting_issues_a_reference_of_country_province_type_and_day():
    late_on_monday = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # 23:30 in Viet Nam.

    listing = make_submitted(now=late_on_monday)

    assert listing.reference.startswith("VN-12-TO-20261123-0001-")
    assert is_reference(listing.reference)


def test_references_of_a_day_follow_each_other_by_type(now):
    kinds = ["technology", "technology", "ip_asset", "service"]

    numbers = [make_submitted(now=now, kind=kind).reference[6:22] for kind in kinds]

    assert numbers == ["TO-20261124-0001", "TO-20261124-0002", "IP-20261124-0001", "SV-20261124-0001"]


def test_a_foreign_owner_has_its_country_and_no_province(now):
    author = editor_of(make_organisation(country="US", province=""))

    listing = make_submitted(now=now, author=author)

    assert listing.reference.startswith("US-00-TO-20261124-")


def test_the_reference_of_a_hidden_owner_betrays_no_neighbour(now):
    listing = make_submitted(now=now, owner_hidden=True)

    assert len(listing.reference.split("-")[4]) == 7


def test_the_reference_stays_when_it_is_submitted_again(now):
    listing = make_submitted(now=now)
    recall_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    again = submit_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    assert again.reference == listing.reference


def test_submitting_freezes_the_text_and_tells_the_reviewers(now, events_of):
    listing = make_submitted(now=now)

    revision = listing.revisions.get()
    assert (revision.number, revision.state) == (1, "pending")
    assert revision.content["title_vi"] == listing.title_vi
    assert events_of(listing) == ["listings.submitted"]


@pytest.mark.parametrize("kind", ["technology", "ip_asset", "service"])
def test_each_required_answer_is_asked_for(now, kind):
    empty = create_listing(kind=kind, values={}, actor=editor_of(make_organisation()), now=now)

    with pytest.raises(Invalid) as refused:
        submit_listing(listing_id=empty.pk, actor=owner_of(empty), now=now)

    asked = {error.field.removesuffix("_vi").removesuffix("_en") for error in refused.value.errors}
    assert asked == set(REQUIRED[kind]) - {"kind"}
    assert {error.code for error in refused.value.errors} == {"required"}


@pytest.mark.parametrize(("kind", "answers"), [("technology", 12), ("ip_asset", 8), ("service", 8)])
def test_a_listing_asks_as_many_answers_as_promised(kind, answers):
    assert len(REQUIRED[kind]) == answers


@pytest.mark.parametrize(
    ("kind", "changes", "pointer"),
    [
        ("technology", {"price_mode": "ask", "price_min": None, "price_max": None}, "/price_min"),
        ("technology", {"claims": [{"metric_vi": "Giảm điện", "value": "45", "unit": "%"}]}, "/claims/0/baseline_vi"),
        ("ip_asset", {"rights": [{"kind": "patent", "office": "VN"}]}, "/rights/0/application_no"),
    ],
)
def test_a_half_answer_is_named_with_its_place(now, kind, changes, pointer):
    listing = make_draft(kind=kind, **changes)

    with pytest.raises(Invalid) as refused:
        submit_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    assert pointer in [error.pointer for error in refused.value.errors]


def test_unfiled_inventive_detail_is_refused_with_its_reason(now, events_of):
    listing = make_draft(unfiled_detail=True)

    with pytest.raises(UnfiledDetail) as refused:
        submit_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    assert "R-PUB-2" in str(refused.value.detail)
    assert events_of(listing) == []


@pytest.mark.parametrize("kind", list(COMPLETE))
def test_a_reader_of_the_organisation_submits_nothing(now, kind):
    listing = make_draft(kind=kind)

    with pytest.raises(NotAllowed):
        submit_listing(listing_id=listing.pk, actor=actor_for(listing.owner, role="viewer"), now=now)


def test_another_organisation_learns_nothing_of_a_draft(now):
    listing = make_draft()

    with pytest.raises(NotFound):
        submit_listing(listing_id=listing.pk, actor=editor_of(make_organisation()), now=now)


def test_every_point_of_the_reviewer_is_answered_before_it_goes_back(now):
    listing = make_returned(now=now)
    owner = owner_of(listing)

    with pytest.raises(PointsOpen):
        submit_listing(listing_id=listing.pk, actor=owner, now=now)

    point = listing.review_points.get()
    answer_point(listing_id=listing.pk, point_id=point.pk, answer="Đã sửa tiêu đề.", actor=owner, now=now)
    again = submit_listing(listing_id=listing.pk, actor=owner, now=now)
    assert again.state == "submitted"


def test_only_a_verified_organisation_with_leave_publishes_without_review(now, events_of):
    ordinary = make_draft(author=editor_of(make_organisation(verified=True)))
    trusted = make_draft(author=editor_of(make_organisation(self_publish=True)))

    with pytest.raises(NotAllowed):
        self_publish_listing(listing_id=ordinary.pk, actor=owner_of(ordinary), now=now)
    published = self_publish_listing(listing_id=trusted.pk, actor=owner_of(trusted), now=now)

    assert published.state == "published"
    assert published.reference.lower() in published.public_text_folded
    assert events_of(published) == ["listings.published"]


def test_a_complaint_stops_publishing_without_review(now):
    trusted = make_draft(author=editor_of(make_organisation(self_publish=True)))
    place_hold(trusted, "complaint", subject=trusted.owner, now=now, until=None)

    with pytest.raises(UnderComplaint):
        self_publish_listing(listing_id=trusted.pk, actor=owner_of(trusted), now=now)


def test_a_listing_is_submitted_once(now):
    listing = make_submitted(now=now)

    with pytest.raises(TransitionRefused):
        submit_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)
