"""Every page in both languages and schemes, wide and narrow: axe, overflow, cut text, small targets, policy."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import SignedIn
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
from tests.browser.watching import Watch

CASES = [
    pytest.param(look, variant, id=f"{look}-{variant}", marks=() if variant in TWO_OF_EIGHT else pytest.mark.nightly)
    for variant in VARIANTS
    for look in PAGES
]


@pytest.mark.parametrize(("look", "variant"), CASES)
def test_page(look: Look, variant: Variant, browser: Browser, floor: Floor, signed_in: SignedIn) -> None:
    context = browser.new_context(base_url=floor.address, storage_state=signed_in(look.who))
    page = context.new_page()
    watch = Watch(page)
    prepare(page, variant)

    look.arrive(page, variant.language)

    assert page.locator("html").get_attribute("lang") == variant.language
    assert page.locator("h1").count() == 1
    assert overflow_pixels(page) <= 0
    assert cut_texts(page) == []
    assert small_targets(page) == []
    assert axe_findings(page) == []
    assert watch.faults() == []
    context.close()
