"""The reviewer's moves. Nobody reviews what they wrote or what belongs to an organisation of theirs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import Point, check_points_named, check_ticked, given_note, given_reason
from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, Actor, require
from marketplace.common.problems import TransitionRefused
from marketplace.needs import events, rules
from marketplace.needs.actions.checks import check_publishable
from marketplace.needs.actions.locking import locked
from marketplace.needs.actions.publishing import opening
from marketplace.needs.fields import repair_section
from marketplace.needs.models import Need, ReviewPoint
from marketplace.needs.snapshot import snapshot
from marketplace.needs.states import NEED, ReviewCheck, State
from marketplace.taxonomy.queries import code, facts


def take_need(*, need_id: int, actor: Actor, now: datetime) -> Need:
    """Take a submitted need into review. Raises NotFound, NotAllowed, TransitionRefused."""
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_review(actor, need), detail=_("Nobody reviews a text of their own."))
        advance(need, "take", actor=actor, now=now, reviewer_id=actor.user_id, state_since=now)
    return need


def give_back_need(*, need_id: int, actor: Actor, now: datetime) -> Need:
    """Put a need back into the queue: its reviewer, or the clock. Raises NotFound, NotAllowed, TransitionRefused."""
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(actor == CLOCK or rules.may_decide(actor, need))
        advance(need, "give_back", actor=actor, now=now, reviewer=None, state_since=now)
    return need


def ask_changes(*, need_id: int, points: Sequence[Point], actor: Actor, now: datetime) -> Need:
    """Return a need with a repair list of at least one point, each with its page.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        need = _in_hand(need_id, "ask_changes", actor=actor)
        check_points_named(points)
        rows = [review_point(need, point, position, actor=actor, now=now) for position, point in enumerate(points)]
        ReviewPoint.objects.bulk_create(rows)
        first = points[0]
        words: dict[str, Any] = {"state_reason": first.reason, "state_note": given_note(first.note), "state_since": now}
        advance(need, "ask_changes", actor=actor, now=now, reason=first.reason, **words)
        emit(events.RETURNED, subject=need, reasons=[point.reason for point in points])
    return need


def approve_need(*, need_id: int, checklist: Collection[str], actor: Actor, now: datetime) -> Need:
    """Open a reviewed need to everyone's answers; every item of `ReviewCheck` is in `checklist`.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        need = _in_hand(need_id, "approve", actor=actor)
        check_ticked(checklist, ReviewCheck)
        check_publishable(need, snapshot(need), on=timezone.localdate(now))
        advance(need, "approve", actor=actor, now=now, **opening(need, now=now))
        emit(events.OPENED, subject=need)
    return need


def reject_need(*, need_id: int, reason: str, note: str, actor: Actor, now: datetime) -> Need:
    """Refuse a need with a reason of list `returned_listing`; an appeal is open to the owner.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        need = _in_hand(need_id, "reject", actor=actor)
        why, words = given_reason(reason, list_name="returned_listing"), given_note(note)
        columns: dict[str, Any] = {"state_reason": why, "state_note": words, "state_since": now}
        advance(need, "reject", actor=actor, now=now, reason=why, **columns)
        emit(events.REJECTED, subject=need, reason=why)
    return need


def _in_hand(need_id: int, move: str, *, actor: Actor) -> Need:
    need = locked(need_id, actor=actor)
    require(rules.may_review(actor, need), detail=_("Nobody reviews a text of their own."))
    NEED.next(need.state, move)
    if need.state != State.IN_REVIEW:
        raise TransitionRefused(_("It is not in review."))  # From the public states the move is a judge's.
    require(rules.may_decide(actor, need), detail=_("Another reviewer has this need."))
    return need


def review_point(need: Need, point: Point, position: int, *, actor: Actor, now: datetime) -> ReviewPoint:
    """One row of a repair list, not saved yet. Raises Invalid when its reason is not in the list."""
    reason = given_reason(point.reason, list_name="returned_listing", pointer=f"/points/{position}/reason")
    return ReviewPoint(
        need=need,
        reason=code("returned_listing", reason),
        section=repair_section(facts("returned_listing", "section").get(reason, "")),
        note=given_note(point.note),
        asked_by_id=cast("int", actor.user_id),
        asked_at=now,
    )
