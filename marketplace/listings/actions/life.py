"""The life of a listing after publication: pause, renew, withdraw, expire, archive."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import Held, given_note, sweep
from marketplace.common.dates import months_after
from marketplace.common.holds import has_hold
from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, SYSTEM, Actor, require
from marketplace.common.problems import FieldProblem, Invalid, TransitionRefused
from marketplace.listings import events, queries, rules
from marketplace.listings.actions.evidence import expire_evidence
from marketplace.listings.actions.freezing import settle
from marketplace.listings.actions.locking import locked
from marketplace.listings.actions.publishing import expiry
from marketplace.listings.actions.reviewing import give_back_listing
from marketplace.listings.fields import fields_of
from marketplace.listings.models import Listing
from marketplace.listings.states import LISTING, UNANSWERED, State, WithdrawReason

RENEW_FROM_DAYS = 60  # Before the last day.
RENEW_UNTIL_MONTHS = 12  # After it.
RIGHTS_FRESH_DAYS = 90
LAPSE_DAYS = 90  # A returned listing waits so long for its repair.
APPEAL_DAYS = 30  # A rejected one stays on the desk so long.
REVIEW_IDLE_WORKING_DAYS = 3
SWEEP_BATCH = 500  # Rows of one sweep; the next one takes the rest.


def pause_listing(*, listing_id: int, actor: Actor, now: datetime, reason: str = "") -> Listing:
    """Take a listing off the search; its address stays readable. The owner, or the system with a reason.

    Raises NotFound, NotAllowed, TransitionRefused.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(actor == SYSTEM or rules.may_edit(actor, listing))
        advance(listing, "pause", actor=actor, now=now, reason=reason, state_reason=reason, state_since=now)
        emit(events.PAUSED, subject=listing)
    return listing


def resume_listing(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Bring a paused listing back into the search, while it has not run out.

    Raises NotFound, NotAllowed, TransitionRefused, Held.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_edit(actor, listing))
        LISTING.next(listing.state, "resume")
        if listing.expires_on is not None and listing.expires_on <= timezone.localdate(now):
            raise TransitionRefused(_("It has run out: renew it instead."))
        _refuse_held(listing, "complaint", *(["interest"] if listing.state_reason == UNANSWERED else []))
        advance(listing, "resume", actor=actor, now=now, state_reason="", state_since=now)
        emit(events.RESUMED, subject=listing)
    return listing


def renew_listing(
    *, listing_id: int, confirmed: Collection[str], rights_checked: bool, actor: Actor, now: datetime
) -> Listing:
    """Say that a listing is still true: another twelve months, from 60 days before its last day to a year after it.

    `confirmed` names the facts looked at, at least one; `rights_checked` says that every right's status was looked up
    today. Raises NotFound, NotAllowed, TransitionRefused, Invalid, Held.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_edit(actor, listing))
        LISTING.next(listing.state, "renew")
        _check_renewal(listing, confirmed, now=now)
        if rights_checked:
            listing.rights.update(checked_at=now)
        _check_rights_fresh(listing, now=now)
        columns: dict[str, Any] = {
            "expires_on": expiry(now),
            "warned_days": None,
            "confirmed_on": timezone.localdate(now),
            "state_since": now,
        }
        facts: dict[str, Any] = {"confirmed": sorted(confirmed)}
        advance(listing, "renew", actor=actor, now=now, facts=facts, **columns)
        emit(events.RENEWED, subject=listing)
    return listing


def withdraw_listing(*, listing_id: int, reason: str, note: str, actor: Actor, now: datetime) -> Listing:
    """Take a listing away for good: its address answers 410 with a tombstone. `reason` is a `WithdrawReason`.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid, Held while an agreed deal depends on it.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_withdraw(actor, listing))
        LISTING.next(listing.state, "withdraw")
        if reason not in WithdrawReason.values:
            raise Invalid(errors=[FieldProblem("/reason", "required", _("Choose a reason from the list."))])
        _refuse_held(listing, "agreed_deal")
        settle(listing, "recall", actor=actor, now=now)
        columns: dict[str, Any] = {"state_reason": reason, "state_note": given_note(note), "state_since": now}
        advance(listing, "withdraw", actor=actor, now=now, reason=reason, **columns)
        emit(events.WITHDRAWN, subject=listing, reason=reason)
    return listing


