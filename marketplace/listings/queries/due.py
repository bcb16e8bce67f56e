"""What the clock moves."""

from datetime import datetime

from django.conf import settings

from marketplace.accounts.queries import postings
from marketplace.listings.models import Listing
from marketplace.listings.states import State

RUNS_OUT = (State.PUBLISHED, State.PAUSED)  # States whose last day the clock watches.


def due_to_expire(*, now: datetime, limit: int) -> list[int]:
    """Ids of listings whose last day is over."""
    return postings.past_last_day(Listing.objects.filter(state__in=RUNS_OUT), now=now, limit=limit)


def due_to_warn(*, now: datetime, limit: int) -> list[int]:
    """Ids of listings whose owner has not been told yet that so few days are left."""
    rows = Listing.objects.filter(state__in=RUNS_OUT)
    return postings.to_warn(rows, warn_days=settings.LISTING_WARN_DAYS, now=now, limit=limit)


def idle_in(state: str, *, days: int, now: datetime, limit: int) -> list[int]:
    """Ids of listings that have been in a state for longer than so many days."""
    return postings.idle_in(Listing.objects.all(), state, days=days, now=now, limit=limit)


def idle_reviews(*, working_days: int, now: datetime, limit: int) -> list[int]:
    """Ids of listings that a reviewer has held for longer than so many working days."""
    return postings.idle_reviews(Listing.objects.all(), working_days=working_days, now=now, limit=limit)
