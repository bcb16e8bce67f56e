"""What the clock moves."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from marketplace.listings.models import Listing
from marketplace.listings.states import State
from marketplace.taxonomy.queries import working_day_after

RUNS_OUT = (State.PUBLISHED, State.PAUSED)  # States whose last day the clock watches.


def due_to_expire(*, now: datetime, limit: int) -> list[int]:
    """Ids of listings whose last day is over."""
    rows = Listing.objects.filter(state__in=RUNS_OUT, expires_on__lte=timezone.localdate(now))
    return list(rows.order_by("expires_on", "pk").values_list("pk", flat=True)[:limit])


def due_to_warn(*, now: datetime, limit: int) -> list[int]:
    """Ids of listings whose owner has not been told yet that so few days are left."""
    today = timezone.localdate(now)
    reached = Q(pk__in=[])
    for days in settings.LISTING_WARN_DAYS:
        unwarned = Q(warned_days=None) | Q(warned_days__gt=days)
        reached |= Q(expires_on__lte=today + timedelta(days=days)) & unwarned
    rows = Listing.objects.filter(reached, state__in=RUNS_OUT, source=None, expires_on__gt=today)
    return list(rows.order_by("expires_on", "pk").values_list("pk", flat=True)[:limit])


def idle_in(state: str, *, days: int, now: datetime, limit: int) -> list[int]:
    """Ids of listings that have been in a state for longer than so many days."""
    rows = Listing.objects.filter(state=state, state_since__lt=now - timedelta(days=days))
    return list(rows.order_by("state_since", "pk").values_list("pk", flat=True)[:limit])


def idle_reviews(*, working_days: int, now: datetime, limit: int) -> list[int]:
    """Ids of listings that a reviewer has held for longer than so many working days."""
    today = timezone.localdate(now)
    long_held = Listing.objects.filter(state=State.IN_REVIEW, state_since__lt=now - timedelta(days=working_days))
    rows = long_held.order_by("state_since", "pk").values_list("pk", "state_since")[:limit]
    return [pk for pk, since in rows if working_day_after(timezone.localdate(since), working_days).day < today]