def revise_listing(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Take a rejected or expired listing back to draft; it goes through review again.

    Raises NotFound, NotAllowed, TransitionRefused, Held while an appeal is open.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_edit(actor, listing))
        LISTING.next(listing.state, "revise")
        _refuse_held(listing, "appeal")
        advance(listing, "revise", actor=actor, now=now, state_reason="", state_note="", state_since=now)
        emit(events.REVISED, subject=listing)
    return listing


def archive_listing(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Put a listing off the desk; reference and audit stay. Raises NotFound, NotAllowed, TransitionRefused, Held."""
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(actor == CLOCK or rules.may_edit(actor, listing))
        LISTING.next(listing.state, "archive")
        _refuse_held(listing, "interest", "deal", "agreed_deal", "complaint", "appeal")
        advance(listing, "archive", actor=actor, now=now, state_since=now)
        emit(events.ARCHIVED, subject=listing)
    return listing


def expire_listing(*, listing_id: int, now: datetime) -> Listing:
    """The clock's move on the last day. Raises TransitionRefused before it."""
    with transaction.atomic():
        listing = locked(listing_id, actor=CLOCK)
        if listing.expires_on is None or listing.expires_on > timezone.localdate(now):
            raise TransitionRefused(_("Its last day is not over."))
        settle(listing, "recall", actor=CLOCK, now=now)
        advance(listing, "expire", actor=CLOCK, now=now, state_reason="", state_since=now)
        emit(events.EXPIRED, subject=listing)
    return listing


def lapse_listing(*, listing_id: int, now: datetime) -> Listing:
    """The clock's move on a returned listing that nobody repaired."""
    with transaction.atomic():
        listing = locked(listing_id, actor=CLOCK)
        advance(listing, "lapse", actor=CLOCK, now=now, state_since=now)
        emit(events.ARCHIVED, subject=listing)
    return listing


def expire_due(now: datetime) -> int:
    """Expire what has run out; returns how many. Each in its own transaction, so that one cannot stop the others."""
    return sweep(queries.due_to_expire(now=now, limit=SWEEP_BATCH), lambda pk: expire_listing(listing_id=pk, now=now))


def lapse_due(now: datetime) -> int:
    """Archive returned listings without an answer for 90 days."""
    ids = queries.idle_in(State.CHANGES_REQUESTED, days=LAPSE_DAYS, now=now, limit=SWEEP_BATCH)
    return sweep(ids, lambda pk: lapse_listing(listing_id=pk, now=now))


def archive_due(now: datetime) -> int:
    """Archive rejected listings once the time to appeal is over."""
    ids = queries.idle_in(State.REJECTED, days=APPEAL_DAYS, now=now, limit=SWEEP_BATCH)
    return sweep(ids, lambda pk: archive_listing(listing_id=pk, actor=CLOCK, now=now))


def give_back_idle(now: datetime) -> int:
    """Put listings back into the queue whose reviewer did nothing for three working days."""
    ids = queries.idle_reviews(working_days=REVIEW_IDLE_WORKING_DAYS, now=now, limit=SWEEP_BATCH)
    return sweep(ids, lambda pk: give_back_listing(listing_id=pk, actor=CLOCK, now=now))


def expire_evidence_due(now: datetime) -> int:
    """Take the badge off documents that were checked and count no longer; returns how many."""
    ids = queries.evidence_to_expire(now=now, limit=SWEEP_BATCH)
    return sweep(ids, lambda pk: expire_evidence(evidence_id=pk, now=now))


def _refuse_held(listing: Listing, *kinds: str) -> None:
    if has_hold(listing, *kinds):
        raise Held(_("Something that is still open depends on this listing."))


def _check_renewal(listing: Listing, confirmed: Collection[str], *, now: datetime) -> None:
    today, last = timezone.localdate(now), listing.expires_on
    if last is None or not last - timedelta(days=RENEW_FROM_DAYS) <= today <= months_after(last, RENEW_UNTIL_MONTHS):
        raise TransitionRefused(_("A listing is renewed from 60 days before its last day to a year after it."))
    if not set(confirmed) & set(fields_of(listing.kind)):
        raise Invalid(errors=[FieldProblem("/confirmed", "required", _("Confirm at least one fact."))])
    _refuse_held(listing, "complaint")


def _check_rights_fresh(listing: Listing, *, now: datetime) -> None:
    oldest = now - timedelta(days=RIGHTS_FRESH_DAYS)
    if any(right.checked_at is None or right.checked_at < oldest for right in listing.rights.all()):
        words = _("Look up the status of every right first; the last look-up is more than 90 days ago.")
        raise Invalid(errors=[FieldProblem("/rights_checked", "stale", words)])
