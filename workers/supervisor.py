"""One supervisor with three children: search, notify, compute; a long valuation holds up no alert."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from django.conf import settings

from marketplace.common import clock
from workers import schedule
from workers.bell import Ear
from workers.registry import QUEUES
from workers.runner import Runner, fresh_connections

log = structlog.get_logger(__name__)
RESTART_SECONDS = (1, 30)  # A dead child starts again after 1 s, doubling to 30 s.
LIMITS = {"search": settings.OUTBOX_INDEX_BATCH, "notify": settings.OUTBOX_BATCH, "compute": 1}


class Stop:
    """Set by a signal, or when the supervisor that holds our standard input is gone."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    def on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.asked.set())

    def with_parent(self) -> None:
        """A supervisor killed with -9 closes the pipe: its children end by themselves."""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        # os.read, not sys.stdin: a thread inside the buffered reader would abort the interpreter's shutdown.
        while os.read(sys.stdin.fileno(), 1):
            pass
        self.asked.set()


def work_queue(queue: str, *, stop: Stop) -> None:
    """Drain one queue until stopped: the loop of a child."""
    runner = Runner(queue=queue, owner=f"{os.uname().nodename}:{os.getpid()}:{queue}")
    ear = Ear(queue)
    try:
        while not stop.asked.is_set():
            busy = runner.drain(limit=LIMITS[queue]) > 0
            if queue == "search":
                busy = schedule.after_search(now=clock.now()) or busy
            if queue == "notify":
                schedule.run_due(now=clock.now())
            if not busy:
                fresh_connections()
                ear.wait(settings.WORK_IDLE_SECONDS)
    finally:
        ear.close()


def drain_all(*, limit: int = 10_000) -> int:
    """Run everything due now in this process, every queue, until nothing is left; returns the count of rows."""
    total = 0
    while total < limit:
        claimed = 0
        for queue in QUEUES:
            runner = Runner(queue=queue, owner=f"{os.uname().nodename}:{os.getpid()}:{queue}")
            claimed += runner.drain(limit=LIMITS[queue])
            if queue == "search":
                claimed += schedule.after_search(now=clock.now())
        if not claimed:
            return total
        total += claimed
    return total


@dataclass
class Child:
    """A queue's process, and when it may start again."""

    queue: str
    process: subprocess.Popen | None = None
    wait_seconds: int = RESTART_SECONDS[0]
    started_at: float = 0.0
    not_before: float = 0.0


@dataclass
class Supervisor:
    """Keeps a child per queue alive until stopped; gives each 20 s to end."""

    queues: Sequence[str] = QUEUES
    children: list[Child] = field(default_factory=list)

    def run(self, stop: Stop) -> None:
        self.children = [Child(queue) for queue in self.queues]
        try:
            while not stop.asked.wait(0.2):
                for child in self.children:
                    self._look_after(child)
        finally:
            self.end()

    def _look_after(self, child: Child) -> None:
        moment = time.monotonic()
        if child.process is not None and child.process.poll() is None:
            if moment - child.started_at > RESTART_SECONDS[1]:
                child.wait_seconds = RESTART_SECONDS[0]
            return
        if child.process is not None:
            log.error("child died", queue=child.queue, code=child.process.returncode)
            child.process = None
            child.not_before = moment + child.wait_seconds
            child.wait_seconds = min(child.wait_seconds * 2, RESTART_SECONDS[1])
        if moment >= child.not_before:
            command = [sys.executable, "manage.py", "work", "--queue", child.queue, "--child"]
            child.process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=settings.ROOT)  # noqa: S603
            child.started_at = moment

    def end(self) -> None:
        """SIGTERM, and SIGKILL after 20 s."""
        living = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + settings.WORK_STOP_SECONDS
        for process in living:
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
