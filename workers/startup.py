"""Before a Celery worker takes its first message: are the settings that keep work safe in effect on this connection?"""

from celery import Celery, bootsteps
from django.conf import settings

from workers.broker import VISIBILITY_TIMEOUT_SECONDS, celery_settings, transport_options

SAFE = (
    "task_acks_late",
    "task_reject_on_worker_lost",
    "worker_prefetch_multiplier",
    "task_time_limit",
    "task_soft_time_limit",
    "accept_content",
    "broker_connection_max_retries",
    "worker_cancel_long_running_tasks_on_connection_loss",
)


class UnsafeSettings(SystemExit):
    """A command line or variable changed what keeps tasks from being lost or doubled."""


def unsafe(app: Celery) -> list[str]:
    """What differs from workers/broker.py, read from the app and from the live connection."""
    wanted = celery_settings()
    wrong = [f"{name} is {app.conf[name]!r}, not {wanted[name]!r}" for name in SAFE if app.conf[name] != wanted[name]]
    with app.connection_for_read() as connection:
        effective = connection.transport_options or {}
    wrong += [
        f"transport option {name} is {effective.get(name)!r}, not {value!r}"
        for name, value in transport_options().items()
        if effective.get(name) != value
    ]
    if min(VISIBILITY_TIMEOUT_SECONDS / 3, settings.OUTBOX_LEASE_SECONDS) <= settings.TASK_TIME_LIMIT_SECONDS:
        wrong.append("TASK_TIME_LIMIT_SECONDS is not below the lease and a third of the visibility timeout")
    return wrong


class SettingsCheck(bootsteps.Step):
    """Stops the worker with one sentence."""

    requires = ("celery.worker.components:Pool",)

    def create(self, worker: object) -> None:
        wrong = unsafe(worker.app)  # type: ignore[attr-defined]
        if wrong:
            raise UnsafeSettings(f"Techfloor's worker cannot start: {wrong[0]}.")
