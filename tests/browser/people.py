"""What people do in the browser: fill a form by the names of its fields, press the button they read."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page

Answers = Mapping[str, str | list[str]]
ALERT_SECONDS = 20  # Seconds from publication to the bell: worker, index and match on a busy machine.


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
        form.locator(f"[name='{name}'][value='{value}']").check()
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
    for _second in range(int(seconds)):
        if found.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    return found.first
