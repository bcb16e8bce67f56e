"""The reviewer's first look: serious and off view at once, plain, or unfounded."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.moderation import events, rules
from marketplace.moderation.actions.filing import given_words
from marketplace.moderation.actions.holding import hold
from marketplace.moderation.actions.locking import locked
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import COMPLAINT, SERIOUS_GROUNDS, Dismissal


def grade_serious(*, complaint_id: int, actor: Actor, now: datetime, expected_version: int | None = None) -> Complaint:
    """Take its subject off view at once and hand it to a judge; only for grounds that can do harm meanwhile.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        complaint = _in_hand(complaint_id, "grade_serious", actor=actor, expected_version=expected_version)
        if complaint.ground.code not in SERIOUS_GROUNDS:
            detail = _("On this ground the subject stays in view until a judge decides.")
            raise Invalid(errors=[FieldProblem("/ground", "not_serious", detail)])
        _graded(complaint, "grade_serious", serious=True, actor=actor, now=now)
        hold(complaint, now=now)
    return complaint


def grade_plain(*, complaint_id: int, actor: Actor, now: datetime, expected_version: int | None = None) -> Complaint:
    """Hand it to a judge; its subject stays in view. Raises NotFound, NotAllowed, TransitionRefused."""
    with transaction.atomic():
        complaint = _in_hand(complaint_id, "grade_plain", actor=actor, expected_version=expected_version)
        _graded(complaint, "grade_plain", serious=False, actor=actor, now=now)
    return complaint


def dismiss_unfounded(
    *, complaint_id: int, reason: str, text: str, actor: Actor, now: datetime, expected_version: int | None = None
) -> Complaint:
    """Close it at first look, with a `Dismissal` and reasons that the complainant reads; they may appeal.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        complaint = _in_hand(complaint_id, "dismiss_unfounded", actor=actor, expected_version=expected_version)
        advance(
            complaint,
            "dismiss_unfounded",
            actor=actor,
            now=now,
            reason=given_dismissal(reason),
            state_since=now,
            graded_by_id=actor.user_id,
            graded_at=now,
            decision=reason,
            decision_text=given_words(text, field="text"),
            decided_by_id=actor.user_id,
            decided_at=now,
        )
        emit(events.DISMISSED, subject=complaint)
    return complaint


def given_dismissal(reason: str) -> str:
    """A `Dismissal`. Raises Invalid."""
    if reason not in Dismissal.values:
        raise Invalid(errors=[FieldProblem("/reason", "required", _("Choose a reason from the list."))])
    return reason


def _in_hand(complaint_id: int, move: str, *, actor: Actor, expected_version: int | None) -> Complaint:
    complaint = locked(complaint_id, actor=actor, expected_version=expected_version)
    require(rules.may_grade(actor, complaint), detail=_("A reviewer on neither side looks first."))
    COMPLAINT.next(complaint.state, move)
    return complaint


def _graded(complaint: Complaint, move: str, *, serious: bool, actor: Actor, now: datetime) -> None:
    columns: dict[str, Any] = {"serious": serious, "graded_by_id": actor.user_id, "graded_at": now, "state_since": now}
    advance(complaint, move, actor=actor, now=now, **columns)
    emit(events.GRADED, subject=complaint, serious=serious)
