"""Celery: the doorbell and the hands. Each setting has its reason; the outbox row stays the record."""

import time

from celery import Celery
from celery.schedules import schedule
from django.conf import settings
from kombu.exceptions import OperationalError

from config import env
from marketplace.common import metrics

env.use_settings()
QUEUES = ("search", "notify", "compute")
RING_PAUSE_SECONDS = 5  # After three failures in ten seconds the broker is left alone this long.
RING_FAILURES = 3
RING_WINDOW_SECONDS = 10

app = Celery("techfloor")
app.conf.update(
    broker_url=settings.REDIS_URL or "memory://",
    task_ignore_result=True,  # State is in rows.
    result_backend=None,
    accept_content=["json"],
    task_serializer="json",
    task_default_queue="notify",
    task_acks_late=True,  # The message stays until the work is done.
    task_reject_on_worker_lost=True,  # With False a killed pool child is acknowledged, and lost.
    worker_prefetch_multiplier=1,  # A killed worker holds at most one message per child.
    task_time_limit=settings.TASK_TIME_LIMIT_SECONDS,
    task_soft_time_limit=settings.TASK_SOFT_TIME_LIMIT_SECONDS,
    broker_connection_retry_on_startup=True,  # Start order does not matter.
    broker_connection_max_retries=None,
    worker_cancel_long_running_tasks_on_connection_loss=False,  # With True a task sat unacknowledged for a minute.
    worker_soft_shutdown_timeout=settings.WORK_STOP_SECONDS,
    worker_max_tasks_per_child=1000,  # Leaks stay small; the search queue has one process and keeps it.
    worker_max_memory_per_child=300_000,  # kB
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    # Never retry=False: with it a frozen Redis holds a publisher for 2.6 s instead of 0.5 s.
    task_publish_retry_policy={"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0},
    broker_transport_options={
        "visibility_timeout": 600,  # Far above the hard limit: a short one starts a running task again.
        "unacked_restore_interval": 10,  # A killed task returns within seconds instead of minutes.
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,  # Without it .delay() on a frozen Redis hangs for ever.
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "global_keyprefix": f"{settings.SEARCH_INDEX_PREFIX}:",
    },
    imports=["workers.celery_tasks"],
    beat_schedule_filename=str(settings.VAR_DIR / "celerybeat-schedule"),
)
app.conf.beat_schedule = {
    "tick": {"task": "workers.tick", "schedule": schedule(run_every=1.0), "options": {"queue": "notify", "expires": 5}},
}

publisher = Celery("techfloor-publisher", set_as_current=False)
publisher.conf.update(app.conf)
publisher.conf.broker_transport_options = {
    **app.conf.broker_transport_options,
    "socket_timeout": 0.5,  # Bounds what a ring may cost a request.
    "socket_connect_timeout": 0.5,
}

_failures: list[float] = []


def ring_celery(queue: str, row_id: int) -> None:
    """Send the row's id to a worker of its queue; a failure is counted and the sweep rings again."""
    moment = time.monotonic()
    recent = [at for at in _failures if moment - at < RING_WINDOW_SECONDS]
    if len(recent) >= RING_FAILURES and moment - recent[-1] < RING_PAUSE_SECONDS:
        return
    try:
        publisher.send_task("workers.run_row", kwargs={"row_id": row_id, "queue": queue}, queue=queue)
    except (OperationalError, OSError):
        metrics.RING_FAILED.inc()
        _failures[:] = [*recent, moment]
    else:
        _failures.clear()
