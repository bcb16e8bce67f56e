"""Every page in both languages and schemes, wide and narrow: axe, overflow, cut text, small targets, policy."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.floor import Floor
from tests.browser.looking import (
    TWO_OF_EIGHT,
    VARIANTS,
    Variant,
    axe_findings,
    cut_texts,
    overflow_pixels,
    prepare,
    small_targets,
)
from tests.browser.pages import PAGES, Look
from tests.browser.shared import LogIns
from tests.browser.watching import Watch

CASES = [
    pytest.param(look, variant, id=f"{look}-{variant}", marks=() if variant in TWO_OF_EIGHT else pytest.mark.nightly)
    for variant in VARIANTS
    for look in PAGES
]


PageOf = Callable[[str], tuple[Page, Watch]]


@pytest.fixture(scope="session")
def page_of(browser: Browser, floor: Floor, signed_in: LogIns) -> Iterator[PageOf]:
    """One page per person, kept for all looks: opening a browser anew for each costs as much as looking."""
    opened: dict[str, tuple[Page, Watch]] = {}

    def page_of(who: str) -> tuple[Page, Watch]:
        if who not in opened:
            page = browser.new_context(base_url=floor.address, storage_state=signed_in(who)).new_page()
            opened[who] = page, Watch(page)
        return opened[who]

    yield page_of
    for page, _watch in opened.values():
        page.context.close()


@pytest.mark.parametrize(("look", "variant"), CASES)
def test_page(look: Look, variant: Variant, page_of: PageOf) -> None:
    page, watch = page_of(look.who)
    watch.found.clear()
    prepare(page, variant)

    look.arrive(page, variant.language)

    assert page.locator("html").get_attribute("lang") == variant.language
    assert page.locator("h1").count() == 1
    assert overflow_pixels(page) <= 0
    assert cut_texts(page) == []
    assert small_targets(page) == []
    assert axe_findings(page) == []
    assert watch.faults() == []
