"""Named slots of pages, filled by panels of upper apps; a panel that fails is left out, never the page."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel function returns when it has something to show."""

    template: str
    context: dict[str, object] = field(default_factory=dict)


PanelFunction = Callable[[HttpRequest, object], Panel | None]


@cache
def panels_of(slot: str) -> tuple[PanelFunction, ...]:
    """The functions listed for a slot in config/panels.py, in that order."""
    listed = import_module(settings.PANELS_MODULE).PANELS
    return tuple(import_string(path) for path in listed.get(slot, ()))


def fill(slot: str, *, request: HttpRequest, subject: object, render: Callable[[Panel], str]) -> tuple[list[str], int]:
    """Rendered panels of a slot, and how many failed. A failure is logged with its panel's name."""
    shown, failed = [], 0
    for panel_of in panels_of(slot):
        try:
            with _savepoint():
                panel = panel_of(request, subject)
                if panel is not None:
                    shown.append(render(panel))
        except Exception:  # Whatever a panel does, its page stays; the log has the trace.
            failed += 1
            log.exception("panel failed", slot=slot, panel=f"{panel_of.__module__}.{panel_of.__name__}")
    return shown, failed


def _savepoint() -> AbstractContextManager[object]:
    """Inside a transaction a panel's database error must not break it; outside, SQLite must not lock for a read."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()
