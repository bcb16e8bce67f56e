"""`manage.py run_floor`: what `make run` calls. Prepares the floor once, then serves it until Ctrl-C."""

import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication

from marketplace.common import clock
from marketplace.seed import floor
from marketplace.seed.sample.cast import PASSWORD
from marketplace.taxonomy.models import Code
from workers.supervisor import Stop, Supervisor

LOOK_SECONDS = 0.2
STOP_SECONDS = 25
WEB_START_SECONDS = 20
FORK = multiprocessing.get_context("fork")
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
        # Forked, not started anew: both have Django in memory already, so the page answers seconds earlier.
        web = FORK.Process(target=serve_web, name="web")
        worker = FORK.Process(target=run_worker, name="worker")
        web.start()
        _await_page(web)
        worker.start()
        self._greet()
        self._watch([web, worker])

    def _prepare(self) -> None:
        if not _is_migrated():
            with self._step("1 of 4: database"):
                call_command("migrate", verbosity=0, interactive=False)
        if not Code.objects.exists():
            with self._step("2 of 4: code lists"):
                call_command("load_codes", verbosity=0)
        call_command("load_terms", verbosity=0)
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

    def _watch(self, processes: list[BaseProcess]) -> None:
        """Both stop when one dies; Ctrl-C and SIGTERM stop both cleanly."""
        stopped: list[bool] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.append(True))
        while not stopped and all(process.is_alive() for process in processes):
            time.sleep(LOOK_SECONDS)
        dead = [process.name for process in processes if not process.is_alive()]
        _end(processes)
        if dead and not stopped:
            names = " and ".join(dead)
            raise CommandError(f"{names} ended by itself; everything was stopped. The lines above say why.")
        self.stdout.write("Stopped.")


class Web(BaseApplication):
    """gunicorn on the loopback, with this process' settings and application."""

    def load_config(self) -> None:
        options = {
            "bind": f"127.0.0.1:{settings.PORT}",
            "workers": WEB_WORKERS,
            "threads": 4,
            "preload_app": True,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "worker_tmp_dir": str(settings.VAR_DIR),
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        return get_wsgi_application()


def serve_web() -> None:
    """The web process: serves until its parent ends it."""
    Web().run()


def run_worker() -> None:
    """The worker's supervisor, as `manage.py work` runs it."""
    stop = Stop()
    stop.on_signals()
    Supervisor().run(stop)


def _await_page(web: BaseProcess) -> None:
    """The web comes first: the worker's start would take its processor time."""
    deadline = time.monotonic() + WEB_START_SECONDS
    while web.is_alive() and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", settings.PORT)) == 0:
                return
        time.sleep(0.05)


def _end(processes: list[BaseProcess]) -> None:
    for process in processes:
        if process.is_alive():
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        process.join(max(deadline - time.monotonic(), 0.1))
        if process.is_alive():
            process.kill()
            process.join()


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
