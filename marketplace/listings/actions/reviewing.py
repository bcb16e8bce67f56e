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
from marketplace.common.problems import FieldProblem, Invalid, TransitionRefused
from marketplace.listings import events, rules
from marketplace.listings.actions.checks import check_publishable
from marketplace.listings.actions.freezing import settle
from marketplace.listings.actions.locking import locked
from marketplace.listings.actions.publishing import publication
from marketplace.listings.fields import repair_section
from marketplace.listings.models import Listing, ReviewPoint
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import LISTING, ReviewCheck, State
from marketplace.taxonomy.models import Code
from marketplace.taxonomy.queries import code, facts

PROHIBITED = "prohibited"


def take_listing(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Take a submitted listing into review. Raises NotFound, NotAllowed, TransitionRefused."""
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_review(actor, listing), detail=_("Nobody reviews a text of their own."))
        advance(listing, "take", actor=actor, now=now, reviewer_id=actor.user_id, state_since=now)
    return listing


def give_back_listing(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Put a listing back into the queue: its reviewer, or the clock. Raises NotFound, NotAllowed, TransitionRefused."""
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(actor == CLOCK or rules.may_decide(actor, listing))
        advance(listing, "give_back", actor=actor, now=now, reviewer=None, state_since=now)
    return listing


def ask_changes(*, listing_id: int, points: Sequence[Point], actor: Actor, now: datetime) -> Listing:
    """Return a listing with a repair list of at least one point, each with its section.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        listing = _in_hand(listing_id, "ask_changes", actor=actor)
        check_points_named(points)
        rows = [review_point(listing, point, position, actor=actor, now=now) for position, point in enumerate(points)]
        first = points[0]
        settle(listing, "refuse", actor=actor, now=now, reason=first.reason, note=given_note(first.note))
        ReviewPoint.objects.bulk_create(rows)
        words: dict[str, Any] = {"state_reason": first.reason, "state_note": given_note(first.note)}
        advance(listing, "ask_changes", actor=actor, now=now, reason=first.reason, state_since=now, **words)
        emit(events.RETURNED, subject=listing, reasons=[point.reason for point in points])
    return listing


def approve_listing(
    *, listing_id: int, checklist: Collection[str], list_status: str, dual_use: bool, actor: Actor, now: datetime
) -> Listing:
    """Make a reviewed listing findable by everyone.

    `list_status` is a code of that list, not "prohibited" (Law 07/2017/QH14 arts 9 to 11); every item of
    `ReviewCheck` is in `checklist`. Raises NotFound, NotAllowed, TransitionRefused, Invalid, UnfiledDetail.
    """
    with transaction.atomic():
        listing = _in_hand(listing_id, "approve", actor=actor)
        check_ticked(checklist, ReviewCheck)
        status = _list_status(list_status)
        check_publishable(listing, snapshot(listing), on=timezone.localdate(now))
        settle(listing, "approve", actor=actor, now=now)
        columns = publication(listing, now=now)
        advance(listing, "approve", actor=actor, now=now, list_status=status, dual_use=dual_use, **columns)
        emit(events.PUBLISHED, subject=listing)
    return listing


def reject_listing(*, listing_id: int, reason: str, note: str, actor: Actor, now: datetime) -> Listing:
    """Refuse a listing with a reason of list `returned_listing`; an appeal is open to the owner.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        listing = _in_hand(listing_id, "reject", actor=actor)
        why, words = given_reason(reason, list_name="returned_listing"), given_note(note)
        settle(listing, "refuse", actor=actor, now=now, reason=why, note=words)
        columns: dict[str, Any] = {"state_reason": why, "state_note": words, "state_since": now}
        advance(listing, "reject", actor=actor, now=now, reason=why, **columns)
        emit(events.REJECTED, subject=listing, reason=why)
    return listing


def _in_hand(listing_id: int, move: str, *, actor: Actor) -> Listing:
    listing = locked(listing_id, actor=actor)
    require(rules.may_review(actor, listing), detail=_("Nobody reviews a text of their own."))
    LISTING.next(listing.state, move)
    if listing.state != State.IN_REVIEW:
        raise TransitionRefused(_("It is not in review."))  # From the public states the move is a judge's.
    require(rules.may_decide(actor, listing), detail=_("Another reviewer has this listing."))
    return listing


def review_point(listing: Listing, point: Point, position: int, *, actor: Actor, now: datetime) -> ReviewPoint:
    """One row of a repair list, not saved yet. Raises Invalid when its reason is not in the list."""
    reason = given_reason(point.reason, list_name="returned_listing", pointer=f"/points/{position}/reason")
    return ReviewPoint(
        listing=listing,
        reason=code("returned_listing", reason),
        section=repair_section(facts("returned_listing", "section").get(reason, ""), listing.kind),
        note=given_note(point.note),
        asked_by_id=cast("int", actor.user_id),
        asked_at=now,
    )


def _list_status(wanted: str) -> Code:
    given = given_reason(wanted, list_name="list_status", pointer="/list_status")
    if given == PROHIBITED:
        words = _("A technology on the prohibited list is not published: reject it.")
        raise Invalid(errors=[FieldProblem("/list_status", "prohibited", words)])
    return code("list_status", given)
