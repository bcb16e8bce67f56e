"""A real floor on the loopback and Debian's chromium: started once, looked at by every test here."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.floor import Floor
from tests.browser.shared import LogIns, folder_of_run, shared_floor
from tests.browser.watching import Watch

HERE = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")
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
    """The floor as `make run` starts it, with its sample, on a free port and a data folder of its own; one for all
    processes of the run.

    BROWSER_FLOOR=http://localhost:8000 looks at one that runs already: quicker while a page is being made.
    """
    running = os.environ.get("BROWSER_FLOOR")
    if running:
        yield Floor(running, folder_of_run(tmp_path_factory))
        return
    with shared_floor(folder_of_run(tmp_path_factory)) as started:
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
def signed_in(browser: Browser, floor: Floor) -> LogIns:
    return LogIns(browser, floor)


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
