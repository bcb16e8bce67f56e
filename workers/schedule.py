"""Periodic jobs: whoever inserts the row of a period runs it, so any number of beats may ring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from marketplace.common import audit, sql
from marketplace.common.models import IdempotencyKey, JobPeriod, OutboxRow
from workers import jobs

log = structlog.get_logger(__name__)
PERIOD_KEEP_DAYS = 7
PURGE_BATCH = 1000
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Job:
    """Runs once per period; a period missed by more than `catch_up_seconds` is skipped."""

    name: str
    every_seconds: int
    function: Callable[[datetime], object]
    catch_up_seconds: int | None = None

    def period_start(self, now: datetime) -> datetime:
        whole = int((now - EPOCH).total_seconds()) // self.every_seconds * self.every_seconds
        return EPOCH + timedelta(seconds=whole)


def purge(now: datetime) -> None:
    """Delete done outbox rows, old periods and answered idempotency keys; parked rows never go by themselves."""
    old = now - timedelta(days=settings.OUTBOX_KEEP_DAYS)
    done = OutboxRow.objects.filter(done_at__lt=old).values_list("pk", flat=True)[:PURGE_BATCH]
    OutboxRow.objects.filter(pk__in=list(done)).delete()
    JobPeriod.objects.filter(period_start__lt=now - timedelta(days=PERIOD_KEEP_DAYS)).delete()
    IdempotencyKey.objects.filter(created_at__lt=now - timedelta(days=1)).delete()


JOBS = (
    Job("ring", settings.OUTBOX_RING_SECONDS, jobs.ring_again),
    Job("heartbeat", settings.HEARTBEAT_SECONDS, jobs.beat_hearts),
    Job("expiries", 300, jobs.expire, catch_up_seconds=300),
    Job("account_expiries", 300, jobs.expire_accounts, catch_up_seconds=300),
    Job("complaints", 300, jobs.decide_complaints, catch_up_seconds=300),
    Job("questions", 300, jobs.lapse_questions, catch_up_seconds=300),
    Job("match_expiries", 300, jobs.expire_matches, catch_up_seconds=300),
    Job("requeue_runs", 60, jobs.requeue_runs),
    Job("deliver_mail", settings.MAIL_DELIVER_SECONDS, jobs.deliver_mail),
    Job("forget_mail", 3600, jobs.forget_old_mail),
    Job("index_sweep", settings.INDEX_SWEEP_SECONDS, jobs.sweep_index),
    Job("match_all", settings.MATCH_ALL_SECONDS, jobs.match_all, catch_up_seconds=settings.MATCH_ALL_SECONDS),
    Job("purge", 3600, purge),
    Job("forget_limits", 3600, jobs.forget_limits),
    Job("statistics", 3600, jobs.refresh_statistics),
)


def run_due(*, now: datetime) -> list[str]:
    """Run the jobs whose present period nobody has taken yet, and seal the audit chain; returns their names."""
    if sql.take_lease(name="seal", owner=jobs.process_name(), seconds=settings.LEASE_SECONDS, now=None):
        audit.seal(now=now)
    return [job.name for job in JOBS if _run_once(job, now=now)]


def _run_once(job: Job, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            JobPeriod.objects.create(job=job.name, period_start=job.period_start(now))
    except IntegrityError:
        return False
    try:
        job.function(now)
    except Exception:  # a failed job must not stop the others; its next period tries again
        log.exception("job failed", job=job.name)
    return True


def after_search(*, now: datetime) -> bool:
    """What the search process does between two batches: one slice of an open rebuild. True when there was one."""
    return jobs.rebuild_slice(now=now)
