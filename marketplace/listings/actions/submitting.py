"""The owner's way to publication: hand in, take back, answer a reviewer, or publish without one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import check_points_answered, refuse_under_complaint, write_answer
from marketplace.common.audit import record
from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.listings import events, rules
from marketplace.listings.actions.checks import check_publishable
from marketplace.listings.actions.freezing import freeze, last_decided, settle
from marketplace.listings.actions.locking import locked
from marketplace.listings.actions.publishing import publication, reference_for
from marketplace.listings.models import Listing, ReviewPoint
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import LISTING


def submit_listing(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Hand a draft to the reviewers. At first submit it gets its reference, for ever.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid naming each lack, UnfiledDetail, PointsOpen.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_edit(actor, listing))
        LISTING.next(listing.state, "submit")
        _hand_in(listing, actor=actor, now=now)
        reference = reference_for(listing, now=now)
        advance(
            listing,
            "submit",
            actor=actor,
            now=now,
            reference=reference,
            submitted_at=now,
            state_since=now,
            state_reason="",
            state_note="",
        )
        emit(events.SUBMITTED, subject=listing)
    return listing


def recall_listing(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Take a submitted listing back before a reviewer has it. Raises NotFound, NotAllowed, TransitionRefused."""
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_edit(actor, listing))
        advance(listing, "recall", actor=actor, now=now, state_since=now)
        settle(listing, "recall", actor=actor, now=now)
    return listing


def self_publish_listing(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Publish without review: a verified organisation that the floor lets do so, with no serious complaint open.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid, UnfiledDetail, PointsOpen, UnderComplaint.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_self_publish(actor, listing), detail=_("Your organisation's listings go through review."))
        LISTING.next(listing.state, "self_publish")
        refuse_under_complaint(listing)
        _hand_in(listing, actor=actor, now=now)
        settle(listing, "approve", actor=actor, now=now)
        reference = reference_for(listing, now=now)
        listing.reference = reference  # The folded text holds it.
        Listing.objects.filter(pk=listing.pk).update(reference=reference)
        advance(listing, "self_publish", actor=actor, now=now, submitted_at=now, **publication(listing, now=now))
        emit(events.PUBLISHED, subject=listing)
    return listing


def answer_point(*, listing_id: int, point_id: int, answer: str, actor: Actor, now: datetime) -> ReviewPoint:
    """Say what was done about one point of the reviewer. Raises NotFound, NotAllowed, Invalid."""
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_edit(actor, listing))
        point = write_answer(listing.review_points.all(), point_id, answer, now=now)
        record("listing.answer_point", subject=listing, actor=actor, now=now, point=point.pk)
    return point


def _hand_in(listing: Listing, *, actor: Actor, now: datetime) -> None:
    """The guards of submit, then the frozen text."""
    values = snapshot(listing)
    check_publishable(listing, values, on=timezone.localdate(now))
    check_points_answered(listing.review_points.all())
    seen = last_decided(listing)
    freeze(listing, values, actor=actor, now=now, since=seen.content if seen else None)
