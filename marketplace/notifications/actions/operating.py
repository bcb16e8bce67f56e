"""What operators do with deliveries, and what the night removes."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from marketplace.common import audit
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.notifications import rules
from marketplace.notifications.models import Delivery, Digest, Notice
from marketplace.notifications.states import DELIVERY, Pace, Why

PURGE_BATCH = 1000
DIGEST_KEEP_DAYS = 30  # Longer than any digest is late.


def resend_delivery(*, delivery_id: int, actor: Actor, now: datetime) -> Delivery:
    """Put an ended delivery up again, as a mail of its own. Raises NotFound, TransitionRefused."""
    fresh = {"pace": Pace.INSTANT, "mail": uuid4(), "attempts": 0, "lost": 0, "tried_at": None, "last_error": ""}
    return _move(delivery_id, "resend", actor=actor, now=now, reason="", ended_at=None, available_at=now, **fresh)


def stop_delivery(*, delivery_id: int, actor: Actor, now: datetime) -> Delivery:
    """A waiting delivery is not sent. Raises NotFound, TransitionRefused."""
    return _move(delivery_id, "stop", actor=actor, now=now, reason=Why.STOPPED, ended_at=now)


def _move(delivery_id: int, move: str, *, actor: Actor, now: datetime, **fields: object) -> Delivery:
    with transaction.atomic():
        visible = rules.deliveries_visible_to(actor).select_for_update(of=("self",))
        row = visible.filter(pk=delivery_id).first()
        if row is None:
            raise NotFound()
        old, new = row.state, DELIVERY.next(row.state, move)
        for name, value in {"state": new, **fields}.items():
            setattr(row, name, value)
        row.save(update_fields=["state", *fields])
        audit.record(f"delivery.{move}", subject=row, actor=actor, now=now, old=old, new=new)
    return row


def forget_deliveries(*, now: datetime) -> int:
    """Remove what is older than its time: ended deliveries, days of digests, notices; returns how many rows."""
    old_deliveries = Delivery.objects.filter(ended_at__lt=now - timedelta(days=settings.DELIVERY_KEEP_DAYS))
    old_digests = Digest.objects.filter(made_at__lt=now - timedelta(days=DIGEST_KEEP_DAYS))
    # A notice goes only when nothing of it is under way: its deliveries would go with it.
    old_notices = Notice.objects.filter(created_at__lt=now - timedelta(days=settings.NOTICE_KEEP_DAYS))
    return sum(_delete_some(rows) for rows in (old_deliveries, old_digests, old_notices.filter(deliveries=None)))


def _delete_some(rows: QuerySet) -> int:
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:PURGE_BATCH])
    rows.model._default_manager.filter(pk__in=ids).delete()
    return len(ids)
