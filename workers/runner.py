"""Claim, act, settle: the same steps for the broker-less worker and for Celery."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.db.models.functions import Now

from marketplace.common import sql
from marketplace.common.models import OutboxRow
from marketplace.common.outbox import PermanentFailure
from marketplace.common.problems import Problem, Unavailable
from workers.registry import Call, UnknownTask, find

log = structlog.get_logger(__name__)


class Runner:
    """Hands of one process for one queue. `owner` names it in the leases it takes."""

    def __init__(self, *, queue: str, owner: str, randomness: random.Random | None = None) -> None:
        self.queue = queue
        self.owner = owner
        self.random = randomness or random.Random()  # noqa: S311 - jitter, not a secret

    def drain(self, *, limit: int, now: datetime | None = None) -> int:
        """Claim and run one batch of clean rows and one suspect; returns how many rows were claimed."""
        clean = self._claim(limit=limit, suspects=False, now=now)
        suspect = self._claim(limit=1, suspects=True, now=now)
        self._work(clean, now=now)
        self._work(suspect, now=now)
        return len(clean) + len(suspect)

    def run_row(self, row_id: int, *, now: datetime | None = None) -> bool:
        """Run the one row that a message names, unless it is done, not due or in other hands."""
        lease = settings.OUTBOX_LEASE_SECONDS
        if not sql.claim_outbox_row(row_id=row_id, owner=self.owner, lease_seconds=lease, now=now):
            return False
        self._work([row_id], now=now)
        return True

    def _claim(self, *, limit: int, suspects: bool, now: datetime | None) -> list[int]:
        return sql.claim_outbox(
            queue=self.queue,
            owner=self.owner,
            lease_seconds=settings.OUTBOX_LEASE_SECONDS,
            limit=limit,
            suspects=suspects,
            now=now,
        )

    def _work(self, ids: Sequence[int], *, now: datetime | None) -> None:
        by_task: dict[str, list[OutboxRow]] = defaultdict(list)
        for row in OutboxRow.objects.filter(pk__in=ids).order_by("available_at", "id"):
            if row.lost >= settings.OUTBOX_LOST_MAX:
                self._park(row, f"its lease ran out {row.lost} times", now=now)
            else:
                by_task[row.task].append(row)
        for name, rows in by_task.items():
            self._run(name, rows, now=now)

    def _run(self, name: str, rows: list[OutboxRow], *, now: datetime | None) -> None:
        try:
            failures = find(name).run([_call(row) for row in rows])
        except Exception as error:  # noqa: BLE001 - a batch failed as a whole: each row keeps the reason
            failures = dict.fromkeys((row.pk for row in rows), error)
        for row in rows:
            if row.pk not in failures:
                self._settle(row, done_at=now or Now(), last_error="")
            else:
                self._fail(row, failures[row.pk], now=now)

    def _fail(self, row: OutboxRow, error: Exception, *, now: datetime | None) -> None:
        moment = now or Now()  # Other hands measure by the database's clock.
        words = f"{type(error).__name__}: {error}"[:2000]
        if isinstance(error, Unavailable | OperationalError):
            wait = self.random.uniform(*settings.OUTBOX_UNAVAILABLE_SECONDS)
            self._settle(
                row, available_at=moment + timedelta(seconds=wait), attempts=row.attempts - 1, last_error=words
            )
        elif isinstance(error, PermanentFailure) or row.attempts >= settings.OUTBOX_ATTEMPTS_MAX:
            self._park(row, words, now=now)
        else:
            log.warning(
                "task failed", task=row.task, row=row.pk, attempt=row.attempts, error=words, exc_info=_cause(error)
            )
            wait = self.random.uniform(0, retry_ceiling_seconds(row.attempts))
            self._settle(row, available_at=moment + timedelta(seconds=wait), last_error=words)

    def _park(self, row: OutboxRow, words: str, *, now: datetime | None) -> None:
        log.error("row parked", task=row.task, row=row.pk, reason=words)
        self._settle(row, parked_at=now or Now(), last_error=words)

    def _settle(self, row: OutboxRow, **fields: object) -> None:
        """Write the outcome, unless another hand owns the row now: then its outcome counts."""
        mine = OutboxRow.objects.filter(pk=row.pk, lease_owner=self.owner, done_at=None)
        if not mine.update(lease_owner="", lease_until=None, **fields):
            log.warning("settled too late", task=row.task, row=row.pk)


def retry_ceiling_seconds(attempt: int) -> int:
    """Full jitter waits between 0 and min(900, 15 · 2^(n−1)) seconds after attempt n."""
    return min(settings.OUTBOX_RETRY_MAX_SECONDS, settings.OUTBOX_RETRY_BASE_SECONDS * 2 ** (attempt - 1))


def fresh_connections() -> None:
    """Drop database connections that the server closed meanwhile; long-lived loops call it between batches."""
    close_old_connections()


def _call(row: OutboxRow) -> Call:
    return Call(row.pk, row.event, row.subject_kind, row.subject_id, row.version, row.facts)


def _cause(error: Exception) -> Exception | None:
    """A refusal by name needs no trace; anything else does."""
    return None if isinstance(error, Problem | UnknownTask) else error
