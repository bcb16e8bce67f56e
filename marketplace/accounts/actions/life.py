"""What the clock does here: invitations run out, requests reach the operator, verifications lapse."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from marketplace.accounts import queries
from marketplace.accounts.actions.invitations import expire_invitation
from marketplace.accounts.actions.joining import tell_operator
from marketplace.accounts.actions.verification import lapse_organisation, warn_of_lapse
from marketplace.common.problems import Stale, TransitionRefused


def expire_invitations_due(now: datetime) -> int:
    """End the invitations whose time is over; returns how many."""
    due = queries.due_invitations(now=now, limit=settings.ACCOUNTS_SWEEP_ROWS)
    return _each(due, lambda pk: expire_invitation(invitation_id=pk, now=now))


def tell_operator_due(now: datetime) -> int:
    """Tell the operator of the requests to join that nobody answered in time; returns how many."""
    late = queries.overdue_join_requests(today=timezone.localdate(now), limit=settings.ACCOUNTS_SWEEP_ROWS)
    return _each(late, lambda pk: tell_operator(request_id=pk, now=now))


def warn_of_lapse_due(now: datetime) -> int:
    """Warn the organisations whose verification ends within LAPSE_WARNING_DAYS; returns how many."""
    near = queries.verifications_near_end(today=timezone.localdate(now), limit=settings.ACCOUNTS_SWEEP_ROWS)
    return _each(near, lambda pk: warn_of_lapse(organisation_id=pk, now=now))


def lapse_due(now: datetime) -> int:
    """End the verifications whose last day is over; returns how many."""
    over = queries.verifications_over(today=timezone.localdate(now), limit=settings.ACCOUNTS_SWEEP_ROWS)
    return _each(over, lambda pk: lapse_organisation(organisation_id=pk, now=now))


def _each(ids: list[int], move: Callable[[int], object]) -> int:
    """Each in a transaction of its own; a row that somebody else moved meanwhile is left alone."""
    done = 0
    for pk in ids:
        try:
            move(pk)
        except (TransitionRefused, Stale):
            continue
        done += 1
    return done
