"""A real floor on the loopback and Debian's chromium: started once, looked at by every test here."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, sync_playwright

from marketplace.seed.sample.cast import PASSWORD
from tests.browser.floor import Floor, running_floor
from tests.browser.people import log_in
from tests.browser.watching import Watch

HERE = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")
SignedIn = Callable[[str], StorageState | None]
WANTED = bool(os.environ.get("BROWSER_TESTS")) or settings.REQUIRE_SERVICES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = "needs a browser: set BROWSER_TESTS=1"
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not WANTED:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    """The floor as `make run` starts it, with its sample, on a free port and a data folder of its own.

    BROWSER_FLOOR=http://localhost:8000 looks at one that runs already: quicker while a page is being made.
    """
    running = os.environ.get("BROWSER_FLOOR")
    if running:
        yield Floor(running, Path(os.devnull))
        return
    with running_floor(tmp_path_factory.mktemp("floor")) as started:
        yield started


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail("chromium is missing: apt-get install chromium")
    # Inside a container there is no user namespace for chromium's own sandbox; the pages are ours.
    started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
    yield started
    started.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, floor: Floor) -> SignedIn:
    """Cookies of a person of the sample floor, by e-mail address; each logs in once, through the page."""
    known: dict[str, StorageState] = {}

    def cookies_of(email: str) -> StorageState | None:
        if not email:
            return None
        if email not in known:
            known[email] = cookies_after_log_in(browser, floor, email)
        return known[email]

    return cookies_of


def cookies_after_log_in(browser: Browser, floor: Floor, email: str) -> StorageState:
    context = browser.new_context(base_url=floor.address)
    log_in(context.new_page(), email, PASSWORD)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def context(browser: Browser, floor: Floor) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=floor.address, viewport={"width": 1280, "height": 800}, locale="vi-VN")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose policy violations, failed requests and requests to other hosts fail the test."""
    made = context.new_page()
    watch = Watch(made)
    yield made
    assert watch.faults() == []
