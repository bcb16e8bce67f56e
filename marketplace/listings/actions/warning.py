"""Telling the owner in time that a listing runs out: once for each number of days that the floor has set."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from marketplace.accounts.actions.guards import sweep
from marketplace.accounts.queries.postings import days_due
from marketplace.common.audit import record
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK
from marketplace.common.problems import TransitionRefused
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
        days = days_due(listing, warn_days=settings.LISTING_WARN_DAYS, now=now)
        if days is None or listing.state not in queries.RUNS_OUT:
            raise TransitionRefused()
        Listing.objects.filter(pk=listing.pk).update(warned_days=days)
        listing.warned_days = days
        record("listing.warn_of_expiry", subject=listing, actor=CLOCK, now=now, days=days)
        emit(events.EXPIRING, subject=listing, days=days, until=str(listing.expires_on))
    return listing


def warn_due(now: datetime) -> int:
    """Warn whoever is due; returns how many. Each in its own transaction."""
    return sweep(queries.due_to_warn(now=now, limit=SWEEP_BATCH), lambda pk: warn_of_expiry(listing_id=pk, now=now))
