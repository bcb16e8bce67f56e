"""How Celery is set up, each value with its reason. Celery is the bell and the hands; the outbox row is the record."""

from functools import cache

from celery import Celery
from celery.schedules import schedule
from django.conf import settings

WEB_TIMEOUT_SECONDS = 0.5  # Bounds what a ring may cost a request.
TICK_SECONDS = 1.0
VISIBILITY_TIMEOUT_SECONDS = 600  # Far above the hard limit of a task: a short one starts a running task again.


def celery_settings() -> dict[str, object]:
    """Settings of workers and beat; a check at start compares them with the live connection."""
    return {
        "broker_url": settings.REDIS_URL or "memory://",
        "task_ignore_result": True,  # State is in rows.
        "result_backend": None,
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_default_queue": "notify",
        "task_acks_late": True,  # The message stays until the work is done.
        "task_reject_on_worker_lost": True,  # With False a killed pool child is acknowledged, and lost.
        "worker_prefetch_multiplier": 1,  # A killed worker holds at most one message per child.
        "task_time_limit": settings.TASK_TIME_LIMIT_SECONDS,
        "task_soft_time_limit": settings.TASK_SOFT_TIME_LIMIT_SECONDS,
        "broker_connection_retry_on_startup": True,  # Start order does not matter.
        "broker_connection_max_retries": None,
        # With True a task sat unacknowledged for a minute after a lost connection.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_soft_shutdown_timeout": settings.WORK_STOP_SECONDS,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        # Never retry=False: with it a frozen Redis holds a publisher for 2.6 s instead of 0.5 s.
        "task_publish_retry_policy": {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0},
        "broker_transport_options": transport_options(),
        "imports": ["workers.celery_tasks"],
        "beat_schedule_filename": str(settings.VAR_DIR / "celerybeat-schedule"),
        "beat_schedule": {
            "tick": {
                "task": "workers.tick",
                "schedule": schedule(run_every=TICK_SECONDS),
                "options": {"queue": "notify", "expires": 5},
            }
        },
    }


@cache
def publisher() -> Celery:
    """The web's end: the same messages, with time-outs that a request can bear."""
    app = Celery("techfloor-publisher", set_as_current=False)
    app.conf.update(celery_settings())
    app.conf.broker_transport_options = transport_options(
        timeout_seconds=WEB_TIMEOUT_SECONDS, connect_seconds=WEB_TIMEOUT_SECONDS
    )
    return app


def transport_options(*, timeout_seconds: float = 5.0, connect_seconds: float = 2.0) -> dict[str, object]:
    """Of the connection to Redis; the time-outs are a worker's unless named."""
    return {
        "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
        "unacked_restore_interval": 10,  # A killed task returns within seconds instead of minutes.
        "unacked_restore_throttle": 1,
        "socket_timeout": timeout_seconds,  # Without it a publish to a frozen Redis hangs for ever.
        "socket_connect_timeout": connect_seconds,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "global_keyprefix": f"{settings.SEARCH_INDEX_PREFIX}:",
    }
