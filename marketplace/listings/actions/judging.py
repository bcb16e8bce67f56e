"""What a judge does to a listing once a complaint about it is upheld: return it for repair, or take it down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import Point, check_points_named, given_note
from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import SYSTEM, Actor, require
from marketplace.listings import events, rules
from marketplace.listings.actions.freezing import settle
from marketplace.listings.actions.locking import locked
from marketplace.listings.actions.reviewing import review_point
from marketplace.listings.models import Listing, ReviewPoint
from marketplace.listings.states import LISTING, TAKEN_DOWN, State


def return_after_complaint(*, listing_id: int, points: Sequence[Point], actor: Actor, now: datetime) -> Listing:
    """Take a public listing off view and hand its owner a repair list; it goes through review again.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        listing = _before_judge(listing_id, "ask_changes", actor=actor)
        check_points_named(points)
        rows = [review_point(listing, point, position, actor=actor, now=now) for position, point in enumerate(points)]
        settle(listing, "recall", actor=actor, now=now)
        ReviewPoint.objects.bulk_create(rows)
        words: dict[str, Any] = {"state_reason": points[0].reason, "state_note": given_note(points[0].note)}
        advance(listing, "ask_changes", actor=actor, now=now, reason=points[0].reason, state_since=now, **words)
        emit(events.RETURNED, subject=listing, reasons=[point.reason for point in points])
    return listing


def take_down_listing(*, listing_id: int, note: str, actor: Actor, now: datetime) -> Listing:
    """Take a public listing away: its address answers 410 with a tombstone, and an appeal is open to the owner.

    A second judge's agreement, where the owner is verified, is the caller's to ask. Raises NotFound, NotAllowed,
    TransitionRefused, Invalid.
    """
    with transaction.atomic():
        listing = _before_judge(listing_id, "take_down", actor=actor)
        settle(listing, "recall", actor=actor, now=now)
        words: dict[str, Any] = {"state_reason": TAKEN_DOWN, "state_note": given_note(note)}
        advance(listing, "take_down", actor=actor, now=now, reason=TAKEN_DOWN, state_since=now, **words)
        emit(events.WITHDRAWN, subject=listing, reason=TAKEN_DOWN)
    return listing


def _before_judge(listing_id: int, move: str, *, actor: Actor) -> Listing:
    """A judge finds what is off view too: the complaint itself may hold it there."""
    listing = locked(listing_id, actor=SYSTEM)
    if not rules.may_judge(actor, listing):
        locked(listing_id, actor=actor)
    require(rules.may_judge(actor, listing), detail=_("A judge who had no part in it decides."))
    LISTING.next(listing.state, move)
    # Before publication the same move is the reviewer's, who has it in hand.
    require(listing.state != State.IN_REVIEW, detail=_("A reviewer has it in hand."))
    return listing
