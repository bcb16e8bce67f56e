"""Taking deliveries and writing what became of them: conditional updates, the lease's owner only."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Now

from marketplace.notifications.models import Delivery
from marketplace.notifications.models.delivery import ERROR_MAX_CHARS
from marketplace.notifications.states import DELIVERY, Pace, Sending, Why

log = structlog.get_logger(__name__)


def take_next(*, owner: str, now: datetime, lease_now: datetime | None) -> list[Delivery]:
    """Claim the delivery that is due longest, with all that may go out in the same mail; empty when none is due.

    Leases are measured by the database's clock, so that hosts whose clocks differ agree; tests pass `lease_now`.
    """
    moment = Value(lease_now) if lease_now else Now()
    free = Q(state=Sending.QUEUED) | Q(state=Sending.SENDING, lease_until__lt=moment)
    due = Delivery.objects.filter(free, available_at__lte=now)
    with transaction.atomic():
        first = due.select_related("notice").order_by("available_at", "pk").first()
        if first is None:
            return []
        ids = [*_companions(first, due).values_list("pk", flat=True)[: settings.DIGEST_ROWS_MAX]]
        taken = Delivery.objects.filter(free, pk__in=ids).update(
            state=DELIVERY.next(Sending.QUEUED, "take"),
            lease_owner=owner,
            lease_until=moment + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS),  # type: ignore[operator]
            lost=F("lost") + Case(When(state=Sending.SENDING, then=1), default=0),
        )
        log.debug("deliveries taken", count=taken)
        mine = Delivery.objects.filter(pk__in=ids, state=Sending.SENDING, lease_owner=owner)
        return [*mine.select_related("notice", "notice__recipient", "recipient").order_by("available_at", "pk")]


def _companions(first: Delivery, due: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """What goes with `first`: what was tried in its mail; a whole digest; news about the same thing; or nothing."""
    if first.tried_at is not None:
        return due.filter(mail=first.mail).order_by("pk")
    untried = due.filter(recipient=first.recipient_id, channel=first.channel, tried_at=None)
    if first.pace != Pace.INSTANT:
        return untried.exclude(pace=Pace.INSTANT).order_by("pk")
    if first.counts:
        about = {"notice__subject_kind": first.notice.subject_kind, "notice__subject_id": first.notice.subject_id}
        return untried.filter(pace=Pace.INSTANT, counts=True, **about).order_by("pk")
    return due.filter(pk=first.pk)


def mail_of(rows: Sequence[Delivery]) -> UUID:
    """The mail that these rows were tried in; for the first try the oldest row gives its id."""
    return next((row.mail for row in rows if row.tried_at is not None), rows[0].mail)


def begin_try(rows: Sequence[Delivery], *, mail: UUID, owner: str, now: datetime) -> bool:
    """Write the mail that these rows go out in, before the server hears of it; False when they are no longer ours."""
    tried = Coalesce("tried_at", Value(now))
    return _ours(rows, owner=owner).update(mail=mail, tried_at=tried, attempts=F("attempts") + 1) == len(rows)


def settle_sent(rows: Sequence[Delivery], *, owner: str, now: datetime) -> None:
    _settle(rows, "send", owner=owner, sent_at=now, ended_at=now, last_error="")


def settle_dropped(rows: Sequence[Delivery], why: Why, *, owner: str, now: datetime) -> None:
    _settle(rows, "drop", owner=owner, reason=why, ended_at=now)


def settle_failed(rows: Sequence[Delivery], why: Why, *, owner: str, now: datetime, error: str = "") -> None:
    words = {"last_error": error[:ERROR_MAX_CHARS]} if error else {}
    log.error("delivery failed", why=why, deliveries=[row.pk for row in rows], error=error)
    _settle(rows, "fail", owner=owner, reason=why, ended_at=now, **words)


def settle_waiting(rows: Sequence[Delivery], *, owner: str, until: datetime, pace: str = "", error: str = "") -> None:
    """Put back until then; with the pace it has from now on, or what the server said."""
    fields: dict[str, object] = {"available_at": until} | ({"pace": pace} if pace else {})
    _settle(rows, "wait", owner=owner, **fields, **({"last_error": error[:ERROR_MAX_CHARS]} if error else {}))


def _settle(rows: Sequence[Delivery], move: str, *, owner: str, **fields: object) -> None:
    state = DELIVERY.next(Sending.SENDING, move)
    changed = _ours(rows, owner=owner).update(state=state, lease_owner="", lease_until=None, **fields)
    if changed != len(rows):
        log.warning("settled too late", move=move, deliveries=[row.pk for row in rows])


def _ours(rows: Iterable[Delivery], *, owner: str) -> QuerySet[Delivery]:
    """Rows that are still in these hands; another worker may own them now, then its outcome counts."""
    return Delivery.objects.filter(pk__in=[row.pk for row in rows], state=Sending.SENDING, lease_owner=owner)
