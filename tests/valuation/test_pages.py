"""The pages of an estimate over HTTP, in both languages, without script."""

import re

import pytest
from django.test import Client
from django.utils import translation

from marketplace.accounts.models import User
from marketplace.common.slots import panels_of
from marketplace.listings.models import Listing
from marketplace.valuation.actions import compute_run
from marketplace.valuation.actions.computing import fail_run, start_run
from marketplace.valuation.models import Run
from tests.factories.accounts import actor_for, make_organisation
from tests.valuation.floor import NOW, make_listing, make_run

pytestmark = pytest.mark.django_db
ANSWERS = {
    "shape": "growth",
    "first_revenue_low": "8.000",
    "first_revenue_likely": "10.000",
    "first_revenue_high": "14.000",
    "first_revenue_source": "Kế hoạch 12/10",
    "growth_likely": "5",
    "royalty_low": "3",
    "royalty_likely": "4,5",
    "royalty_high": "6",
    "life_likely": "7",
    "attrition": "constant",
    "attrition_rate_likely": "8",
    "discount_rate_low": "17",
    "discount_rate_likely": "20",
    "discount_rate_high": "25",
    "tax_likely": "20",
    "amortisation_years": "7",
    "reading": "triangular",
    "convention": "mid-year",
    "valuation_date": "24/11/2026",
}
LINES = {"vi": "Kết quả tính toán tham khảo", "en": "Reference calculation, not a valuation"}


def signed_in(organisation, role="editor") -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor_for(organisation, role=role).user_id))
    return client


def ask_address(listing: Listing, language="vi") -> str:
    return f"/{language}/valuations/new/?listing={listing.public_id}"


@pytest.fixture
def listing():
    return make_listing(royalty_low="3", royalty_high="6")


@pytest.fixture
def run(listing):
    found = make_run(listing)
    compute_run(run_id=found.pk, now=NOW)
    return Run.objects.get(pk=found.pk)


def test_the_form_begins_with_what_the_floor_knows(listing):
    page = signed_in(listing.owner).get(ask_address(listing, "en"))

    assert page.status_code == 200
    initial = page.context["form"].initial
    assert (initial["royalty_low"], initial["royalty_likely"], initial["royalty_high"]) == ("3", "4.5", "6")
    assert initial["tax_likely"] == "20"
    assert "first_revenue_likely" not in initial


def test_answers_typed_in_vietnamese_become_a_run_in_shares_and_dong(listing):
    answer = signed_in(listing.owner).post(ask_address(listing), ANSWERS)

    run = Run.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/vi/valuations/{run.number}/"
    revenue, royalty = run.inputs.get(name="first_revenue"), run.inputs.get(name="royalty")
    assert (revenue.low, revenue.likely, revenue.high) == (8e9, 1e10, 1.4e10)
    assert revenue.source == "Kế hoạch 12/10"
    assert (royalty.low, royalty.likely, royalty.high) == (0.03, 0.045, 0.06)
    assert str(run.valuation_date) == "2026-11-24"


def test_a_planned_series_is_typed_line_by_line(listing):
    given = {key: value for key, value in ANSWERS.items() if not key.startswith(("first_revenue", "growth"))}
    rows = {"shape": "rows", "revenue_rows": "1.500\n2.000,5\n\n3000", "plan_share_likely": "100"}

    signed_in(listing.owner).post(ask_address(listing), {**given, **rows})

    planned = Run.objects.get().inputs.filter(name="revenue_rows").order_by("position")
    assert [row.likely for row in planned] == [1.5e9, 2.0005e9, 3e9]


