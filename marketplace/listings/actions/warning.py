"""Telling the owner in time that a listing runs out: once for each number of days that the floor has set."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.common.audit import record
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK
from marketplace.common.problems import NotFound, TransitionRefused
from marketplace.listings import events, queries
from marketplace.listings.actions.locking import locked
from marketplace.listings.models import Listing

SWEEP_BATCH = 500  # Rows of one sweep; the next one takes the rest.


def warn_of_expiry(*, listing_id: int, now: datetime) -> Listing:
    """Say how many days are left, once for each number of `LISTING_WARN_DAYS`; one found late gets the last one only.

    Nobody's edit clashes with it: `version` stays. Raises TransitionRefused when nothing is due.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=CLOCK)
        days = days_due(listing, now=now)
        if days is None:
            raise TransitionRefused()
        Listing.objects.filter(pk=listing.pk).update(warned_days=days)
        listing.warned_days = days
        record("listing.warn_of_expiry", subject=listing, actor=CLOCK, now=now, days=days)
        emit(events.EXPIRING, subject=listing, days=days, until=str(listing.expires_on))
    return listing


def days_due(listing: Listing, *, now: datetime) -> int | None:
    """The warning that the listing has reached and its owner has not had yet."""
    if listing.state not in queries.RUNS_OUT or listing.expires_on is None or listing.is_catalogue_record:
        return None
    left = listing.expires_on - timezone.localdate(now)
    reached = [days for days in settings.LISTING_WARN_DAYS if left <= timedelta(days=days)]
    if not reached or left <= timedelta():
        return None
    nearest = min(reached)
    return nearest if listing.warned_days is None or listing.warned_days > nearest else None


def warn_due(now: datetime) -> int:
    """Warn whoever is due; returns how many. Each in its own transaction."""
    told = 0
    for pk in queries.due_to_warn(now=now, limit=SWEEP_BATCH):
        try:
            warn_of_expiry(listing_id=pk, now=now)
        except (NotFound, TransitionRefused):
            continue  # Renewed or withdrawn between the look and the lock.
        told += 1
    return told
