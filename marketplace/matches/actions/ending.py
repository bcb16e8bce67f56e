"""Pairs that go out without a no: the clock ran, a side left the view, or a change took the fit away."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, SYSTEM, Actor
from marketplace.common.problems import NotFound, Stale, TransitionRefused
from marketplace.matches import events, queries
from marketplace.matches.actions.locking import locked
from marketplace.matches.models import Match
from marketplace.matches.states import LIVE, OPEN, Side, StaleReason


def make_stale(*, match_ids: Iterable[int], reason: str, now: datetime) -> int:
    """Let live pairs go out with a `StaleReason`; returns how many. Pairs that are over stay as they are."""
    return _sweep(match_ids, StaleReason(reason), actor=SYSTEM, now=now)


def retire_pairs_of(*, kind: Side | str, object_id: int, keep: Collection[int], now: datetime) -> int:
    """Let the open pairs of a need or listing go out that its new run no longer supports; returns how many.

    `keep` are ids of the other side's objects that it still supports. A pair that one side accepted should stand among
    them as long as every gate is open: a score that fell does not take back what somebody said.
    """
    side = Side(kind)
    pairs = Match.objects.filter(state__in=OPEN, **{f"{side}_id": object_id})
    gone = pairs.exclude(**{f"{side.other}_id__in": list(keep)}).order_by("pk").values_list("pk", flat=True)
    return make_stale(match_ids=list(gone), reason=StaleReason.NO_LONGER_FITS, now=now)


def stale_due(now: datetime) -> int:
    """The clock's move on pairs that nobody moved for 30 days; each in its own transaction."""
    ids = queries.idle(now=now, limit=settings.MATCH_SWEEP_BATCH)
    return _sweep(ids, StaleReason.UNANSWERED, actor=CLOCK, now=now)


def _sweep(match_ids: Iterable[int], reason: StaleReason, *, actor: Actor, now: datetime) -> int:
    done = 0
    for match_id in match_ids:
        try:
            done += _make_stale(match_id, reason, actor=actor, now=now)
        except (NotFound, Stale, TransitionRefused):
            continue  # Somebody moved it between the look and the lock.
    return done


def _make_stale(match_id: int, reason: StaleReason, *, actor: Actor, now: datetime) -> int:
    with transaction.atomic():
        match = locked(match_id, actor=actor)
        if match.state not in LIVE:
            return 0
        accepted = match.accepted_side or ""
        columns: dict[str, Any] = {"state_since": now, "stale_reason": reason, "answer_by": None}
        advance(match, "stale", actor=actor, now=now, reason=reason, **columns)
        emit(events.STALE, subject=match, reason=reason, accepted=accepted)
    return 1
