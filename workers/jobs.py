"""What the schedule calls: each job is one call into the app that owns the work."""

import os
import socket
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from marketplace.common import outbox
from marketplace.common.models import Heartbeat, OutboxRow
from workers.registry import QUEUES


def process_name() -> str:
    """Names this process in leases: host and pid."""
    return f"{socket.gethostname()}:{os.getpid()}"


def ring_again(now: datetime) -> None:
    """Ring for due rows that nobody holds, oldest first: a lost message costs seconds, never the row."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = OutboxRow.objects.filter(free, done_at=None, parked_at=None, available_at__lte=now)
    for queue, row_id in due.order_by("available_at", "id").values_list("queue", "id")[: settings.OUTBOX_RING_BATCH]:
        outbox.ring(queue, row_id)


def beat_hearts(now: datetime) -> None:
    """Send one real row through each queue; the task that arrives writes the heartbeat."""
    for queue in QUEUES:
        with transaction.atomic():
            key = f"heartbeat:{queue}"
            OutboxRow.objects.filter(dedupe_key=key).delete()
            row = OutboxRow.objects.create(
                event="workers.heartbeat",
                task=f"heartbeat_{queue}",
                queue=queue,
                subject_kind="queue",
                subject_id=0,
                dedupe_key=key,
            )
        outbox.ring(queue, row.pk)


def write_heartbeat(queue: str, *, now: datetime) -> None:
    Heartbeat.objects.update_or_create(queue=queue, defaults={"at": now})
