"""Only tier P leaves the floor: what the public projection says and what it must not."""

from datetime import date

import pytest

from marketplace.listings.models import Listing
from marketplace.listings.projection import is_minimal, public_rights, public_texts
from marketplace.listings.queries import with_content
from tests.factories.accounts import make_organisation
from tests.factories.listings import editor_of, make_published

pytestmark = pytest.mark.django_db


def projected(listing):
    return public_texts(with_content(Listing.objects.filter(pk=listing.pk)).get())


def test_every_public_block_is_there(now):
    listing = make_published(now=now, keywords_vi="héo chè, bơm nhiệt", limits_en="Below 8 °C it defrosts.")

    texts = projected(listing)

    assert texts.title_vi == "Sấy lạnh lá dược liệu bằng bơm nhiệt"
    assert texts.keywords_vi == "héo chè, bơm nhiệt"
    assert texts.body_en == "Below 8 °C it defrosts."
    assert "Mùa mưa không phơi được" in texts.body_vi
    assert "Lò điện trở cùng cỡ: 1,15" in texts.body_vi


def test_detail_for_after_an_nda_is_nowhere(now):
    listing = make_published(now=now, confidential_detail="CANARY áp suất 4,2 bar")

    stored = Listing.objects.get(pk=listing.pk)

    assert stored.technology.confidential_detail == "CANARY áp suất 4,2 bar"
    assert not [text for text in projected(listing).words() if "CANARY" in text]
    assert "canary" not in stored.public_text_folded


def test_a_hidden_owner_has_no_name(now):
    shown = make_published(now=now, author=editor_of(make_organisation(name_vi="Viện Canary")))
    hidden = make_published(now=now, author=editor_of(make_organisation(name_vi="Viện Ẩn")), owner_hidden=True)

    assert projected(shown).owner_vi == "Viện Canary"
    assert (projected(hidden).owner_vi, projected(hidden).owner_en) == ("", "")
    assert "vien an" not in Listing.objects.get(pk=hidden.pk).public_text_folded


UNPUBLISHED = {
    "kind": "patent",
    "office": "VN",
    "application_no": "1-2026-00123",
    "title": "Bộ thu hồi nhiệt",
    "filed_on": "2026-10-01",
    "ipc": "F26B 23/00",
    "status": "pending",
    "status_on": "2026-11-01",
    "status_source": "Biên nhận đơn",
    "gazette_url": "https://example.org/canary",
}


def test_an_application_nobody_published_shows_its_minimal_record_only(now):
    listing = make_published(now=now, rights=[UNPUBLISHED])

    (right,) = public_rights(listing)

    assert (right.application_no, right.title) == ("1-2026-00123", "Bộ thu hồi nhiệt")
    assert right.filed_on == date(2026, 10, 1)
    assert (right.kind, right.office, right.ipc, right.status, right.gazette_url) == (None, "", "", None, "")


def test_an_asset_that_is_such_an_application_shows_no_text_beside_it(now):
    listing = make_published(now=now, kind="ip_asset", rights=[UNPUBLISHED], abstract_en="CANARY inventive step")

    texts = projected(listing)

    assert is_minimal(listing)
    assert (texts.summary_en, texts.keywords_en, texts.body_en) == ("", "", "Bộ thu hồi nhiệt 1-2026-00123")
    assert "canary" not in Listing.objects.get(pk=listing.pk).public_text_folded


def test_a_published_right_is_shown_whole(now):
    listing = make_published(now=now, kind="ip_asset")

    (right,) = public_rights(listing)

    assert (right.kind.code, right.registration_no, right.status.code) == ("patent", "1-0099041", "in_force")
    assert "1-0099041" in projected(listing).body_vi


def test_the_projection_costs_the_same_for_one_and_for_many(now, django_assert_num_queries):
    for _ in range(2):
        make_published(now=now)
    rows = with_content(Listing.objects.all())

    with django_assert_num_queries(5):
        assert len([public_texts(row).folded() for row in rows]) == 2
