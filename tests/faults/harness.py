"""Floors in processes of their own: own data folder, own ports, killed by their own process group."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SLACK = float(os.environ.get("FAULT_SLACK", "1"))
FULL = os.environ.get("FAULT_SCALE") == "full"
SEED = int(os.environ.get("FAULT_SEED", "20261124"))  # Of every choice that is left to chance.


def scaled(count: int, *, everyday: int) -> int:
    """All of the count in the nightly run, few in the everyday one, whose time is short."""
    return count if FULL else everyday


def wait_until(true: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Give up after `seconds` times FAULT_SLACK."""
    deadline = time.monotonic() + seconds * SLACK
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"gave up after {seconds * SLACK:.0f} s: {what}")
        time.sleep(0.2)


@dataclass
class Floor:
    """One floor with its own data. `servers` are the variables that move its parts to servers."""

    folder: Path
    servers: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
        return kept | {"DATA_DIR": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"} | self.servers

    def manage(self, *words: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run a command of manage.py to its end."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=600, check=False)
        if check and done.returncode:
            raise AssertionError(f"{words} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done

    def scenario(self, *words: str) -> dict:
        """Run a verb of tests.faults.scenario in this floor; returns the JSON it prints."""
        command = [sys.executable, "-m", "tests.faults.scenario", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise AssertionError(f"{words}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, *command: str, name: str) -> subprocess.Popen:
        """Start a process that goes on; its output lies in <name>.log of the data folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen:
        return self.start(sys.executable, "manage.py", "work", name="work")

    def end(self) -> None:
        """SIGTERM to each group, then SIGKILL: nothing of ours stays."""
        for process in self.processes:
            _signal(process, signal.SIGTERM)
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(25)
            kill_group(process)


def kill_group(process: subprocess.Popen) -> None:
    """SIGKILL to the process and everything it started."""
    _signal(process, signal.SIGKILL)
    process.wait()


def children_of(process: subprocess.Popen) -> list[int]:
    """Pids of the direct children."""
    task = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in task.read_text().split()] if task.exists() else []


def _signal(process: subprocess.Popen, number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def make_template(folder: Path) -> Path:
    """A migrated SQLite floor with its code lists and the people of the scenarios, to be copied."""
    floor = Floor(folder)
    folder.mkdir(parents=True)
    floor.manage("migrate", "--verbosity", "0")
    floor.manage("load_codes", "--verbosity", "0")
    floor.scenario("people")
    return folder


@contextmanager
def copied(template: Path, folder: Path, **servers: str) -> Iterator[Floor]:
    """A floor that begins as the template."""
    shutil.copytree(template, folder)
    floor = Floor(folder, servers)
    try:
        yield floor
    finally:
        floor.end()
