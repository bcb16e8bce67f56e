"""One floor, and one log-in per person, for all processes of a test run: the first starts it, the last one ends it."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState

from marketplace.seed.sample.cast import PASSWORD
from tests.browser.floor import Floor, is_alive, start_floor, stop, wait_until_ready
from tests.browser.people import log_in


def folder_of_run(made: pytest.TempPathFactory) -> Path:
    """A folder that every process of this run sees."""
    base = made.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def shared_floor(folder: Path) -> Iterator[Floor]:
    """The floor of this run, ready."""
    held = folder / f"holder-{os.getpid()}"
    with locked(folder / "floor.lock"):
        floor = _known(folder) or _started(folder)
        held.touch()
    try:
        wait_until_ready(floor)
        yield floor
    finally:
        with locked(folder / "floor.lock"):
            held.unlink()
            if not any(is_alive(int(other.name.partition("-")[2])) for other in folder.glob("holder-*")):
                stop(floor.pid)


def _known(folder: Path) -> Floor | None:
    """The one that another process started and that still runs."""
    written = folder / "floor.json"
    if not written.exists():
        return None
    found = json.loads(written.read_text())
    return Floor(found["address"], folder, found["pid"]) if is_alive(found["pid"]) else None


def _started(folder: Path) -> Floor:
    floor = start_floor(folder)
    (folder / "floor.json").write_text(json.dumps({"address": floor.address, "pid": floor.pid}))
    return floor


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone among the processes of this run."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def once(path: Path, made: Callable[[], str]) -> str:
    """The text of this file, which the first process that asks makes."""
    with locked(path.with_suffix(".lock")):
        if not path.exists():
            path.write_text(made())
    return path.read_text()


@dataclass(frozen=True)
class LogIns:
    """Cookies of people of the sample by e-mail address; each logs in once per floor, through the page."""

    browser: Browser
    floor: Floor

    def __call__(self, email: str) -> StorageState | None:
        """None for a guest, whose address is empty."""
        if not email:
            return None
        return json.loads(once(self.floor.folder / f"{email}.json", lambda: self._cookies_after_log_in(email)))

    def _cookies_after_log_in(self, email: str) -> str:
        context = self.browser.new_context(base_url=self.floor.address)
        log_in(context.new_page(), email, PASSWORD)
        state = context.storage_state()
        context.close()
        return json.dumps(state)
