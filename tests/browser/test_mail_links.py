"""Mail of a demo floor in a browser: the confirmation is read in the outbox; a link stops mail; without script too."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.floor import Floor
from tests.browser.people import MAILS_LOOKED_AT, sign_up

STOP_LINK = "pre.mail a[href*='/u/']"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitor(request: pytest.FixtureRequest, browser: Browser, floor: Floor) -> Iterator[Page]:
    context = browser.new_context(base_url=floor.address, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def open_mail_with(visitor: Page, part: str) -> None:
    """Open the newest mail of the outbox that has this part."""
    visitor.goto("/vi/outbox/")
    addresses = visitor.locator("main .items a").evaluate_all("links => links.map(link => link.href)")
    for address in addresses[:MAILS_LOOKED_AT]:
        visitor.goto(address)
        if visitor.locator(part).count():
            return
    raise AssertionError(f"no mail of the outbox has {part}")


def test_a_newcomer_reads_the_mail_here_and_confirms(visitor: Page) -> None:
    sign_up(visitor, f"{uuid4().hex[:12]}@example.org", "Lò Thị Mới")

    expect(visitor).to_have_url(re.compile(r"/account/login/"))


def test_a_link_in_a_mail_stops_it_by_one_button(visitor: Page) -> None:
    open_mail_with(visitor, STOP_LINK)
    visitor.locator(STOP_LINK).click()
    asked = visitor.locator("h1").inner_text()

    visitor.locator("main form button.btn").first.click()

    expect(visitor.locator("h1")).not_to_have_text(asked)
    expect(visitor.locator("main .note--ok")).to_be_visible()


def test_the_mail_itself_is_shown_inert(visitor: Page) -> None:
    open_mail_with(visitor, "iframe.mail")

    frame = visitor.locator("iframe.mail")

    assert frame.get_attribute("sandbox") == ""
    expect(visitor.frame_locator("iframe.mail").locator("h2")).to_be_visible()
