"""Start the floor as `make run` does, on a free port, with a data folder of its own, and stop it again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 240  # Migrating, loading lists and sample records on two busy cores.
STOP_SECONDS = 30
# The floor under test is the one-machine floor, whatever servers the suite was given for its other tests.
SERVERS = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "INDEX_PREFIX", "BASE_URL"}


@dataclass(frozen=True)
class Floor:
    """A running floor: its address and what it wrote while starting."""

    address: str
    log: Path

    def words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_floor(folder: Path) -> Iterator[Floor]:
    """The floor until the block ends. Raises AssertionError with its last words when it does not come up."""
    port = free_port()
    log = folder / "floor.log"
    kept = {name: value for name, value in os.environ.items() if name not in SERVERS}
    surroundings = {**kept, "DATA_DIR": str(folder / "data"), "PORT": str(port)}
    with log.open("wb") as words:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_floor"],
            cwd=ROOT, env=surroundings, stdout=words, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        floor = Floor(f"http://localhost:{port}", log)
        try:
            wait_until_ready(floor, process)
            yield floor
        finally:
            stop(process)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_until_ready(floor: Floor, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{floor.address}/health/ready", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(f"the floor did not come up:\n{floor.words()[-4000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does; the whole group is ended when that is not enough."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS)