@pytest.mark.parametrize(
    ("changes", "control"),
    [
        ({"first_revenue_likely": ""}, "first_revenue_likely"),
        ({"first_revenue_likely": "mười tỷ"}, "first_revenue_likely"),
        ({"royalty_high": "60"}, "royalty_likely"),
        ({"royalty_low": "5"}, "royalty_likely"),
        ({"discount_rate_likely": "<script>"}, "discount_rate_likely"),
        ({"tax_likely": "9" * 50}, "tax_likely"),
        ({"valuation_date": "11/24/2026"}, "valuation_date"),
        ({"shape": "cubic"}, "shape"),
        ({"first_revenue_source": "x" * 10_000}, "first_revenue_source"),
        ({"ebit_margin": "4"}, "royalty_likely"),
    ],
)
def test_a_wrong_answer_is_named_at_its_control_and_nothing_typed_is_lost(listing, changes, control):
    page = signed_in(listing.owner).post(ask_address(listing, "en"), {**ANSWERS, **changes})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [control]
    assert 'class="errors' in page.content.decode()
    assert "Kế hoạch 12/10" in page.content.decode() or "first_revenue_source" in changes
    assert not Run.objects.exists()


def test_another_choice_asks_other_questions_and_keeps_what_was_typed(listing):
    client = signed_in(listing.owner)
    changed = {**ANSWERS, "shape": "logistic", "attrition": "exponential", "redraw": "1"}

    page = client.post(ask_address(listing), changed)
    part = client.post(ask_address(listing), changed, headers={"HX-Request": "true"})

    names = set(page.context["form"].fields)
    assert {"ceiling_revenue_likely", "half_life_likely"} <= names
    assert not {"first_revenue_likely", "attrition_rate_likely"} & names
    assert 'value="4,5"' in page.content.decode()
    assert page.context["form"].initial["ramp_midpoint_likely"] == "3"
    assert 'class="err' not in page.content.decode()
    assert part.content.decode().lstrip().startswith("<form")
    assert not Run.objects.exists()


