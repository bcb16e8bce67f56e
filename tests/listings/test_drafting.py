"""Beginning a draft and saving its text field by field."""

import pytest

from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Invalid, NotAllowed, NotFound, Stale, TransitionRefused
from marketplace.listings.actions import create_listing, edit_listing
from marketplace.listings.models import Listing
from marketplace.listings.snapshot import snapshot
from tests.factories.accounts import actor_for, make_organisation
from tests.factories.listings import TECHNOLOGY, editor_of, make_draft, make_in_review, make_submitted, owner_of

pytestmark = pytest.mark.django_db


def edit(listing, now, *, actor=None, version=None, **changes):
    return edit_listing(
        listing_id=listing.pk,
        changes=changes,
        expected_version=listing.version if version is None else version,
        actor=actor or owner_of(listing),
        now=now,
    )


def test_a_draft_keeps_what_was_answered(now):
    listing = make_draft()

    stored = snapshot(Listing.objects.get(pk=listing.pk))

    answered = {name: value for name, value in TECHNOLOGY.items() if name != "claims"}
    assert {name: stored[name] for name in answered} == answered
    assert [row["metric_vi"] for row in stored["claims"]] == ["Điện năng mỗi kg nước bay hơi"]


def test_a_draft_has_presets_and_neither_reference_nor_public_life(now):
    listing = create_listing(kind="technology", values={}, actor=editor_of(make_organisation()), now=now)

    assert (listing.state, listing.reference, listing.published_at) == ("draft", None, None)
    assert (listing.currency, listing.response_days, listing.origin_country.code) == ("VND", 10, "VN")


def test_text_is_stored_as_nfc_without_control_characters(now):
    decomposed = "Sa\u0302\u0301y la\u0323nh\x07"

    listing = make_draft(title_vi=decomposed)

    assert listing.title_vi == "Sấy lạnh"


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(now):
    listing = make_draft()
    seen_by_both = listing.version
    edit(listing, now, version=seen_by_both, title_vi="Tên của người thứ nhất")

    with pytest.raises(Stale):
        edit(listing, now, version=seen_by_both, title_vi="Tên của người thứ hai")

    assert Listing.objects.get(pk=listing.pk).title_vi == "Tên của người thứ nhất"


def test_an_old_version_is_refused_even_when_it_would_change_nothing(now):
    listing = make_draft()
    edit(listing, now, title_vi="Tên mới")

    with pytest.raises(Stale):
        edit(listing, now, version=listing.version, title_vi="Tên mới")


def test_saving_the_same_again_raises_no_version(now):
    listing = make_draft()

    saved = edit(listing, now, title_vi=listing.title_vi)

    assert saved.version == listing.version


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("title_vi", "x" * 151, "too_long"),
        ("title_vi", ["a"], "type"),
        ("turnaround_days", 5, "unknown"),
        ("state", "published", "unknown"),
        ("owner", 1, "unknown"),
        ("trl_declared", "trl_12", "unknown_code"),
        ("price_min", "-1", "range"),
        ("price_min", "NaN", "range"),
        ("price_min", "12 triệu", "number"),
        ("response_days", 21, "range"),
        ("unfiled_detail", "yes", "type"),
        ("available_until", "31/12/2027", "date"),
        ("licence_kinds", "option", "type"),
        ("claims", {"metric_vi": "x"}, "type"),
        ("claims", [{"colour": "red"}], "unknown"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_saved(now, name, value, code):
    listing = make_draft()

    with pytest.raises(Invalid) as refused:
        edit(listing, now, **{name: value})

    assert [error.code for error in refused.value.errors] == [code]
    assert refused.value.errors[0].pointer.startswith(f"/{name}")
    assert Listing.objects.get(pk=listing.pk).version == listing.version


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"price_max": "1"}, "/price_max"),
        ({"currency": ""}, "/currency"),
        ({"royalty_high": "3"}, "/royalty_high"),
        ({"claims": [{"operator": "range", "value": "5", "value_high": "2"}]}, "/claims/0/value_high"),
        ({"claims": [{"operator": "eq", "value": "5", "value_high": "7"}]}, "/claims/0/value_high"),
        ({"claims": [{"operator": "about"}]}, "/claims/0/operator"),
        ({"rights": [{"kind": "patent", "office": "VN", "status": "granted"}]}, "/rights/0/status_on"),
    ],
)
def test_answers_that_exclude_each_other_are_not_saved(now, changes, pointer):
    listing = make_draft()

    with pytest.raises(Invalid) as refused:
        edit(listing, now, **changes)

    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_a_row_whose_id_comes_back_is_the_same_row(now):
    listing = make_draft()
    row = listing.claims.get()

    edit(listing, now, claims=[{"id": row.pk, "metric_vi": "Thời gian mẻ", "value": "9.5", "unit": "giờ"}, {}])

    assert [claim.pk == row.pk for claim in listing.claims.all()] == [True, False]
    assert listing.claims.first().metric_vi == "Thời gian mẻ"


def test_a_row_of_another_listing_cannot_be_taken(now):
    mine, other = make_draft(), make_draft()
    stranger = other.claims.get()

    edit(mine, now, claims=[{"id": stranger.pk, "metric_vi": "Đổi chủ"}])

    stranger.refresh_from_db()
    assert (stranger.listing_id, stranger.metric_vi) == (other.pk, "Điện năng mỗi kg nước bay hơi")


def test_nobody_begins_a_listing_without_an_organisation_to_write_for(now):
    reader = actor_for(make_organisation(), role="viewer")

    for actor in (ANONYMOUS, reader):
        with pytest.raises(NotAllowed):
            create_listing(kind="technology", values={}, actor=actor, now=now)


def test_a_draft_does_not_exist_for_another_organisation(now):
    listing = make_draft()

    with pytest.raises(NotFound):
        edit(listing, now, actor=editor_of(make_organisation()), title_vi="Không phải của tôi")


@pytest.mark.parametrize("make", [make_submitted, make_in_review])
def test_a_text_that_a_reviewer_reads_stands_still(now, make):
    listing = make()

    with pytest.raises(TransitionRefused):
        edit(listing, now, title_vi="Đổi trong lúc duyệt")
