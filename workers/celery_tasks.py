"""The three Celery tasks there are: run the row a message names, ring again, and tick the schedule."""

import os
import socket
from functools import cache

from celery import shared_task
from django.conf import settings

from marketplace.common import clock
from workers import schedule
from workers.runner import Runner


@cache
def _runner(queue: str, process: int) -> Runner:
    return Runner(queue=queue, owner=f"{socket.gethostname()}:{process}:{queue}")


@shared_task(name="workers.run_row")
def run_row(*, row_id: int, queue: str) -> None:
    """The search queue drains a batch, so that one bulk write serves many rows; others run the one row."""
    runner = _runner(queue, os.getpid())
    if queue == "search":
        runner.drain(limit=settings.OUTBOX_INDEX_BATCH)
        schedule.after_search(now=clock.now())
    else:
        runner.run_row(row_id)


@shared_task(name="workers.tick")
def tick() -> None:
    """Run every job whose period has begun; any number of beats may ring."""
    schedule.run_due(now=clock.now())
