"""What people do in the browser: fill a form by the names of its fields, press the button they read."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState

from tests.browser.floor import Floor
from tests.browser.watching import Watch
from tests.factories.accounts import PASSWORD
from tests.journeys.listing import CHECKLIST

Answers = Mapping[str, str | list[str]]
Open = Callable[[str], Page]
ALERT_SECONDS = 60  # Seconds from publication to the bell: worker, index and match on a busy machine.
COMPUTE_SECONDS = 600  # A floor that has just started compares its whole sample before anything new is computed.
MAIL_SECONDS = 60  # Mails are gathered for some seconds before they go.
LOOK_MS = 500  # Between two looks at a page that waits for the worker.
TOO_MANY = 429


@contextmanager
def own_browsers(
    browser: Browser, floor: Floor, signed_in: Callable[[str], StorageState | None], *, script: bool = True
) -> Iterator[Open]:
    """Pages in a person's own browser, by the e-mail address ("" is a guest); faults of any of them fail the test."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_page(email: str) -> Page:
        context = browser.new_context(
            base_url=floor.address, storage_state=signed_in(email), java_script_enabled=script, locale="vi-VN"
        )
        page = context.new_page()
        opened.append((context, Watch(page)))
        return page

    yield open_page
    assert [fault for _context, watch in opened for fault in watch.found] == []
    for context, _watch in opened:
        context.close()


def fill(form: Locator, answers: Answers) -> None:
    """Answer fields by name: text typed, boxes and buttons ticked, lists chosen."""
    for name, answer in answers.items():
        for value in [answer] if isinstance(answer, str) else answer:
            _answer(form, name, value)


def _answer(form: Locator, name: str, value: str) -> None:
    control = form.locator(f"[name='{name}']").first
    kind = control.get_attribute("type")
    if control.evaluate("e => e.tagName") == "SELECT":
        control.select_option(value)
    elif kind in {"radio", "checkbox"}:
        (form.locator(f"[name='{name}'][value='{value}']") if control.get_attribute("value") else control).check()
    else:
        control.fill(value)


def search(page: Page, words: str) -> list[str]:
    """Type into the box of the shell; the titles found."""
    page.goto("/vi/search/")
    box = page.locator("header.top [role=search]")
    box.locator("[name=q]").fill(words)
    box.locator("button").click()
    page.wait_for_url("**/search/?q=*")
    return page.locator(".item h3").all_inner_texts()


def wait_for(page: Page, selector: str, *, seconds: float = ALERT_SECONDS) -> Locator:
    """Reload, as people without script do, until something is there."""
    found = page.locator(selector)
    deadline = time.monotonic() + seconds
    while not found.count() and time.monotonic() < deadline:
        page.wait_for_timeout(LOOK_MS)
        page.reload()
    return found.first


def sign_up(page: Page, email: str, name: str) -> None:
    """Sign up, read the mail in the outbox, confirm; ends at the log-in page."""
    enter(page, "/vi/account/signup/", {"name": name, "email": email, "password1": PASSWORD, "terms": "on"})
    page.locator("main a[href$='/outbox/']").click()
    page.locator("main li", has_text=email).locator("a").first.click()
    page.locator("pre.mail a[href*='/confirm-email/']").click()
    enter(page, page.url, {})
    page.wait_for_url("**/account/login/**")


def log_in(page: Page, email: str, password: str) -> None:
    """Through the log-in page; ends at what the person has to do."""
    enter(page, "/vi/account/login/", {"login": email, "password": password})
    page.wait_for_url("**/my/**")


def enter(page: Page, address: str, answers: Answers) -> None:
    """Fill a form of the entrance and send it; who comes too often in a minute waits as long as the floor says."""
    while True:
        page.goto(address)
        button = page.locator("main form button.btn:not([data-passkey])").first
        fill(button.locator("xpath=ancestor::form"), answers)
        with page.expect_response(lambda response: response.request.method == "POST") as answered:
            button.click()
        if answered.value.status != TOO_MANY:
            return
        page.wait_for_timeout(1000 * float(answered.value.headers["retry-after"]))


def open_mail(page: Page, *, to: str, about: str) -> None:
    """Open the newest mail of the outbox to this address that says these words, once it is there."""
    deadline = time.monotonic() + MAIL_SECONDS
    while True:
        page.goto("/vi/outbox/")
        mails = page.locator("main .items li", has_text=to).locator("a")
        for address in mails.evaluate_all("links => links.map(link => link.href)"):
            page.goto(address)
            if page.locator("pre.mail", has_text=about).count():
                return
        assert time.monotonic() < deadline, f"no mail to {to} about {about}"
        page.wait_for_timeout(LOOK_MS)


def write(page: Page, start: str, kind: str, sections: Mapping[str, Answers]) -> str:
    """Begin a draft and answer page after page, by the button that leads on; the address of the own draft.

    Pages without an answer here are optional, such as that of papers: they are passed.
    """
    page.goto(start)
    page.locator(f"button[name=kind][value={kind}]").click()
    page.wait_for_url("**/edit/**")
    own = page.url.partition("/edit/")[0].partition("/vi/")[2]
    for section, answers in sections.items():
        while f"/edit/{section}/" not in page.url:
            _go_on(page)
        form = page.locator("main form:has([name=version])").first
        if not all(form.locator(f"[name='{name}']").count() for name in answers):
            form.locator("button[name=add]").click()
            page.wait_for_load_state()
        fill(form, answers)
        _go_on(page)
    page.wait_for_url("**/submit/**")
    return f"/vi/{own}/"


def _go_on(page: Page) -> None:
    here = page.url
    page.locator("main form:has([name=version]) button[name=next]").click()
    page.wait_for_url(re.compile(f"^(?!{re.escape(here)}$)"))


def send_in(page: Page, own: str) -> None:
    """Press the button of the look before sending."""
    page.goto(f"{own}submit/")
    page.locator("button[name=how][value=review]").click()
    page.wait_for_url(f"**{own}")


def approve_listing(page: Page, title: str) -> None:
    """Find it in the queue, take it, tick everything, publish."""
    page.goto("/vi/staff/moderation/listings/")
    page.locator("main tbody th a", has_text=title).click()
    page.locator("form[action$='/take/'] button").click()
    decision = page.locator("form[action$='/approve/']")
    fill(decision, {"checklist": CHECKLIST, "list_status": "none", "dual_use": "no"})
    decision.locator("button.btn").click()
    page.wait_for_load_state()
