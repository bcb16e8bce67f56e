"""What the schedule calls: each job is one call into the app that owns the work."""

import os
import socket
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from marketplace.accounts.actions import life as account_life
from marketplace.common import limit_stores, outbox, sql
from marketplace.common.models import Heartbeat, OutboxRow
from marketplace.common.problems import Unavailable
from marketplace.listings.actions import life as listing_life
from marketplace.listings.actions import warning as listing_warnings
from marketplace.mandates.actions import expire_due as expire_mandates_due
from marketplace.matches.actions import forget_viewers, stale_due
from marketplace.moderation.actions import go_on_due
from marketplace.moderation.queries import orphan_holds
from marketplace.needs.actions import life as need_life
from marketplace.needs.actions import warning as need_warnings
from marketplace.notifications.actions import forget_deliveries, lapse_due_questions
from marketplace.notifications.queries.deliveries import any_due
from marketplace.valuation.actions.computing import requeue_lost_runs
from search.indexing import rebuild, sweep
from search.matching.pairs import run as pairs
from workers import bell
from workers.registry import QUEUES

log = structlog.get_logger(__name__)


def process_name() -> str:
    """Names this process in leases: host and pid."""
    return f"{socket.gethostname()}:{os.getpid()}"


def ring_again(now: datetime) -> None:
    """Ring for due rows that nobody holds, oldest first: a lost message costs seconds, never the row."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    # A full queue is not filled further: doubled messages once were half of such a queue.
    patient = [queue for queue in QUEUES if bell.waiting(queue) <= settings.OUTBOX_RING_QUEUE_MAX]
    due = OutboxRow.objects.filter(free, queue__in=patient, done_at=None, parked_at=None, available_at__lte=now)
    for queue, row_id in due.order_by("available_at", "id").values_list("queue", "id")[: settings.OUTBOX_RING_BATCH]:
        outbox.ring(queue, row_id)


def beat_hearts(now: datetime) -> None:
    """Send one real row through each queue; the task that arrives writes the heartbeat."""
    for queue in QUEUES:
        _send_once(f"heartbeat:{queue}", event="workers.heartbeat", task=f"heartbeat_{queue}", queue=queue)


def write_heartbeat(queue: str, *, now: datetime) -> None:
    Heartbeat.objects.update_or_create(queue=queue, defaults={"at": now})


def expire(now: datetime) -> None:
    """Moves of the clock in the lifecycles of listings and needs."""
    for life in (listing_life, need_life):
        life.expire_due(now)
        life.lapse_due(now)
        life.archive_due(now)
        life.give_back_idle(now)
    listing_warnings.warn_due(now)
    need_warnings.warn_due(now)
    listing_life.expire_evidence_due(now)


def expire_accounts(now: datetime) -> None:
    """Moves of the clock among people, organisations and who acts for whom."""
    account_life.expire_invitations_due(now)
    account_life.tell_operator_due(now)
    account_life.warn_of_lapse_due(now)
    account_life.lapse_due(now)
    expire_mandates_due(now)


def lapse_questions(now: datetime) -> None:
    """Public questions whose promised day is over."""
    lapse_due_questions(now)


def expire_matches(now: datetime) -> None:
    """Pairs that nobody moves go out; the log of pairs shown forgets who saw them."""
    stale_due(now)
    forget_viewers(now)


def decide_complaints(now: datetime) -> None:
    """Complaints whose other side let its day pass; holds whose complaint is over are an error and are named."""
    go_on_due(now)
    for hold in orphan_holds(limit=settings.COMPLAINT_HOLDS_REPORTED_MAX):
        log.error("hold without its complaint", object=f"{hold.object_kind}:{hold.object_id}", hold=hold.pk)


def requeue_runs(now: datetime) -> None:
    """Runs whose worker died are queued again."""
    requeue_lost_runs(now=now)


def deliver_mail(now: datetime) -> None:
    """A row for the worker that sends, where anything is due: the beat itself never waits for a mail server."""
    if any_due(now=now):
        _send_once("deliver_mail", event="workers.deliver_mail", task="deliver_mail", queue="notify")


def forget_old_mail(now: datetime) -> None:
    """Deliveries and notices whose time of keeping is over."""
    forget_deliveries(now=now)


def match_all(now: datetime) -> None:
    """Every open need is compared anew: days pass, gates open and close, and the counts of words follow the floor."""
    pairs.request_all(now=now)


def sweep_index(now: datetime) -> None:
    """Asks the search process for a sweep: with the embedded index only that one may write."""
    _send_once("index_sweep", event="workers.index_sweep", task="sweep_documents", queue="search")


def _send_once(key: str, *, event: str, task: str, queue: str) -> None:
    """Write a row for one task, unless the last one of this key still waits or is worked on."""
    with transaction.atomic():
        OutboxRow.objects.filter(dedupe_key=key).exclude(done_at=None, parked_at=None).delete()
        row, created = OutboxRow.objects.get_or_create(
            dedupe_key=key,
            defaults={"event": event, "task": task, "queue": queue, "subject_kind": "job", "subject_id": 0},
        )
    if created:
        outbox.ring(queue, row.pk)


def sweep_now(now: datetime) -> None:
    """Compare and repair, in the search process."""
    sweep.sweep(now=now)


def rebuild_slice(*, now: datetime) -> bool:
    """One slice of an open rebuild; False when there is none, or the engine does not answer."""
    try:
        return rebuild.step(now=now)
    except Unavailable:
        return False


def refresh_statistics(now: datetime) -> None:
    """What the database's planner knows of the rows."""
    sql.refresh_statistics()


def forget_limits(now: datetime) -> None:
    """Windows of the limiter that are over."""
    limit_stores.forget(now=now)
