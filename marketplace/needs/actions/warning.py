"""Telling the owner in time that a need runs out: once for each number of days that the floor has set."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.common.audit import record
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK
from marketplace.common.problems import NotFound, TransitionRefused
from marketplace.needs import events, queries
from marketplace.needs.actions.locking import locked
from marketplace.needs.models import Need

SWEEP_BATCH = 500  # Rows of one sweep; the next one takes the rest.


def warn_of_expiry(*, need_id: int, now: datetime) -> Need:
    """Say how many days are left, once for each number of `NEED_WARN_DAYS`; one found late gets the last one only.

    Nobody's edit clashes with it: `version` stays. Raises TransitionRefused when nothing is due.
    """
    with transaction.atomic():
        need = locked(need_id, actor=CLOCK)
        days = days_due(need, now=now)
        if days is None:
            raise TransitionRefused()
        Need.objects.filter(pk=need.pk).update(warned_days=days)
        need.warned_days = days
        record("need.warn_of_expiry", subject=need, actor=CLOCK, now=now, days=days)
        emit(events.EXPIRING, subject=need, days=days, until=str(need.expires_on))
    return need


def days_due(need: Need, *, now: datetime) -> int | None:
    """The warning that the need has reached and its owner has not had yet."""
    if need.state not in queries.RUNS_OUT or need.expires_on is None or need.is_catalogue_record:
        return None
    left = need.expires_on - timezone.localdate(now)
    reached = [days for days in settings.NEED_WARN_DAYS if left <= timedelta(days=days)]
    if not reached or left <= timedelta():
        return None
    nearest = min(reached)
    return nearest if need.warned_days is None or need.warned_days > nearest else None


def warn_due(now: datetime) -> int:
    """Warn whoever is due; returns how many. Each in its own transaction."""
    told = 0
    for pk in queries.due_to_warn(now=now, limit=SWEEP_BATCH):
        try:
            warn_of_expiry(need_id=pk, now=now)
        except (NotFound, TransitionRefused):
            continue  # Renewed or withdrawn between the look and the lock.
        told += 1
    return told
