"""The life of a need after its opening: pause, close, renew, withdraw, expire, archive."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import given_note, given_reason, sweep
from marketplace.common.dates import months_after
from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, SYSTEM, Actor, require
from marketplace.common.problems import FieldProblem, Invalid, TransitionRefused
from marketplace.needs import events, queries, rules
from marketplace.needs.actions.checks import check_publishable, refuse_held
from marketplace.needs.actions.locking import locked
from marketplace.needs.actions.publishing import opening
from marketplace.needs.actions.reviewing import give_back_need
from marketplace.needs.models import Need
from marketplace.needs.snapshot import snapshot
from marketplace.needs.states import NEED, UNANSWERED, State, WithdrawReason

RENEW_UNTIL_MONTHS = 6  # After the last day.
LAPSE_DAYS = 90  # A returned need waits so long for its repair.
APPEAL_DAYS = 30  # A rejected one stays on the desk so long.
REVIEW_IDLE_WORKING_DAYS = 3
SWEEP_BATCH = 500  # Rows of one sweep; the next one takes the rest.


def pause_need(*, need_id: int, actor: Actor, now: datetime, reason: str = "") -> Need:
    """Take a need off the search; its address stays readable. The owner, or the system with a reason.

    Raises NotFound, NotAllowed, TransitionRefused.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(actor == SYSTEM or rules.may_edit(actor, need))
        advance(need, "pause", actor=actor, now=now, reason=reason, state_reason=reason, state_since=now)
        emit(events.PAUSED, subject=need)
    return need


def resume_need(*, need_id: int, actor: Actor, now: datetime) -> Need:
    """Bring a paused need back into the search, while it has not run out.

    Raises NotFound, NotAllowed, TransitionRefused, Held.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_edit(actor, need))
        NEED.next(need.state, "resume")
        if need.expires_on is not None and need.expires_on <= timezone.localdate(now):
            raise TransitionRefused(_("It has run out."))
        refuse_held(need, "complaint", *(["interest"] if need.state_reason == UNANSWERED else []))
        advance(need, "resume", actor=actor, now=now, state_reason="", state_since=now)
        emit(events.RESUMED, subject=need)
    return need


def close_need_unmet(*, need_id: int, reason: str, note: str, actor: Actor, now: datetime) -> Need:
    """Close a need that nobody solved, with a reason of list `need_unmet`; the page stays readable.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_edit(actor, need))
        NEED.next(need.state, "close_unmet")
        why = given_reason(reason, list_name="need_unmet")
        columns: dict[str, Any] = {"state_reason": why, "state_note": given_note(note), "state_since": now}
        advance(need, "close_unmet", actor=actor, now=now, reason=why, **columns)
        emit(events.CLOSED, subject=need, reason=why)
    return need


def renew_need(*, need_id: int, answers_by: date, actor: Actor, now: datetime) -> Need:
    """Open an expired need again with a new last day for answers, up to six months after it ran out.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid, Held.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_edit(actor, need))
        NEED.next(need.state, "renew")
        today = timezone.localdate(now)
        if need.expires_on is None or today > months_after(need.expires_on, RENEW_UNTIL_MONTHS):
            raise TransitionRefused(_("A need is renewed up to six months after it ran out."))
        refuse_held(need, "complaint")
        check_publishable(need, {**snapshot(need), "answers_by": answers_by.isoformat()}, on=today)
        need.answers_by = answers_by
        kept: dict[str, Any] = {"published_at": need.published_at, "answers_by": answers_by}
        advance(need, "renew", actor=actor, now=now, **{**opening(need, now=now), **kept})
        emit(events.RENEWED, subject=need)
    return need


def withdraw_need(*, need_id: int, reason: str, note: str, actor: Actor, now: datetime) -> Need:
    """Take a need away for good: its address answers 410 with a tombstone. `reason` is a `WithdrawReason`.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid, Held while an agreed deal depends on it.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_withdraw(actor, need))
        NEED.next(need.state, "withdraw")
        if reason not in WithdrawReason.values:
            raise Invalid(errors=[FieldProblem("/reason", "required", _("Choose a reason from the list."))])
        refuse_held(need, "agreed_deal")
        columns: dict[str, Any] = {"state_reason": reason, "state_note": given_note(note), "state_since": now}
        advance(need, "withdraw", actor=actor, now=now, reason=reason, **columns)
        emit(events.WITHDRAWN, subject=need, reason=reason)
    return need


def revise_need(*, need_id: int, actor: Actor, now: datetime) -> Need:
    """Take a rejected or expired need back to draft; it goes through review again.

    Raises NotFound, NotAllowed, TransitionRefused, Held while an appeal is open.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_edit(actor, need))
        NEED.next(need.state, "revise")
        refuse_held(need, "appeal")
        advance(need, "revise", actor=actor, now=now, state_reason="", state_note="", state_since=now)
        emit(events.REVISED, subject=need)
    return need


def archive_need(*, need_id: int, actor: Actor, now: datetime) -> Need:
    """Put a need off the desk; reference and audit stay. Raises NotFound, NotAllowed, TransitionRefused, Held."""
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(actor == CLOCK or rules.may_edit(actor, need))
        NEED.next(need.state, "archive")
        refuse_held(need, "interest", "deal", "agreed_deal", "complaint", "appeal")
        advance(need, "archive", actor=actor, now=now, state_since=now)
        emit(events.ARCHIVED, subject=need)
    return need


def expire_need(*, need_id: int, now: datetime) -> Need:
    """The clock's move on the last day. Raises TransitionRefused before it, Held while a deal is open."""
    with transaction.atomic():
        need = locked(need_id, actor=CLOCK)
        if need.expires_on is None or need.expires_on > timezone.localdate(now):
            raise TransitionRefused(_("Its last day is not over."))
        refuse_held(need, "deal")
        advance(need, "expire", actor=CLOCK, now=now, state_reason="", state_since=now)
        emit(events.EXPIRED, subject=need)
    return need


def lapse_need(*, need_id: int, now: datetime) -> Need:
    """The clock's move on a returned need that nobody repaired."""
    with transaction.atomic():
        need = locked(need_id, actor=CLOCK)
        advance(need, "lapse", actor=CLOCK, now=now, state_since=now)
        emit(events.ARCHIVED, subject=need)
    return need


def expire_due(now: datetime) -> int:
    """Expire what has run out; returns how many. Each in its own transaction, so that one cannot stop the others."""
    return sweep(queries.due_to_expire(now=now, limit=SWEEP_BATCH), lambda pk: expire_need(need_id=pk, now=now))


def lapse_due(now: datetime) -> int:
    """Archive returned needs without an answer for 90 days."""
    ids = queries.idle_in(State.CHANGES_REQUESTED, days=LAPSE_DAYS, now=now, limit=SWEEP_BATCH)
    return sweep(ids, lambda pk: lapse_need(need_id=pk, now=now))


def archive_due(now: datetime) -> int:
    """Archive rejected needs once the time to appeal is over."""
    ids = queries.idle_in(State.REJECTED, days=APPEAL_DAYS, now=now, limit=SWEEP_BATCH)
    return sweep(ids, lambda pk: archive_need(need_id=pk, actor=CLOCK, now=now))


def give_back_idle(now: datetime) -> int:
    """Put needs back into the queue whose reviewer did nothing for three working days."""
    ids = queries.idle_reviews(working_days=REVIEW_IDLE_WORKING_DAYS, now=now, limit=SWEEP_BATCH)
    return sweep(ids, lambda pk: give_back_need(need_id=pk, actor=CLOCK, now=now))
