"""What a judge does to a need once a complaint about it is upheld: return it for repair, or take it down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import Point, check_points_named, given_note
from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import SYSTEM, Actor, require
from marketplace.needs import events, rules
from marketplace.needs.actions.locking import locked
from marketplace.needs.actions.reviewing import review_point
from marketplace.needs.models import Need, ReviewPoint
from marketplace.needs.states import NEED, TAKEN_DOWN, State


def return_after_complaint(*, need_id: int, points: Sequence[Point], actor: Actor, now: datetime) -> Need:
    """Take a public need off view and hand its owner a repair list; it goes through review again.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        need = _before_judge(need_id, "ask_changes", actor=actor)
        check_points_named(points)
        rows = [review_point(need, point, position, actor=actor, now=now) for position, point in enumerate(points)]
        ReviewPoint.objects.bulk_create(rows)
        words: dict[str, Any] = {"state_reason": points[0].reason, "state_note": given_note(points[0].note)}
        advance(need, "ask_changes", actor=actor, now=now, reason=points[0].reason, state_since=now, **words)
        emit(events.RETURNED, subject=need, reasons=[point.reason for point in points])
    return need


def take_down_need(*, need_id: int, note: str, actor: Actor, now: datetime) -> Need:
    """Take a public need away: its address answers 410 with a tombstone, and an appeal is open to the owner.

    A second judge's agreement, where the owner is verified, is the caller's to ask. Raises NotFound, NotAllowed,
    TransitionRefused, Invalid.
    """
    with transaction.atomic():
        need = _before_judge(need_id, "take_down", actor=actor)
        words: dict[str, Any] = {"state_reason": TAKEN_DOWN, "state_note": given_note(note)}
        advance(need, "take_down", actor=actor, now=now, reason=TAKEN_DOWN, state_since=now, **words)
        emit(events.WITHDRAWN, subject=need, reason=TAKEN_DOWN)
    return need


def _before_judge(need_id: int, move: str, *, actor: Actor) -> Need:
    """A judge finds what is off view too: the complaint itself may hold it there."""
    need = locked(need_id, actor=SYSTEM)
    if not rules.may_judge(actor, need):
        locked(need_id, actor=actor)
    require(rules.may_judge(actor, need), detail=_("A judge who had no part in it decides."))
    NEED.next(need.state, move)
    # Before publication the same move is the reviewer's, who has it in hand.
    require(need.state != State.IN_REVIEW, detail=_("A reviewer has it in hand."))
    return need
