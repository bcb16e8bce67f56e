"""Reads of the kernel: the site row, and figures of the outbox for operators."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Min, Q

from marketplace.common.models import AuditEntry, Heartbeat, OutboxRow, Site

SITE_CACHE_KEY = "site"
SITE_CACHE_SECONDS = 30  # A renamed floor shows its name in every process within this time.


def current_site() -> Site:
    """The floor's own row; a default one before it was set up."""
    fields = cache.get(SITE_CACHE_KEY)
    if fields is None:
        site = Site.objects.filter(pk=1).first() or Site(pk=1)
        fields = {field.attname: getattr(site, field.attname) for field in Site._meta.concrete_fields}
        fields["set_up_at"] = fields["set_up_at"] and fields["set_up_at"].isoformat()  # The cache holds JSON.
        cache.set(SITE_CACHE_KEY, fields, SITE_CACHE_SECONDS)
    set_up_at = fields["set_up_at"] and datetime.fromisoformat(fields["set_up_at"])
    return Site(**{**fields, "set_up_at": set_up_at})


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """What operators watch: rows open and parked, the oldest open one, leases that ran out."""

    depth: int
    parked: int
    lost: int
    oldest_seconds: float


def outbox_figures(*, now: datetime) -> OutboxFigures:
    """Figures over all queues."""
    is_open = Q(done_at=None, parked_at=None)
    rows = OutboxRow.objects.aggregate(
        depth=Count("id", filter=is_open),
        parked=Count("id", filter=~Q(parked_at=None)),
        lost=Count("id", filter=is_open & Q(lost__gt=0)),
        oldest=Min("available_at", filter=is_open),
    )
    oldest = max((now - rows["oldest"]).total_seconds(), 0.0) if rows["oldest"] else 0.0
    return OutboxFigures(depth=rows["depth"], parked=rows["parked"], lost=rows["lost"], oldest_seconds=oldest)


def heartbeat_ages(*, now: datetime) -> dict[str, float]:
    """Seconds since a real task went through each queue; never below zero, however clocks differ."""
    return {beat.queue: max((now - beat.at).total_seconds(), 0.0) for beat in Heartbeat.objects.all()}


def unsealed_entries() -> int:
    """Audit entries that wait for the sealer."""
    return AuditEntry.objects.filter(seal=None).count()
