"""Start the floor as `make run` does, on a free port, with a data folder of its own, and stop it again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 300  # Migrating, loading lists and sample records on two busy cores.
STOP_SECONDS = 30
LOOK_SECONDS = 0.5
# What a page of results says until every entry is in the index.
NOT_YET = ("The floor is filling", "Search is resting")
# The floor under test is the one-machine floor, whatever servers the suite was given for its other tests.
SERVERS = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "INDEX_PREFIX", "BASE_URL"}


@dataclass(frozen=True)
class Floor:
    """A running floor: its address, the folder with its data and log, and its first process where we started it."""

    address: str
    folder: Path
    pid: int = 0

    @property
    def log(self) -> Path:
        return self.folder / "floor.log"

    def words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def surroundings(folder: Path, **own: str) -> dict[str, str]:
    """The environment of a floor with its data in this folder; the suite's servers are left out, `own` is put in."""
    kept = {name: value for name, value in os.environ.items() if name not in SERVERS}
    return {**kept, "DATA_DIR": str(folder / "data"), **own}


def start_floor(folder: Path) -> Floor:
    """Begin to start the one-machine floor; `wait_until_ready` says when it is there."""
    port = free_port()
    pid = start([sys.executable, "manage.py", "run_floor"], surroundings(folder, PORT=str(port)), folder / "floor.log")
    return Floor(f"http://localhost:{port}", folder, pid)


def start(command: list[str], environment: Mapping[str, str], log: Path) -> int:
    """A process of its own group that writes to this file; its id."""
    with log.open("ab") as words:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    return process.pid


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_until_ready(floor: Floor) -> None:
    """Until it answers and its sample is findable: what a search finds first must not depend on who comes first.

    Raises AssertionError with the floor's last words when it does not come up.
    """
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and is_alive(floor.pid):
        if answer_of(f"{floor.address}/health/ready"):
            found = answer_of(f"{floor.address}/en/search/")
            if found and not any(words in found for words in NOT_YET):
                return
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"the floor did not come up:\n{floor.words()[-4000:]}")


def answer_of(address: str) -> str:
    """The body of a good answer; empty where there is none."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
            return answer.read().decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""


def is_alive(pid: int) -> bool:
    """Whether the process runs: one that ended and waits for its parent does not."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # Ours, or another's child.
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


def stop(pid: int, number: signal.Signals = signal.SIGINT) -> None:
    """As Ctrl-C does; the whole group is ended when that is not enough."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
    deadline = time.monotonic() + STOP_SECONDS
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS / 5)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


@contextmanager
def stopped_after(pids: list[int]) -> Iterator[None]:
    """Ends the processes with the block, the last one first."""
    try:
        yield
    finally:
        for pid in reversed(pids):
            stop(pid, signal.SIGTERM)
