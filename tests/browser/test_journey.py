"""The first journey in a real browser, with and without script: written, approved, found, told, estimated."""

from collections.abc import Iterator
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.floor import Floor
from tests.browser.looking import axe_findings, overflow_pixels
from tests.browser.pages import BUSINESS, RESEARCHER, REVIEWER
from tests.browser.people import (
    COMPUTE_SECONDS,
    Open,
    approve_listing,
    fill,
    own_browsers,
    search,
    send_in,
    wait_for,
    write,
)
from tests.browser.shared import LogIns
from tests.journeys.listing import TECHNOLOGY

ESTIMATE = {
    "first_revenue_low": "8.000",
    "first_revenue_likely": "10.000",
    "first_revenue_high": "14.000",
    "first_revenue_source": "Kế hoạch bán hàng 12/10",
    "growth_likely": "5",
    "royalty_low": "3",
    "royalty_likely": "4,5",
    "royalty_high": "6",
    "life_likely": "7",
    "discount_rate_low": "17",
    "discount_rate_likely": "20",
    "discount_rate_high": "25",
}


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.nightly)], ids=["with script", "without script"])
def open_as(request: pytest.FixtureRequest, browser: Browser, floor: Floor, signed_in: LogIns) -> Iterator[Open]:
    with own_browsers(browser, floor, signed_in, script=request.param) as open_page:
        yield open_page


def test_a_technology_is_written_published_told_and_estimated(open_as: Open) -> None:
    word = f"gỗ{token_hex(3)}"  # A word that no other entry of this floor has.
    title = f"Sấy lạnh {word} bằng bơm nhiệt"

    business = open_as(BUSINESS)
    assert title not in search(business, f"say lanh {word}")
    business.locator("#watch button").first.click()
    expect(business.locator("h1")).to_be_visible()

    researcher = open_as(RESEARCHER)
    named = {**TECHNOLOGY, "identity": {**TECHNOLOGY["identity"], "title_vi": title}}
    send_in(researcher, write(researcher, "/vi/my/listings/new/", "technology", named))
    assert title not in search(business, f"sấy lạnh {word}")

    approve_listing(open_as(REVIEWER), title)

    business.goto("/vi/my/notices/")
    told = wait_for(business, f"main li:has-text('{title}')")
    expect(told).to_be_visible()
    assert search(business, f"say lanh {word}") == [title]
    business.locator(".item h3 a").first.click()
    assert business.locator("h1").inner_text() == title

    researcher.goto(business.url)
    researcher.locator("main a[href*='/valuations/new/']").first.click()
    fill(researcher.locator("#estimate-form"), ESTIMATE)
    researcher.locator("#estimate-form button:not([name])").click()
    histogram = wait_for(researcher, "svg.chart", seconds=COMPUTE_SECONDS)
    expect(histogram).to_be_visible()
    assert "triệu" in researcher.locator("main").inner_text()
    if researcher.evaluate("window.htmx !== undefined"):
        assert axe_findings(researcher) == []
        assert overflow_pixels(researcher) <= 0
