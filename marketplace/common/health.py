"""Health of the parts: ready fails only for the database and its migrations, the rest is "degraded" by name."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from marketplace.common import clock, queries

DISK_FREE_MIN_BYTES = 200 * 2**20
OLDEST_ALARM_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Health:
    """`parts`: name → "ok" or one phrase of what is wrong."""

    ready: bool
    parts: dict[str, str]


_checks: dict[str, Callable[[], str]] = {}


def register_check(part: str, check: Callable[[], str]) -> None:
    """`check()` returns "ok" or what is wrong; registered at start by the app that owns the part."""
    _checks[part] = check


def health() -> Health:
    """Ask every part. A broken database is told without asking the rest."""
    try:
        database = _migrations()
    except DatabaseError:
        return Health(ready=False, parts={"database": "does not answer"})
    parts = {"database": database, "files": _files(), "workers": _workers()}
    parts.update({name: check() for name, check in _checks.items()})
    return Health(ready=database == "ok", parts=parts)


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations wait" if waiting else "ok"


def _files() -> str:
    free = shutil.disk_usage(settings.VAR_DIR).free
    return "ok" if free >= DISK_FREE_MIN_BYTES else f"only {free // 2**20} MB free"


def _workers() -> str:
    now = clock.now()
    dead = [queue for queue, age in queries.heartbeat_ages(now=now).items() if age > settings.HEARTBEAT_DEAD_SECONDS]
    figures = queries.outbox_figures(now=now)
    if dead:
        return f"no heartbeat from {', '.join(sorted(dead))}"
    if figures.oldest_seconds > OLDEST_ALARM_SECONDS:
        return f"the oldest open row waits {figures.oldest_seconds:.0f} s"
    return f"{figures.parked} rows are parked" if figures.parked else "ok"
