"""Computing a run: the worker takes a lease, computes outside any transaction, and writes the result once.

The row's version is the token of the lease: each start raises it, so a worker that comes back late changes nothing.
"""

import platform
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy
import scipy
import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import SYSTEM
from marketplace.common.problems import Stale, Unavailable
from marketplace.valuation import events, methods
from marketplace.valuation.fields import LOST, TIME_OUT
from marketplace.valuation.methods import InputRefused
from marketplace.valuation.models import NAME_MAX_CHARS, Run
from marketplace.valuation.queries import inputs_of
from marketplace.valuation.states import RunState

ATTEMPTS_MAX = 3  # As many leases as an outbox row may lose: a run that kills its worker is given up.
PROGRESS_STEP_PERCENT = 5  # Fewer writes than chunks; nobody sees finer steps.

log = structlog.get_logger(__name__)
Stopwatch = Callable[[], float]


class RunBusy(Unavailable):
    """Another worker holds the run's lease; later is early enough."""

    code = "run-busy"


class _OutOfTime(Exception):
    """The soft limit of a task is reached."""


def compute_run(*, run_id: int, now: datetime, stopwatch: Stopwatch = time.monotonic) -> None:
    """Compute a run that waits; one that is done, or gone, is left as it is. Raises RunBusy."""
    began = stopwatch()
    run = start_run(run_id=run_id, now=now)
    if run is None:
        return

    def moment() -> datetime:
        return now + timedelta(seconds=stopwatch() - began)

    try:
        result = _compute(run, now=now, elapsed=lambda: stopwatch() - began)
    except InputRefused as refused:
        fail_run(run, code=refused.code, field=refused.field, limit=refused.limit, now=moment())
    except _OutOfTime:
        fail_run(run, code=TIME_OUT, now=moment())
    except Stale:
        log.warning("run was taken over", run=run.pk)
    else:
        finish_run(run, result=result, now=moment())


def start_run(*, run_id: int, now: datetime) -> Run | None:
    """Take the lease of a run; None where nothing is left to do. Raises RunBusy while another worker holds it."""
    with transaction.atomic():
        run = Run.objects.select_for_update().filter(pk=run_id).first()
        if run is None or not run.is_under_way:
            return None
        if run.state == RunState.COMPUTING:
            if run.lease_until is not None and run.lease_until > now:
                raise RunBusy()
            if _given_up(run, now=now):
                return None
            advance(run, "requeue", actor=SYSTEM, now=now, reason="lease_lost", lease_until=None, progress=0)
        until = now + timedelta(seconds=settings.TASK_TIME_LIMIT_SECONDS)
        tries = run.attempts + 1
        advance(run, "start", actor=SYSTEM, now=now, started_at=now, lease_until=until, attempts=tries, progress=1)
    return run


def finish_run(run: Run, *, result: dict[str, object], now: datetime) -> None:
    """Write the result of a run whose lease is held; a late worker changes nothing."""
    try:
        with transaction.atomic():
            advance(
                run,
                "finish",
                actor=SYSTEM,
                now=now,
                result=result,
                progress=100,
                finished_at=now,
                lease_until=None,
                python_version=platform.python_version(),
                numpy_version=numpy.__version__,
                scipy_version=scipy.__version__,
            )
            emit(events.RUN_COMPUTED, subject=run)
    except Stale:
        log.warning("run was finished by another worker", run=run.pk)


def fail_run(run: Run, *, code: str, now: datetime, field: str = "", limit: float | str | None = None) -> None:
    """Close a run that cannot be computed, with the code that its requester reads."""
    told = "" if limit is None else str(limit)[:NAME_MAX_CHARS]
    try:
        with transaction.atomic():
            _fail(run, code=code, field=field, limit=told, now=now)
    except Stale:
        log.warning("run was finished by another worker", run=run.pk)


def requeue_lost_runs(*, now: datetime) -> int:
    """Queue again the runs whose worker is gone; returns how many. The sweep calls it."""
    lost = Run.objects.filter(state=RunState.COMPUTING, lease_until__lt=now).values_list("pk", flat=True)
    return sum(_requeue(run_id, now=now) for run_id in list(lost))


def _requeue(run_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        rows = Run.objects.select_for_update().filter(pk=run_id, state=RunState.COMPUTING, lease_until__lt=now)
        run = rows.first()
        if run is None or _given_up(run, now=now):
            return False
        advance(run, "requeue", actor=SYSTEM, now=now, reason="lease_lost", lease_until=None, progress=0)
        emit(events.RUN_QUEUED, subject=run)
    return True


def _given_up(run: Run, *, now: datetime) -> bool:
    """Close a run whose leases ran out too often; True when it was."""
    if run.attempts < ATTEMPTS_MAX:
        return False
    _fail(run, code=LOST, field="", limit="", now=now)
    return True


def _fail(run: Run, *, code: str, field: str, limit: str, now: datetime) -> None:
    advance(
        run,
        "fail",
        actor=SYSTEM,
        now=now,
        reason=code,
        finished_at=now,
        lease_until=None,
        error_code=code,
        error_field=field[:NAME_MAX_CHARS],
        error_limit=limit,
    )
    emit(events.RUN_FAILED, subject=run)


def _compute(run: Run, *, now: datetime, elapsed: Stopwatch) -> dict[str, object]:
    told = run.progress

    def on_progress(share: float) -> None:
        nonlocal told
        if elapsed() > settings.TASK_SOFT_TIME_LIMIT_SECONDS:
            raise _OutOfTime
        percent = int(share * 100)
        if percent >= told + PROGRESS_STEP_PERCENT:
            told = percent
            _tell(run, percent)

    if methods.method(run.method).version != run.method_version:
        raise InputRefused("method", "version_gone")
    inputs = methods.read(run.method, inputs_of(run))
    result = methods.value(run.method, inputs, today=timezone.localdate(now), on_progress=on_progress)
    return methods.document(result)


def _tell(run: Run, percent: int) -> None:
    """Show progress while the lease is ours: no edit of the run, so its version stays. Raises Stale."""
    if not Run.objects.filter(pk=run.pk, version=run.version, state=RunState.COMPUTING).update(progress=percent):
        raise Stale()
