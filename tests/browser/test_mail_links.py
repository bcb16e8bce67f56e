"""Mail of a demo floor in a browser: the confirmation is read in the outbox; a link stops mail; without script too."""

import re
from collections.abc import Iterator
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.floor import Floor
from tests.browser.looking import axe_findings, overflow_pixels
from tests.browser.pages import BUSINESS, INSTITUTE
from tests.browser.people import fill, open_mail, own_browsers, sign_up
from tests.browser.shared import LogIns, once

STOP_LINK = "pre.mail a[href*='/u/']"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitor(request: pytest.FixtureRequest, browser: Browser, floor: Floor) -> Iterator[Page]:
    context = browser.new_context(base_url=floor.address, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def mail(browser: Browser, floor: Floor, signed_in: LogIns) -> str:
    """Address in the outbox of a mail that tells of a question: it goes at once. One for all processes of the run."""

    def ask_and_wait() -> str:
        words = f"Máy chạy êm không, lần hỏi {token_hex(3)}?"
        with own_browsers(browser, floor, signed_in) as open_page:
            page = open_page(BUSINESS)
            page.goto(f"/vi/organisations/{INSTITUTE}/")  # Its owner is a person, who is told.
            page.locator("main a[href*='/technologies/']").first.click()
            page.locator("main a[href*='/ask/']").first.click()
            fill(page.locator("main form"), {"text": words})
            page.locator("main form button.btn").first.click()
            page.wait_for_load_state()
            open_mail(page, to="", about=words)
            return page.url

    return once(floor.folder / "question.mail", ask_and_wait)


def test_a_newcomer_reads_the_mail_here_and_confirms(visitor: Page) -> None:
    sign_up(visitor, f"{token_hex(6)}@example.org", "Lò Thị Mới")

    expect(visitor).to_have_url(re.compile(r"/account/login/"))


def test_a_link_in_a_mail_stops_it_by_one_button(visitor: Page, mail: str) -> None:
    visitor.goto(mail)
    visitor.locator(STOP_LINK).click()
    asked = visitor.locator("h1").inner_text()

    visitor.locator("main form button.btn").first.click()

    expect(visitor.locator("h1")).not_to_have_text(asked)
    expect(visitor.locator("main .note--ok")).to_be_visible()


def test_the_mail_itself_is_shown_inert(visitor: Page, mail: str) -> None:
    visitor.goto(mail)

    frame = visitor.locator("iframe.mail")

    assert frame.get_attribute("sandbox") == ""
    expect(visitor.frame_locator("iframe.mail").locator("h2")).to_be_visible()


def test_the_page_of_a_mail_is_readable_by_everybody(page: Page, mail: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})

    page.goto(mail)

    assert axe_findings(page) == []
    assert overflow_pixels(page) <= 0
