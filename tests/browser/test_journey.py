"""The first journey in a real browser, with and without script: written, approved, found, told, estimated."""

from collections.abc import Callable, Iterator
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.floor import Floor
from tests.browser.looking import axe_findings, overflow_pixels
from tests.browser.pages import BUSINESS, RESEARCHER, REVIEWER
from tests.browser.people import fill, search, wait_for
from tests.browser.watching import Watch
from tests.journeys.listing import CHECKLIST, TECHNOLOGY

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
Open = Callable[[str], Page]


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.nightly)], ids=["with script", "without script"])
def open_as(request: pytest.FixtureRequest, browser: Browser, floor: Floor, signed_in: SignedIn) -> Iterator[Open]:
    """A page of a person's own browser; faults of any of them fail the test."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_page(email: str) -> Page:
        context = browser.new_context(
            base_url=floor.address, storage_state=signed_in(email), java_script_enabled=request.param, locale="vi-VN"
        )
        page = context.new_page()
        opened.append((context, Watch(page)))
        return page

    yield open_page
    assert [fault for _context, watch in opened for fault in watch.found] == []
    for context, _watch in opened:
        context.close()


def test_a_technology_is_written_published_told_and_estimated(open_as: Open) -> None:
    word = f"gỗ{token_hex(3)}"  # A word that no other entry of this floor has.
    title = f"Sấy lạnh {word} bằng bơm nhiệt"

    business = open_as(BUSINESS)
    assert title not in search(business, f"say lanh {word}")
    business.locator("#watch button").click()
    expect(business.locator("h1")).to_be_visible()

    researcher = open_as(RESEARCHER)
    own = write_technology(researcher, title)
    researcher.goto(f"{own}submit/")
    researcher.locator("button[name=how][value=review]").click()
    researcher.wait_for_url(f"**{own}")
    assert title not in search(business, f"sấy lạnh {word}")

    approve(open_as(REVIEWER), title)

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
    histogram = wait_for(researcher, "svg.chart")
    expect(histogram).to_be_visible()
    assert "triệu" in researcher.locator("main").inner_text()
    if researcher.evaluate("window.htmx !== undefined"):
        assert axe_findings(researcher) == []
        assert overflow_pixels(researcher) <= 0


def write_technology(page: Page, title: str) -> str:
    """Twelve answers, page after page, by the button that leads on; the address of the own listing."""
    page.goto("/vi/my/listings/new/")
    page.locator("button[name=kind][value=technology]").click()
    page.wait_for_url("**/edit/**")
    own = page.url.partition("/edit/")[0].partition("/vi/")[2]
    for section, answers in {**TECHNOLOGY, "identity": {**TECHNOLOGY["identity"], "title_vi": title}}.items():
        page.wait_for_url(f"**/edit/{section}/**")
        form = page.locator("main form:has([name=version])").first
        fill(form, answers)
        form.locator("button[name=next]").click()
        page.wait_for_load_state()
    return f"/vi/{own}/"


def approve(page: Page, title: str) -> None:
    """Find it in the queue, take it, tick everything, publish."""
    page.goto("/vi/staff/moderation/listings/")
    page.locator("main tbody th a", has_text=title).click()
    page.locator("form[action$='/take/'] button").click()
    decision = page.locator("form[action$='/approve/']")
    fill(decision, {"checklist": CHECKLIST, "list_status": "none", "dual_use": "no"})
    decision.locator("button.btn").click()
    page.wait_for_load_state()
