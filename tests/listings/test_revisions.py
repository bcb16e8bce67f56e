"""Editing a listing in view: what waits for a reviewer, what is live at once."""

import pytest

from marketplace.common.problems import Invalid, NotAllowed, Stale
from marketplace.listings import queries
from marketplace.listings.actions import (
    approve_revision,
    edit_listing,
    expire_listing,
    recall_revision,
    refuse_revision,
)
from marketplace.listings.actions.revising import NothingPending
from marketplace.listings.models import Listing
from marketplace.listings.states import ReviewCheck
from tests.factories.listings import make_published, make_reviewer, owner_of

pytestmark = pytest.mark.django_db


def edit(listing, now, *, version=None, **changes):
    return edit_listing(
        listing_id=listing.pk,
        changes=changes,
        expected_version=listing.version if version is None else version,
        actor=owner_of(listing),
        now=now,
    )


def waiting(listing):
    return queries.pending_revision(listing, actor=owner_of(listing))


def approve(revision, actor, now, **given):
    complete = {"expected_version": revision.version, "checklist": ReviewCheck.values}
    return approve_revision(revision_id=revision.pk, actor=actor, now=now, **{**complete, **given})


def test_a_new_title_waits_while_the_approved_one_stays_in_view(now, events_of):
    listing = make_published(now=now)

    edit(listing, now, title_vi="Sấy lạnh hai cấp")

    assert Listing.objects.get(pk=listing.pk).title_vi == "Sấy lạnh lá dược liệu bằng bơm nhiệt"
    assert waiting(listing).changed == ["title_vi"]
    assert events_of(listing)[-2:] == ["listings.revision_proposed", "listings.changed"]


def test_the_price_inside_the_stated_mode_is_live_at_once(now):
    listing = make_published(now=now)

    edit(listing, now, price_max="200000000", response_days=5)

    stored = Listing.objects.get(pk=listing.pk)
    assert (stored.price_max, stored.response_days) == (200_000_000, 5)
    assert waiting(listing) is None


def test_an_edit_of_both_kinds_is_split(now):
    listing = make_published(now=now)

    edit(listing, now, price_max="200000000", trl_declared="trl_8")

    stored = Listing.objects.get(pk=listing.pk)
    assert (stored.price_max, stored.technology.trl_declared.code) == (200_000_000, "trl_7")
    assert waiting(listing).changed == ["trl_declared"]


def test_a_second_edit_joins_the_one_that_waits(now):
    listing = edit(make_published(now=now), now, title_vi="Sấy lạnh hai cấp")

    edit(listing, now, summary_vi="Tủ sấy mẻ 60 kg, hai cấp bơm nhiệt.")

    assert listing.revisions.filter(state="pending").count() == 1
    assert waiting(listing).changed == ["title_vi", "summary_vi"]


def test_taking_every_change_back_ends_the_revision(now):
    published = make_published(now=now)
    approved = published.title_vi
    listing = edit(published, now, title_vi="Sấy lạnh hai cấp")

    edit(listing, now, title_vi=approved)

    assert waiting(listing) is None


def test_the_second_of_two_editors_is_told(now):
    listing = make_published(now=now)
    seen_by_both = listing.version
    edit(listing, now, version=seen_by_both, title_vi="Bản của người thứ nhất")

    with pytest.raises(Stale):
        edit(listing, now, version=seen_by_both, title_vi="Bản của người thứ hai")

    assert waiting(listing).content["title_vi"] == "Bản của người thứ nhất"


def test_an_approved_revision_replaces_the_text_and_the_search(now, events_of):
    listing = edit(make_published(now=now), now, title_vi="Sấy lạnh hai cấp")
    claims = [{"metric_vi": "Thời gian mẻ", "value": "9.5", "unit": "giờ", "baseline_vi": "Lò củi: 14"}]
    edit(listing, now, claims=claims)

    approved = approve(waiting(listing), make_reviewer(), now)

    assert approved.title_vi == "Sấy lạnh hai cấp"
    stored = Listing.objects.get(pk=listing.pk)
    assert "say lanh hai cap" in stored.public_text_folded
    assert [claim.metric_vi for claim in stored.claims.all()] == ["Thời gian mẻ"]
    assert events_of(listing)[-1] == "listings.changed"


def test_a_reviewer_who_read_an_older_edit_approves_nothing(now):
    listing = edit(make_published(now=now), now, title_vi="Sấy lạnh hai cấp")
    read = waiting(listing)
    edit(listing, now, title_vi="Sấy lạnh ba cấp")

    with pytest.raises(Stale):
        approve(read, make_reviewer(), now)

    assert Listing.objects.get(pk=listing.pk).title_vi == "Sấy lạnh lá dược liệu bằng bơm nhiệt"


def test_a_refused_revision_keeps_its_reason_and_changes_nothing(now, events_of):
    listing = edit(make_published(now=now), now, title_vi="Máy tốt nhất")
    revision = waiting(listing)

    refuse_revision(
        revision_id=revision.pk,
        expected_version=revision.version,
        reason="says_not_what",
        note="Tính từ không đo được.",
        actor=make_reviewer(),
        now=now,
    )

    revision.refresh_from_db()
    assert (revision.state, revision.decision_reason) == ("refused", "says_not_what")
    assert Listing.objects.get(pk=listing.pk).title_vi == "Sấy lạnh lá dược liệu bằng bơm nhiệt"
    assert events_of(listing)[-1] == "listings.revision_refused"


def test_a_recalled_revision_is_decided_by_nobody(now):
    listing = edit(make_published(now=now), now, title_vi="Sấy lạnh hai cấp")
    revision = waiting(listing)
    recall_revision(listing_id=listing.pk, actor=owner_of(listing), now=now)

    with pytest.raises(NothingPending):
        approve(revision, make_reviewer(), now)


def test_the_owner_does_not_approve_its_own_revision(now):
    listing = edit(make_published(now=now), now, title_vi="Sấy lạnh hai cấp")

    with pytest.raises(NotAllowed):
        approve(waiting(listing), owner_of(listing), now)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title_vi": ""}, "/title_vi"),
        ({"claims": []}, "/claims"),
        ({"price_max": None}, "/price_max"),
        ({"owner_hidden": True}, "/owner_hidden"),
    ],
)
def test_a_text_in_view_stays_complete(now, changes, pointer):
    listing = make_published(now=now)

    with pytest.raises(Invalid) as refused:
        edit(listing, now, **changes)

    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_running_out_takes_a_waiting_revision_back(now):
    listing = edit(make_published(now=now), now, title_vi="Sấy lạnh hai cấp")

    expire_listing(listing_id=listing.pk, now=now.replace(year=2028))

    assert [revision.state for revision in listing.revisions.all()] == ["approved", "recalled"]
