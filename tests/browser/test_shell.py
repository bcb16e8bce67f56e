"""The shell in a browser: first load, keyboard, display without script, language, focus after a swap."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.floor import Floor
from tests.browser.looking import walk

FIRST_LOAD_MAX_BYTES = 60_000
REQUESTS_MAX = 12


def test_first_load_is_light(browser: Browser, floor: Floor) -> None:
    context = browser.new_context(base_url=floor.address)
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))

    page.goto("/vi/", wait_until="networkidle")

    assert len(sizes) <= REQUESTS_MAX
    assert sum(sizes) <= FIRST_LOAD_MAX_BYTES
    context.close()


def test_keyboard_reaches_everything_and_is_seen(page: Page) -> None:
    page.goto("/vi/")

    stops = walk(page)

    assert "Đến nội dung chính" in stops[0]
    assert [stop for stop in stops if "NO RING" in stop or "COVERED" in stop] == []
    assert len(stops) >= 10


def test_skip_link_leads_past_the_shell(page: Page) -> None:
    page.goto("/vi/help/words/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_dark_large_and_contrast_are_chosen_in_the_menu(browser: Browser, floor: Floor, script: bool) -> None:
    context = browser.new_context(base_url=floor.address, java_script_enabled=script, color_scheme="light")
    page = context.new_page()
    page.goto("/vi/help/words/?from=menu")

    page.locator("details.pop > summary", has_text="Hiển thị").click()
    page.get_by_label("Tối", exact=True).check()
    page.get_by_label("Lớn", exact=True).check()
    page.get_by_label("Tăng tương phản").check()
    page.get_by_role("button", name="Áp dụng").click()

    expect(page).to_have_url(re.compile(r"/vi/help/words/\?from=menu$"))
    html = page.locator("html")
    assert [html.get_attribute(f"data-{name}") for name in ("theme", "text", "contrast")] == ["dark", "large", "more"]
    context.close()


def test_language_link_shows_the_same_page(page: Page) -> None:
    page.goto("/vi/help/evidence/")

    page.get_by_role("link", name="English").click()

    expect(page).to_have_url(re.compile(r"/en/help/evidence/$"))
    assert page.locator("h1").inner_text() == "How evidence is verified"


def test_five_sections_stay_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})

    page.goto("/vi/")

    words = page.locator("nav ul.nav a:visible").all_inner_texts()
    assert {"Công nghệ", "Nhu cầu", "Dịch vụ", "Định giá"} <= set(words)
