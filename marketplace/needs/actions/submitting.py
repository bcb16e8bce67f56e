"""The owner's way to publication: hand in, take back, answer a reviewer, or open without one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import check_points_answered, refuse_under_complaint, write_answer
from marketplace.common.audit import record
from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.needs import events, rules
from marketplace.needs.actions.checks import check_publishable
from marketplace.needs.actions.locking import locked
from marketplace.needs.actions.publishing import opening, reference_for
from marketplace.needs.models import Need, ReviewPoint
from marketplace.needs.snapshot import snapshot
from marketplace.needs.states import NEED


def submit_need(*, need_id: int, actor: Actor, now: datetime) -> Need:
    """Hand a draft to the reviewers. At first submit it gets its reference, for ever.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid naming each lack, PointsOpen.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_edit(actor, need))
        NEED.next(need.state, "submit")
        _check(need, now=now)
        columns: dict[str, Any] = {"submitted_at": now, "submitted_by_id": actor.user_id, "state_since": now}
        closed: dict[str, Any] = {"state_reason": "", "state_note": "", "reference": reference_for(need, now=now)}
        advance(need, "submit", actor=actor, now=now, **columns, **closed)
        emit(events.SUBMITTED, subject=need)
    return need


def recall_need(*, need_id: int, actor: Actor, now: datetime) -> Need:
    """Take a submitted need back before a reviewer has it. Raises NotFound, NotAllowed, TransitionRefused."""
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_edit(actor, need))
        advance(need, "recall", actor=actor, now=now, state_since=now)
    return need


def self_publish_need(*, need_id: int, actor: Actor, now: datetime) -> Need:
    """Open without review: a verified organisation that the floor lets do so, with no serious complaint open.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid, PointsOpen, UnderComplaint.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_self_publish(actor, need), detail=_("Your organisation's needs go through review."))
        NEED.next(need.state, "self_publish")
        refuse_under_complaint(need)
        _check(need, now=now)
        reference = reference_for(need, now=now)
        Need.objects.filter(pk=need.pk).update(reference=reference)  # The folded text holds it.
        columns: dict[str, Any] = {"submitted_at": now, "submitted_by_id": actor.user_id, "reference": reference}
        advance(need, "self_publish", actor=actor, now=now, **columns, **opening(need, now=now))
        emit(events.OPENED, subject=need)
    return need


def answer_point(*, need_id: int, point_id: int, answer: str, actor: Actor, now: datetime) -> ReviewPoint:
    """Say what was done about one point of the reviewer. Raises NotFound, NotAllowed, Invalid."""
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_edit(actor, need))
        point = write_answer(need.review_points.all(), point_id, answer, now=now)
        record("need.answer_point", subject=need, actor=actor, now=now, point=point.pk)
    return point


def _check(need: Need, *, now: datetime) -> None:
    check_publishable(need, snapshot(need), on=timezone.localdate(now))
    check_points_answered(need.review_points.all())
