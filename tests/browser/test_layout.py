"""Pages under what readers do to them: narrow, large text, text spacing, forced colours, print."""

import pytest
from playwright.sync_api import Page

from tests.browser.floor import Floor
from tests.browser.looking import TEXT_SPACING, cut_texts, overflow_pixels

WIDTHS = [320, 390, 768, 1024, 1440]
ADDRESSES = ["", "search/?q=sấy", "help/evidence/", "account/signup/", "preferences/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_the_window(page: Page, address: str) -> None:
    page.goto(f"/vi/{address}")

    wider = {width: overflow_at(page, width) for width in WIDTHS}

    assert wider == dict.fromkeys(WIDTHS, 0)


def overflow_at(page: Page, width: int) -> int:
    """In a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return overflow_pixels(page)


@pytest.mark.parametrize("address", ADDRESSES)
def test_largest_text_fits_the_narrowest_window(page: Page, floor: Floor, address: str) -> None:
    page.context.add_cookies([{"name": "display", "value": ".larger.more", "url": floor.address}])
    page.set_viewport_size({"width": 320, "height": 800})

    page.goto(f"/vi/{address}")

    assert page.locator("html").get_attribute("data-text") == "larger"
    assert overflow_pixels(page) <= 0
    assert cut_texts(page) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_text_spacing_loses_nothing(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"/vi/{address}")

    page.evaluate(
        """css => {
             const sheet = new CSSStyleSheet();
             sheet.replaceSync(css);
             document.adoptedStyleSheets = [sheet];
           }""",
        TEXT_SPACING,
    )

    assert overflow_pixels(page) <= 0
    assert cut_texts(page) == []


def test_print_leaves_the_shell_out(page: Page) -> None:
    page.goto("/vi/help/evidence/")

    page.emulate_media(media="print")

    assert not page.locator("header.top").is_visible()
    assert not page.locator("footer.foot").is_visible()
    assert page.locator("h1").is_visible()


def test_forced_colours_keep_borders_on_states(page: Page) -> None:
    page.emulate_media(forced_colors="active")

    page.goto("/vi/search/")

    widths = page.evaluate(
        "[...document.querySelectorAll('.st, .tag')].map(e => parseFloat(getComputedStyle(e).borderTopWidth))"
    )
    assert all(width >= 1 for width in widths)


def test_reduced_motion_moves_nothing(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")

    page.goto("/vi/")

    seconds = page.evaluate(
        "[...document.querySelectorAll('a, .btn, .tile')].map(e => getComputedStyle(e).transitionDuration)"
    )
    assert set(seconds) <= {"0s"}