def test_submitting_another_choice_at_once_asks_for_its_fields(listing):
    page = signed_in(listing.owner).post(ask_address(listing), {**ANSWERS, "shape": "rows"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["revenue_rows"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_waiting_run_has_a_page_that_asks_again_by_itself(listing, language):
    run = make_run(listing)
    client = signed_in(listing.owner, "viewer")

    page = client.get(f"/{language}/valuations/{run.number}/").content.decode()
    part = client.get(f"/{language}/valuations/{run.number}/status/")

    assert f'hx-get="/{language}/valuations/{run.number}/status/"' in page
    assert f'href="/{language}/valuations/{run.number}/"' in page
    assert len(part.content) <= 1024
    assert "HX-Refresh" not in part.headers
    again = client.get(f"/{language}/valuations/{run.number}/status/", headers={"If-None-Match": part["ETag"]})
    assert again.status_code == 304


def test_the_status_fetches_the_whole_page_when_there_is_an_end(run):
    part = signed_in(run.organisation).get(f"/vi/valuations/{run.number}/status/")

    assert part["HX-Refresh"] == "true"
    assert b"hx-get" not in part.content


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_result_shows_range_inputs_sources_years_and_how_it_was_computed(run, language):
    page = signed_in(run.organisation, "viewer").get(f"/{language}/valuations/{run.number}/")
    html = page.content.decode()

    spread = page.context["result"].spread
    assert {spread.low, spread.middle, spread.high} <= set(re.findall(r'<b class="num nw">([^<]+)</b>', html))
    assert LINES[language] in html
    for piece in ("Plan of 12 October", "Eleven contracts", run.scipy_version, run.input_hash[:10], "20261124"):
        assert piece in html
    assert html.count('role="img"') == 2
    assert html.count("<desc") == 2
    assert "style=" not in html
    assert "<form" not in html[html.index("<main") : html.index("</main")]


def test_labels_of_the_chart_equal_the_table(run):
    page = signed_in(run.organisation).get(f"/en/valuations/{run.number}/")

    spread = page.context["result"].spread
    row = spread.percentiles.rows[0]
    assert [mark.text for mark in spread.chart.marks] == [f"P10 · {row[2]}", f"P50 · {row[4]}", f"P90 · {row[6]}"]


def test_the_years_shown_add_up_to_the_total_shown(run):
    with translation.override("en"):
        page = signed_in(run.organisation).get(f"/en/valuations/{run.number}/")
        result = page.context["result"]
        present = [int(row[6].replace(",", "")) for row in result.years.rows]

        assert f"{sum(present):,}" in result.totals[0][1]
        assert result.years.rows[-1][7] == f"{sum(present):,}"


def test_points_only_show_a_figure_and_why_there_is_no_range(listing):
    run = make_run(listing, first_revenue=1e10, royalty=0.045, discount_rate=0.2)
    compute_run(run_id=run.pk, now=NOW)

    page = signed_in(listing.owner).get(f"/en/valuations/{run.number}/")

    assert page.context["result"].spread is None
    assert "there is no range" in page.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_failed_run_says_why_and_can_be_asked_for_again(listing, language):
    run = make_run(listing, market_size=1.5e10, growth=0.5)
    compute_run(run_id=run.pk, now=NOW)
    client = signed_in(listing.owner)

    page = client.get(f"/{language}/valuations/{run.number}/").content.decode()
    again = client.post(f"/{language}/valuations/{run.number}/retry/")

    assert LINES[language] in page
    assert f"?from={run.number}" in page
    assert Run.objects.count() == 2
    assert again["Location"] == f"/{language}/valuations/{Run.objects.latest('pk').number}/"


def test_changing_an_input_begins_with_the_inputs_of_the_run(run):
    page = signed_in(run.organisation).get(f"/vi/valuations/new/?from={run.number}")

    initial = page.context["form"].initial
    assert (initial["first_revenue_low"], initial["first_revenue_likely"]) == ("8.000", "10.000")
    assert initial["first_revenue_source"] == "Plan of 12 October"
    assert initial["royalty_likely"] == "4,5"
    assert "statutory_tax" not in initial


def test_strangers_and_visitors_find_nothing(run, listing):
    stranger, visitor = signed_in(make_organisation()), Client()

    for address in (f"/vi/valuations/{run.number}/", f"/vi/valuations/{run.number}/status/", ask_address(listing)):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/vi/valuations/{run.number}/retry/").status_code == 404
    assert visitor.get(f"/vi/valuations/{run.number}/").status_code in (302, 403)
    assert visitor.get(f"/vi/valuations/{run.number}/status/").status_code in (302, 403, 404)


def test_a_viewer_of_the_owner_reads_and_does_not_ask(run, listing):
    viewer = signed_in(listing.owner, "viewer")

    assert viewer.get(f"/vi/valuations/{run.number}/").status_code == 200
    assert viewer.get(ask_address(listing)).status_code == 403
    assert f"?from={run.number}" not in viewer.get(f"/vi/valuations/{run.number}/").content.decode()


@pytest.mark.parametrize("key", ["", "nothing-here", "%00", "' OR 1=1 --", "VN-12-TO-20261123-0001-N", "é" * 500])
def test_an_address_without_an_own_listing_is_not_found(listing, key):
    page = signed_in(listing.owner).get("/vi/valuations/new/", {"listing": key})

    assert page.status_code in (400, 404)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_index_explains_to_visitors_and_lists_to_members(run, language):
    own = signed_in(run.organisation).get(f"/{language}/valuations/").content.decode()
    visitor = Client().get(f"/{language}/valuations/")

    assert f"/{language}/valuations/{run.number}/" in own
    assert visitor.status_code == 200
    assert run.number not in visitor.content.decode()


def test_a_run_that_stopped_says_that_nothing_is_lost(listing):
    run = make_run(listing)
    fail_run(start_run(run_id=run.pk, now=NOW), code="lost", now=NOW)

    page = signed_in(listing.owner).get(f"/en/valuations/{run.number}/").content.decode()

    assert "Nothing of yours is lost" in page


@pytest.mark.parametrize("runs", [1, 6])
def test_queries_of_the_result_page_do_not_grow(listing, runs, django_assert_max_num_queries, settings):
    settings.PANELS_MODULE = "tests.listings.web"  # Panels have budgets of their own.
    panels_of.cache_clear()
    numbers = [make_run(listing, seed=seed) for seed in range(runs)]
    for run in numbers:
        compute_run(run_id=run.pk, now=NOW)
    client = signed_in(listing.owner)
    client.get(f"/vi/valuations/{numbers[0].number}/")

    with django_assert_max_num_queries(12):
        client.get(f"/vi/valuations/{numbers[0].number}/")
    panels_of.cache_clear()
