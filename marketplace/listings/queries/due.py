"""What the clock moves."""

from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.listings.models import Listing
from marketplace.listings.states import State
from marketplace.taxonomy.queries import working_day_after


def due_to_expire(*, now: datetime, limit: int) -> list[int]:
    """Ids of listings whose last day is over."""
    rows = Listing.objects.filter(state__in=[State.PUBLISHED, State.PAUSED], expires_on__lte=timezone.localdate(now))
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
