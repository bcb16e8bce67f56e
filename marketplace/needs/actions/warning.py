"""Telling the owner in time that a need runs out: once for each number of days that the floor has set."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from marketplace.accounts.actions.guards import sweep
from marketplace.accounts.queries.postings import days_due
from marketplace.common.audit import record
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK
from marketplace.common.problems import TransitionRefused
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
        days = days_due(need, warn_days=settings.NEED_WARN_DAYS, now=now)
        if days is None or need.state not in queries.RUNS_OUT:
            raise TransitionRefused()
        Need.objects.filter(pk=need.pk).update(warned_days=days)
        need.warned_days = days
        record("need.warn_of_expiry", subject=need, actor=CLOCK, now=now, days=days)
        emit(events.EXPIRING, subject=need, days=days, until=str(need.expires_on))
    return need


def warn_due(now: datetime) -> int:
    """Warn whoever is due; returns how many. Each in its own transaction."""
    return sweep(queries.due_to_warn(now=now, limit=SWEEP_BATCH), lambda pk: warn_of_expiry(need_id=pk, now=now))
