"""Writing notices and marking them read."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from marketplace.common.permissions import Actor, require_person
from marketplace.notifications import rules
from marketplace.notifications.kinds import NoticeKind, Telling
from marketplace.notifications.models import Delivery, Notice
from marketplace.notifications.queries import own_notice
from marketplace.notifications.states import DELIVERY, Channel, Pace


def write_notices(kind: NoticeKind, telling: Telling, *, now: datetime) -> int:
    """Tell this occurrence to everyone whom the kind names and who was not told; returns how many rows it wrote."""
    recipients = sorted(set(kind.recipients(telling)))
    if not recipients:
        return 0
    notices = [notice for notice in _unsaved(kind, telling, recipients, now=now) if kind.still_wanted(notice)]
    with transaction.atomic():
        Notice.objects.bulk_create(notices, ignore_conflicts=True)  # (recipient, key) is unique: repeats are nothing.
        new = Notice.objects.filter(event_key=kind.event_key(telling), recipient__in=recipients, created_at=now)
        return _put_up(kind, new.filter(deliveries=None), now=now)


def _put_up(kind: NoticeKind, notices: Iterable[Notice], *, now: datetime) -> int:
    """A delivery by mail for each new notice; whether, when and how it goes is asked when it comes up."""
    # What may be gathered waits a moment: further reasons for the same publication arrive within it.
    wait = timedelta(seconds=settings.MAIL_GATHER_SECONDS if kind.may_be_gathered else 0)
    deliveries = [
        Delivery(
            uuid=(mail := uuid4()),
            mail=mail,
            notice=notice,
            recipient_id=notice.recipient_id,
            channel=Channel.EMAIL,
            state=DELIVERY.start["queue"],
            pace=Pace.INSTANT,
            counts=kind.may_be_gathered,
            created_at=now,
            available_at=now + wait,
        )
        for notice in notices
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)  # (notice, channel) is unique.
    return len(deliveries)


def _unsaved(kind: NoticeKind, telling: Telling, recipients: Iterable[int], *, now: datetime) -> list[Notice]:
    words = kind.text(telling)
    return [
        Notice(
            recipient_id=recipient,
            kind=kind.name,
            category=kind.category,
            subscription=kind.subscription(telling),
            event_key=kind.event_key(telling),
            subject_kind=telling.subject_kind,
            subject_id=telling.subject_id,
            title_vi=words.title_vi,
            title_en=words.title_en,
            body_vi=words.body_vi,
            body_en=words.body_en,
            path=words.path,
            created_at=now,
        )
        for recipient in recipients
    ]


def mark_read(*, notice_id: int, actor: Actor, now: datetime) -> Notice:
    """Mark one of one's own notices read; reading it again changes nothing. Raises NotFound."""
    require_person(actor)
    with transaction.atomic():
        notice = own_notice(notice_id, actor=actor)
        if notice.read_at is None:
            notice.read_at = now
            notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, up_to_id: int, actor: Actor, now: datetime) -> int:
    """Mark read what the reader has seen: one's unread notices up to and including this one; returns how many."""
    require_person(actor)
    return rules.visible_to(actor).filter(read_at=None, pk__lte=up_to_id).update(read_at=now)
