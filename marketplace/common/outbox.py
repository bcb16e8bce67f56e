"""Emitting events: one row per task that an event has a route to, in the transaction of the change itself."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Greatest, Now

from marketplace.common import audit
from marketplace.common.models import OutboxRow
from marketplace.common.permissions import Actor

UNROUTED_QUEUE = "notify"


@dataclass(frozen=True, slots=True)
class Route:
    """A task that an event leads to. `coalesce`: open rows of one subject and task become one.

    `delay_seconds`: so long the row waits, so that a burst of edits becomes one piece of work.
    """

    task: str
    queue: str
    coalesce: bool = False
    delay_seconds: int = 0


class OutsideTransaction(RuntimeError):
    """emit() was called where a change could be kept without its event, or the reverse."""


class PermanentFailure(Exception):
    """Trying again cannot help (a refused document, an unknown field): the row is parked at once."""


_routes: dict[str, tuple[Route, ...]] = {}
_bell: list[Callable[[str, int], None]] = []


def register_routes(routes: Mapping[str, Sequence[Route]]) -> None:
    """Called once at start by the workers, which know the tasks; the domain knows events only."""
    _routes.clear()
    _routes.update({event: tuple(targets) for event, targets in routes.items()})


def routes() -> Mapping[str, tuple[Route, ...]]:
    """Event → routes, as registered."""
    return dict(_routes)


def register_bell(ring: Callable[[str, int], None]) -> None:
    """`ring(queue, row_id)` wakes a worker after commit; it may fail, the sweep rings again."""
    _bell[:] = [ring]


def emit(event: str, *, subject: models.Model, version: int | None = None, **facts: object) -> None:
    """Write the event of a change. Facts are ids and words, at most 2 kB; handlers read the state again.

    Raises OutsideTransaction outside `transaction.atomic()`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{event} was emitted outside a transaction")
    if len(json.dumps(facts)) > settings.OUTBOX_FACTS_MAX_BYTES:
        raise ValueError(f"facts of {event} exceed {settings.OUTBOX_FACTS_MAX_BYTES} bytes")
    number = version if version is not None else getattr(subject, "index_version", 0)
    # A known event that leads nowhere writes nothing; an unknown one is kept and parked, never dropped.
    for route in _routes.get(event, (Route(task="", queue=UNROUTED_QUEUE),)):
        _write(event, route, subject=subject, version=number, facts=facts)


def _write(event: str, route: Route, *, subject: models.Model, version: int, facts: dict[str, object]) -> None:
    kind = subject._meta.model_name or ""
    if route.coalesce and _coalesced(route, kind=kind, subject_id=subject.pk, version=version):
        return
    row = OutboxRow.objects.create(
        event=event,
        task=route.task,
        queue=route.queue,
        subject_kind=kind,
        subject_id=subject.pk,
        version=version,
        facts=facts,
        coalesce=route.coalesce,
        dedupe_key=uuid4().hex,
        parked_at=None if route.task else Now(),
        **({"available_at": Now() + timedelta(seconds=route.delay_seconds)} if route.delay_seconds else {}),
        last_error="" if route.task else "unknown event",
    )
    if route.task and not route.delay_seconds:
        transaction.on_commit(lambda: ring(route.queue, row.pk), robust=True)


def _coalesced(route: Route, *, kind: str, subject_id: int, version: int) -> bool:
    """Raise the version of an open row that nobody holds yet; a held one may have read the old state already."""
    waiting = OutboxRow.objects.filter(
        task=route.task, subject_kind=kind, subject_id=subject_id, done_at=None, parked_at=None, lease_until=None
    )
    return waiting.update(version=Greatest("version", version)) > 0


def ring(queue: str, row_id: int) -> None:
    """Wake a worker of this queue; silent where none is registered (tests, commands)."""
    for bell in _bell:
        bell(queue, row_id)


def requeue(rows: Iterable[int], *, actor: Actor, now: datetime) -> int:
    """Give parked rows all their attempts again, with an audit entry each; returns how many were parked."""
    with transaction.atomic():
        parked = list(OutboxRow.objects.filter(pk__in=list(rows)).exclude(parked_at=None))
        for row in parked:
            audit.record("outbox.requeue", subject=row, actor=actor, now=now, task=row.task)
        ids = [row.pk for row in parked]
        OutboxRow.objects.filter(pk__in=ids).update(
            parked_at=None, attempts=0, lost=0, available_at=now, lease_owner="", lease_until=None
        )
    for row in parked:
        ring(row.queue, row.pk)
    return len(parked)
