"""Reads of deliveries: the cap of one person, and the operators' list."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.common import clock
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.notifications import rules
from marketplace.notifications.models import Delivery
from marketplace.notifications.states import Pace, Sending

MAIL_LATE_SECONDS = 600


def sent_lately(recipient: User, *, now: datetime) -> list[datetime]:
    """When the mails went that count towards this person's cap: each mail once, digests not.

    One that was begun and not settled counts as going now: another sender has it, or it will be tried again.
    """
    since = now - timedelta(hours=settings.MAIL_CAP_HOURS)
    rows = Delivery.objects.filter(recipient=recipient, counts=True, pace=Pace.INSTANT)
    went = rows.filter(state=Sending.SENT, sent_at__gt=since).values("mail").annotate(at=Max("sent_at"))
    begun = rows.filter(state__in=[Sending.QUEUED, Sending.SENDING]).exclude(tried_at=None).values("mail").distinct()
    return [*went.values_list("at", flat=True), *[now] * begun.count()]


def any_due(*, now: datetime) -> bool:
    """Whether a run would find something: due, or left by a worker that died."""
    free = Q(state=Sending.QUEUED) | Q(state=Sending.SENDING, lease_until__lt=now)
    return Delivery.objects.filter(free, available_at__lte=now).exists()


def deliveries(actor: Actor, *, state: str = "", category: str = "", text: str = "") -> QuerySet[Delivery]:
    """For operators, newest first; narrowed by state, category of the notice, and the recipient's address."""
    rows = rules.deliveries_visible_to(actor).select_related("notice", "recipient").order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if category:
        rows = rows.filter(notice__category=category)
    return rows.filter(recipient__email__icontains=text) if text else rows


def delivery(delivery_id: int, *, actor: Actor) -> Delivery:
    """Raises NotFound, also for those who may not know."""
    rows = rules.deliveries_visible_to(actor).select_related("notice", "recipient")
    found = rows.filter(pk=delivery_id).first()
    if found is None:
        raise NotFound()
    return found


def delivery_counts(actor: Actor) -> dict[str, int]:
    """How many stand in each state."""
    rows = rules.deliveries_visible_to(actor).values("state").annotate(count=Count("pk"))
    return dict.fromkeys(Sending.values, 0) | dict(rows.values_list("state", "count"))


def state_of_mail() -> str:
    """For the health page: "ok", or that mail waits longer than one try needs."""
    late = clock.now() - timedelta(seconds=MAIL_LATE_SECONDS)
    waiting = Delivery.objects.filter(state__in=[Sending.QUEUED, Sending.SENDING], available_at__lt=late).exists()
    return "mail waits; the mail server or its worker does not answer" if waiting else "ok"


def failed_deliveries() -> int:
    """For the metrics: how many failed and were not put up again."""
    return Delivery.objects.filter(state=Sending.FAILED).count()
