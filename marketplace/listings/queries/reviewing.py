"""What waits for a reviewer: listings, edits of public ones, and the texts to compare."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.queries import postings
from marketplace.accounts.queries.postings import QueueFigures
from marketplace.common.permissions import Actor
from marketplace.common.waits import WAITS_COUNTED, median_wait
from marketplace.listings import rules
from marketplace.listings.models import Listing, Revision
from marketplace.listings.states import IN_QUEUE, RevisionState, State


def review_queue(*, actor: Actor) -> QuerySet[Listing]:
    """Listings that wait for a reviewer or are with one, longest waiting first; none for others."""
    if not rules.may_see_queue(actor):
        return Listing.objects.none()
    rows = Listing.objects.filter(state__in=IN_QUEUE).select_related("owner", "reviewer")
    return rows.order_by("submitted_at", "pk")


def revision_queue(*, actor: Actor) -> QuerySet[Revision]:
    """Edits of listings in view that wait for a reviewer, oldest first."""
    if not rules.may_see_queue(actor):
        return Revision.objects.none()
    rows = Revision.objects.filter(state=RevisionState.PENDING, listing__state__in=[State.PUBLISHED, State.PAUSED])
    return rows.select_related("listing__owner", "author").order_by("created_at", "pk")


def queue_figures(*, actor: Actor) -> QueueFigures:
    """Over the listings that wait for a decision."""
    return postings.queue_figures(review_queue(actor=actor))


def reviewable(*, actor: Actor) -> QuerySet[Listing]:
    """The review queue without what this reviewer wrote and without organisations of their own."""
    wrote = Revision.objects.filter(listing=OuterRef("pk"), author_id=actor.user_id)
    rows = review_queue(actor=actor).exclude(author_id=actor.user_id)
    return rows.exclude(Exists(wrote)).exclude(Exists(_belongs(actor, OuterRef("owner"))))


def reviewable_changes(*, actor: Actor) -> QuerySet[Revision]:
    """The same of edits that wait beside a text in view."""
    wrote = Revision.objects.filter(listing=OuterRef("listing"), author_id=actor.user_id)
    rows = revision_queue(actor=actor).exclude(listing__author_id=actor.user_id)
    return rows.exclude(Exists(wrote)).exclude(Exists(_belongs(actor, OuterRef("listing__owner"))))


def _belongs(actor: Actor, owner: OuterRef) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=owner, user=actor.user_id, active=True)


def reviewable_figures(*, actor: Actor) -> QueueFigures:
    """How many listings this reviewer may take or has, and since when the first of them waits."""
    return postings.queue_figures(reviewable(actor=actor))


def reviewable_change_figures(*, actor: Actor) -> QueueFigures:
    """The same of edits of public listings."""
    return postings.queue_figures(reviewable_changes(actor=actor), since="created_at")


@dataclass(frozen=True, slots=True)
class TextHistory:
    """The newest frozen text of a listing, and the one a reviewer decided on before it."""

    latest: Revision | None = None
    before: Revision | None = None


def text_history(listing: Listing, *, actor: Actor) -> TextHistory:
    """For its owner and reviewers; recalled texts are left out."""
    if not rules.may_read_agency(actor, listing):
        return TextHistory()
    kept = listing.revisions.exclude(state=RevisionState.RECALLED).select_related("author", "decided_by")
    return TextHistory(*kept.order_by("-number")[:2])


def measured_wait() -> timedelta | None:
    """The median from sending a text to its decision, over the newest decisions of all reviewers."""
    decided = Revision.objects.filter(decided_by__isnull=False).order_by("-decided_at")
    return median_wait(decided.values_list("created_at", "decided_at")[:WAITS_COUNTED])
