"""The public page of a listing: one address per language, every block named, nothing told that is not public."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from marketplace.accounts.catalogue import Restriction
from marketplace.accounts.states import StaffRoleName
from marketplace.common.holds import place_hold
from marketplace.common.slots import panels_of
from marketplace.listings import actions
from marketplace.listings.catalogue import CatalogueRecord
from marketplace.listings.models import Listing
from marketplace.listings.states import Kind
from tests.factories.accounts import NOW, make_organisation, make_source, make_staff, make_user
from tests.factories.listings import (
    IP_ASSET,
    TECHNOLOGY,
    editor_of,
    make_draft,
    make_expired,
    make_in_review,
    make_paused,
    make_published,
    make_rejected,
    make_submitted,
    make_withdrawn,
    owner_of,
)
from tests.listings.web import own_url, owner_client, signed_in

pytestmark = pytest.mark.django_db
QUERIES_MAX = 12
CLAIM = TECHNOLOGY["claims"][0]  # type: ignore[index]


def address(listing: Listing, language: str = "vi") -> str:
    with translation.override(language):
        return listing.get_absolute_url()


def page(listing: Listing, client: Client | None = None, language: str = "vi") -> str:
    response = (client or Client()).get(address(listing, language))
    assert response.status_code == 200
    return response.content.decode()


def data_block(html: str) -> list[dict]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(text)["@graph"]


def outside_of_scripts(html: str) -> str:
    return re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)


class TestAddress:
    def test_reference_and_slug_of_each_language_answer_200(self):
        listing = make_published(title_en="Heat pump dryer")

        assert address(listing) == f"/vi/technologies/{listing.reference}/say-lanh-la-duoc-lieu-bang-bom-nhiet/"
        assert address(listing, "en") == f"/en/technologies/{listing.reference}/heat-pump-dryer/"
        assert {Client().get(address(listing, code)).status_code for code in ("vi", "en")} == {200}

    @pytest.mark.parametrize("kind", Kind.values)
    def test_wrong_slug_old_kind_lower_case_and_no_slug_lead_to_the_one_address(self, kind):
        listing = make_published(kind=kind)
        key = listing.reference
        wrong = [
            f"/vi/technologies/{key}/sai/",
            f"/vi/assets/{key}/sai/",
            f"/vi/services/{key}/sai/",
            f"/vi/technologies/{key}/",
            f"/vi/technologies/{key.lower()}/{listing.slug}/",
        ]

        answers = [(found.status_code, found["Location"]) for found in map(Client().get, wrong)]

        assert answers == [(301, address(listing))] * len(wrong)

    def test_languages_point_at_each_other_by_their_own_slugs(self):
        listing = make_published(title_en="Heat pump dryer")

        pages = [page(listing, language=code) for code in ("vi", "en")]

        pairs = [
            re.findall(r'rel="alternate" hreflang="([\w-]+)" href="http://testserver([^"]+)"', html) for html in pages
        ]
        vi, en = address(listing), address(listing, "en")
        assert pairs == [[("vi", vi), ("en", en), ("x-default", vi)]] * 2

    def test_short_address_follows_the_readers_language(self):
        listing = make_published(title_en="Heat pump dryer")

        vi = Client().get(f"/r/{listing.reference}", headers={"Accept-Language": "vi"})
        en = Client().get(f"/r/{listing.reference.lower()}", headers={"Accept-Language": "en"})

        assert (vi.status_code, vi["Location"]) == (302, address(listing))
        assert (en.status_code, en["Location"]) == (302, address(listing, "en"))
        assert "Accept-Language" in vi["Vary"]

    def test_short_address_of_nothing_is_404(self):
        assert Client().get("/r/VN-12-TO-20261123-9999-X").status_code == 404

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_other_methods_are_refused(self, method):
        listing = make_published()

        assert getattr(Client(), method)(address(listing)).status_code == 405


class TestWhoMayOpenIt:
    @pytest.mark.parametrize("make", [make_submitted, make_in_review, make_rejected])
    def test_what_is_not_public_is_404_for_others_and_shown_to_its_owner_as_not_public(self, make):
        listing = make()

        assert Client().get(address(listing)).status_code == 404
        assert signed_in(make_user()).get(address(listing)).status_code == 404
        assert "Not public." in page(listing, owner_client(listing), "en")

    def test_unknown_reference_is_404(self):
        assert Client().get("/vi/technologies/VN-12-TO-20261123-0099-X/gi-do/").status_code == 404

    @pytest.mark.parametrize("path", ["/vi/technologies/{}/x/", "/r/{}"])
    def test_withdrawn_answers_410_with_its_tombstone(self, path):
        listing = make_withdrawn()

        response = Client().get(path.format(listing.reference))

        html = response.content.decode()
        assert response.status_code == 410
        assert listing.reference in html
        assert listing.title_vi in html
        assert listing.summary_vi not in html
        assert "noindex" in html

    def test_tombstone_shows_the_class_of_reason_and_no_note(self):
        listing = make_published()
        actions.withdraw_listing(
            listing_id=listing.pk, reason="transferred_elsewhere", note="Bí mật", actor=owner_of(listing), now=NOW
        )

        html = Client().get(address(listing, "en")).content.decode()

        assert "Transferred outside the floor" in html
        assert "Bí mật" not in html

    def test_an_archived_tombstone_stays_410(self):
        listing = make_withdrawn()
        actions.archive_listing(listing_id=listing.pk, actor=owner_of(listing), now=NOW)

        assert Client().get(address(listing)).status_code == 410
        assert owner_client(listing).get(address(listing)).status_code == 410

    def test_under_a_serious_complaint_it_says_so_and_nothing_else(self):
        listing = make_published()
        place_hold(listing, "complaint", subject=listing.owner, now=NOW, until=None)

        response = Client().get(address(listing))

        assert response.status_code == 403
        assert listing.title_vi not in response.content.decode()

    def test_owner_finds_the_way_to_their_own_page(self):
        listing = make_published()

        assert own_url(listing) in page(listing, owner_client(listing))
        assert own_url(listing) not in page(listing)


class TestContent:
    def test_technology_shows_every_block_in_order(self):
        listing = make_published(limits_vi="Dưới 8 °C phải xả băng.")

        html = page(listing, language="en")

        blocks = ["problem", "figures", "readiness", "rights", "terms", "limits", "needs"]
        places = [html.index(f'id="{block}"') for block in blocks]
        assert places == sorted(places)
        for words in (
            "Mùa mưa không phơi được",
            "Bơm nhiệt tách ẩm",
            "0.62",
            "kWh/kg",
            "Lò điện trở",
            "VND",
            "Dưới 8 °C",
        ):
            assert words in html

    def test_missing_blocks_are_named_never_left_out(self):
        html = page(make_published(), language="en")

        assert "Not declared. The owner has named no right" in html
        assert "Not declared: where it fails or was not tried." in html
        assert html.count("not declared") >= 3  # royalty, payment, support

    def test_readiness_says_who_says_so_and_what_the_next_step_takes(self):
        html = page(make_published(), language="en")

        assert "Declared by the owner: TRL 7" in html
        assert "Not assessed yet." in html
        assert "Usual proof of step 8: certificate, TCVN/QCVN conformity." in html
        assert 'aria-label="Readiness: declared 7 of 9 steps, not assessed"' in html

    def test_foreign_text_carries_its_language(self):
        html = page(make_published(), language="en")

        assert f'<h1><span lang="vi">{TECHNOLOGY["title_vi"]}</span></h1>' in html
        assert '<div lang="vi"><p>Mùa mưa' in html

    def test_rights_show_inid_numbers_status_day_and_source(self):
        html = page(make_published(kind=Kind.IP_ASSET), language="en")

        for words in (
            "(21) 1-2024-99037",
            "(11) 1-0099041",
            "14 Jun 2024",
            "as of 5 Nov 2026, Official gazette A",
            "In force",
            "INID",
        ):
            assert words in html

    def test_unpublished_application_shows_its_minimal_record_only(self):
        right = {"kind": "patent", "office": "VN", "application_no": "1-2026-00077", "title": "Tên sáng chế",
                 "filed_on": "2026-06-01", "status": "pending", "status_on": "2026-11-01",
                 "status_source": "Sổ riêng"}  # fmt: skip
        listing = make_published(
            kind=Kind.IP_ASSET, rights=[right], abstract_en="Inside of it", keywords_en="hidden words"
        )

        html = page(listing, language="en")

        assert "1-2026-00077" in html
        assert "Application not published yet." in html
        for closed in (IP_ASSET["summary_en"], "Inside of it", "hidden words", "Sổ riêng", "On request"):
            assert closed not in html

    def test_service_says_what_is_delivered_where_and_until_when_its_certificate_counts(self):
        listing = make_published(
            kind=Kind.SERVICE, certificate_no="VILAS 999", certificate_expires_on="2020-01-31", scope_vi="Lá và củ."
        )

        html = page(listing, language="en")

        for words in (
            "Phiếu kết quả",
            "7\u00a0working days",
            "VILAS 999",
            "ran out on 31 Jan 2020",
            "Lá và củ.",
            "Lai Chau",
        ):
            assert words in html

    def test_confidential_and_agency_answers_are_in_no_public_page(self):
        listing = make_published(confidential_detail="CANARY-N", first_disclosure_on="2026-01-05")
        secret = ("CANARY-N", "2026-01-05", "5 Jan 2026", "05/01/2026")

        for client in (Client(), owner_client(listing)):
            html = page(listing, client, "en")
            assert [word for word in secret if word in html] == []

    def test_hidden_owner_is_nowhere(self):
        owner = make_organisation(name_vi="Viện Rất Bí Mật", short_name="RBM")
        listing = make_published(author=editor_of(owner), owner_hidden=True)

        html = page(listing)

        assert [word for word in ("Viện Rất Bí Mật", "RBM", owner.slug, "Lai Châu") if word in _main(html)] == []

    def test_paused_and_expired_say_so_and_leave_no_structured_promise_of_validity(self):
        assert "Paused by the owner." in page(make_paused(), language="en")
        assert "It is out of the search." in page(make_expired(), language="en")

    def test_markup_in_text_is_shown_as_text(self):
        listing = make_published(title_vi="<b>Sấy</b> & </script><script>alert(1)</script>")

        html = page(listing)

        assert "<script>alert(1)" not in html
        assert "&lt;b&gt;Sấy&lt;/b&gt;" in html

    def test_changes_of_language_keep_the_reference(self):
        listing = make_published()

        assert all(listing.reference in page(listing, language=code) for code in ("vi", "en"))


def _main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


class TestCatalogueRecord:
    @pytest.fixture
    def record(self) -> Listing:
        record = CatalogueRecord(
            source_id="X-1", kind="technology", owner_key="centre", owner_name_en="Space Centre", country="US",
            subtype="software", title_en="Orbit planner", summary_en="Plans orbits.", licence_kinds=("open_licence",),
            source_link="https://example.org/orbit?a=1&b=2", restriction=Restriction.NO_EXPORT,
            restriction_text="U.S. Release Only",
        )  # fmt: skip
        source = make_source()
        curator = make_staff(StaffRoleName.CURATOR)
        actions.import_published_batch([record], source=source, actor=curator, now=NOW)
        return Listing.objects.get(source=source)

    def test_says_that_the_owner_did_not_confirm_it_with_source_licence_and_link(self, record):
        html = page(record, language="en")

        assert "Not confirmed by the owner." in html
        assert "Sample catalogue" in html
        assert "CC0 1.0" in html
        assert 'href="https://example.org/orbit?a=1&amp;b=2" rel="nofollow noopener"' in html

    def test_says_the_restriction_in_words_and_in_those_of_the_source(self, record):
        html = page(record, language="en")

        assert "Not for export." in html
        assert "U.S. Release Only" in html

    def test_promises_no_answer(self, record):
        html = page(record, language="en")

        assert "Not on the floor" in html
        assert "Answers within" not in html


class TestStructuredData:
    @pytest.mark.parametrize(
        ("kind", "values", "kind_of_thing"),
        [
            (Kind.TECHNOLOGY, {"subtype": "equipment_with_knowhow"}, "Product"),
            (
                Kind.TECHNOLOGY,
                {"subtype": "software", "price_mode": "on_request", "price_min": None, "price_max": None},
                "CreativeWork",
            ),
            (Kind.TECHNOLOGY, {}, "CreativeWork"),
            (Kind.IP_ASSET, {}, "CreativeWork"),
            (Kind.SERVICE, {}, "Service"),
        ],
    )
    def test_type_follows_what_is_offered(self, kind, values, kind_of_thing):
        thing, path = data_block(page(make_published(kind=kind, **values)))

        assert (thing["@type"], path["@type"]) == (kind_of_thing, "BreadcrumbList")

    def test_offer_has_amounts_and_currency(self):
        thing, _path = data_block(page(make_published(subtype="equipment_with_knowhow")))

        assert thing["offers"] == {
            "@type": "AggregateOffer",
            "lowPrice": "120000000",
            "highPrice": "180000000",
            "priceCurrency": "VND",
        }

    @pytest.mark.parametrize("kind", Kind.values)
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_every_value_stands_on_the_page(self, kind, language):
        html = page(make_published(kind=kind), language=language)
        text = outside_of_scripts(html)

        values = [value for value in _leaves(data_block(html)) if not value.startswith("http")]

        assert [value for value in values if value not in text] == []

    def test_hidden_owner_is_not_in_it(self):
        listing = make_published(subtype="equipment_with_knowhow", owner_hidden=True)

        thing, _path = data_block(page(listing))

        assert not {"brand", "creator", "provider"} & thing.keys()

    def test_it_cannot_end_its_block(self):
        listing = make_published(title_vi="</script><script>alert(1)</script>")

        thing, _path = data_block(page(listing))

        assert thing["name"] == listing.title_vi

    def test_what_is_not_public_has_none(self):
        listing = make_submitted()

        assert "ld+json" not in page(listing, owner_client(listing))


def _leaves(value, key="") -> list[str]:
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() if name != "@type" for leaf in _leaves(inner, name)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner, key)]
    return [] if key in ("position", "datePublished") else [str(value)]


class TestHead:
    def test_title_description_and_card_come_from_the_public_text(self):
        html = page(make_published())

        assert re.search(r"<title>Sấy lạnh lá dược liệu", html)
        assert '<meta name="description" content="Tủ sấy mẻ 60 kg' in html
        assert '<meta property="og:type" content="article">' in html

    def test_description_of_an_unpublished_application_is_empty(self):
        right = {"kind": "patent", "office": "VN", "application_no": "1-2026-00077", "filed_on": "2026-06-01",
                 "status": "pending", "status_on": "2026-11-01", "status_source": "Sổ riêng"}  # fmt: skip

        assert 'name="description"' not in page(make_published(kind=Kind.IP_ASSET, rights=[right]))


class TestAgain:
    def test_guest_who_holds_the_page_gets_304(self):
        listing = make_published()
        first = Client().get(address(listing))

        second = Client().get(address(listing), headers={"If-None-Match": first["ETag"]})

        assert first["ETag"].startswith('W/"')
        assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])
        assert second["Cache-Control"] == first["Cache-Control"] == "public, max-age=60"

    def test_another_text_has_another_tag(self):
        listing = make_published()
        before = Client().get(address(listing))["ETag"]
        actions.pause_listing(listing_id=listing.pk, actor=owner_of(listing), now=NOW)

        after = Client().get(address(listing), headers={"If-None-Match": before})

        assert after.status_code == 200

    def test_signed_in_pages_are_never_kept(self):
        listing = make_published()

        assert owner_client(listing).get(address(listing))["Cache-Control"] == "no-store"


class TestQueries:
    @pytest.fixture(autouse=True)
    def _without_panels(self, settings):
        """Panels have budgets of their own."""
        settings.PANELS_MODULE = "tests.listings.web"
        panels_of.cache_clear()
        yield
        panels_of.cache_clear()

    def count(self, listing: Listing) -> int:
        Client().get(address(listing))  # The floor's row and labels are cached from here on.
        with CaptureQueriesContext(connection) as captured:
            Client().get(address(listing))
        return len(captured)

    @pytest.mark.parametrize("kind", Kind.values)
    def test_a_page_takes_few(self, kind):
        assert self.count(make_published(kind=kind)) <= QUERIES_MAX

    def test_more_figures_take_no_more(self):
        few, many = make_published(), make_published(claims=[CLAIM] * 25)

        assert self.count(few) == self.count(many)

    def test_more_rights_take_no_more(self):
        right = IP_ASSET["rights"][0]
        few, many = (make_published(kind=Kind.IP_ASSET, rights=[right] * count) for count in (1, 20))

        assert self.count(few) == self.count(many)


def test_draft_has_no_public_address():
    listing = make_draft()

    assert listing.reference is None
    assert owner_client(listing).get(reverse("listings:preview", args=[listing.public_id])).status_code == 200
