"""`manage.py run_floor`: what `make run` calls. Prepares the floor once, then serves it until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from marketplace.common import clock
from marketplace.seed import floor
from marketplace.seed.sample.cast import PASSWORD
from marketplace.taxonomy.models import Code

LOOK_SECONDS = 0.2
STOP_SECONDS = 25
WEB_WORKERS = 2
LOG_INS = (
    ("researcher@demo.techfloor.example", "researcher: lists technologies, asks for an estimate"),
    ("business@demo.techfloor.example", "business: searches, saves searches, posts needs"),
    ("broker@demo.techfloor.example", "broker"),
    ("valuer@demo.techfloor.example", "valuer"),
    ("organiser@demo.techfloor.example", "fair organiser"),
    ("reviewer@demo.techfloor.example", "agency: takes and approves what waits for review"),
    ("curator@demo.techfloor.example", "agency: code lists, catalogues"),
    ("operator@demo.techfloor.example", "agency: accounts and the administration at /admin/"),
)


class Command(BaseCommand):
    help = "Prepare the floor (migrate, code lists, demo data, once) and serve it on the loopback with its worker."

    def handle(self, *args: object, **options: object) -> None:
        self._prepare()
        web, worker = self._start_web(), self._start_worker()
        self._greet()
        self._watch({"web": web, "worker": worker})

    def _prepare(self) -> None:
        if not _is_migrated():
            with self._step("1 of 4: database"):
                call_command("migrate", verbosity=0, interactive=False)
        if not Code.objects.exists():
            with self._step("2 of 4: code lists"):
                call_command("load_codes", verbosity=0)
        if not _is_collected():
            with self._step("3 of 4: style sheets and icons"):
                call_command("collectstatic", verbosity=0, interactive=False)
        if not floor.is_loaded():
            self.stdout.write("4 of 4: demo floor")
            for step in floor.steps(now=clock.now()):
                with self._step(f"  {step.name}"):
                    words = step.run()
                self.stdout.write(f"    {words}")
        connections.close_all()  # Children open their own.

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        self.stdout.write(f"{name} …", ending="")
        self.stdout.flush()
        yield
        self.stdout.write(f" {time.monotonic() - started:.1f} s")

    def _start_web(self) -> subprocess.Popen:
        port = settings.PORT
        command = [
            sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}",
            "--workers", str(WEB_WORKERS), "--threads", "4", "--graceful-timeout", "10", "--log-level", "warning",
            "--worker-tmp-dir", str(settings.VAR_DIR), "--no-control-socket",
        ]  # fmt: skip
        return subprocess.Popen(command, cwd=settings.ROOT)  # noqa: S603

    def _start_worker(self) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "manage.py", "work"], cwd=settings.ROOT)

    def _greet(self) -> None:
        lines = [
            "",
            f"  The floor is at   {settings.BASE_URL}",
            "",
            f"  Demo log-ins, all with the password {PASSWORD}",
            *(f"    {email:<38} {what}" for email, what in LOG_INS),
            "",
            "  Try: search for  say lanh  (marks or none) · sign in as business, save that search · sign in as",
            "  researcher, write a technology, submit it · approve it as reviewer · the bell of business rings.",
            "  Mail is kept in files below var/mail/. The index fills in the background; the home page says how far.",
            "  Ctrl-C stops everything.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _watch(self, processes: dict[str, subprocess.Popen]) -> None:
        """Both stop when one dies; Ctrl-C and SIGTERM stop both cleanly."""
        stopped = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.append(True))
        while not stopped and all(process.poll() is None for process in processes.values()):
            time.sleep(LOOK_SECONDS)
        dead = [name for name, process in processes.items() if process.poll() is not None]
        for process in processes.values():
            if process.poll() is None:
                process.terminate()
        _await(list(processes.values()))
        if dead and not stopped:
            names = " and ".join(dead)
            raise CommandError(f"{names} ended by itself; everything was stopped. The lines above say why.")
        self.stdout.write("Stopped.")


def _await(processes: list[subprocess.Popen]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_migrated() -> bool:
    executor = MigrationExecutor(connections["default"])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _is_collected() -> bool:
    """Newer sources are collected again: a pulled change must show."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return False
    newest = max(os.stat(path).st_mtime for path in (settings.ROOT / "marketplace" / "static").rglob("*"))
    return manifest.stat().st_mtime >= newest
