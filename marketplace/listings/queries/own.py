"""The owner's view: everything of the organisation, what waits for it, and the text being worked on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from marketplace.accounts.models import Membership
from marketplace.accounts.states import Role
from marketplace.common.facts import Plain, Values
from marketplace.common.permissions import Actor
from marketplace.listings import rules
from marketplace.listings.fields import fields_of
from marketplace.listings.models import Listing, ReviewPoint, Revision
from marketplace.listings.queries.lists import listings_of
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import IN_VIEW, RevisionState, State
from marketplace.taxonomy.plain import changed_names


def own_listings(*, actor: Actor) -> QuerySet[Listing]:
    """Everything of the organisation acted for that is not archived."""
    if actor.organisation_id is None:
        return Listing.objects.none()
    return listings_of(actor.organisation_id, actor=actor).exclude(state=State.ARCHIVED)


def own_state_counts(*, actor: Actor) -> dict[str, int]:
    """How many own listings are in each state; states without any are left out."""
    counted = own_listings(actor=actor).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(counted)


def left_behind(*, actor: Actor) -> QuerySet[Listing]:
    """Own listings whose author no longer belongs to the organisation, the newest first; its administrators' only."""
    if actor.organisation_id is None or not actor.has_role(Role.ADMIN):
        return Listing.objects.none()
    members = Membership.objects.filter(organisation_id=actor.organisation_id, active=True).values("user_id")
    rows = own_listings(actor=actor).exclude(author=None).exclude(author_id__in=members)
    return rows.select_related("author", "contact").order_by("-pk")


def waiting_for_owner(*, actor: Actor, by: date) -> QuerySet[Listing]:
    """Own listings that a reviewer returned, or whose last day in view is not after `by`; the longest waiting first."""
    returned, ending = Q(state=State.CHANGES_REQUESTED), Q(state__in=IN_VIEW, expires_on__lte=by)
    return own_listings(actor=actor).filter(returned | ending).order_by("state_since", "pk")


def pending_revision(listing: Listing, *, actor: Actor) -> Revision | None:
    """The edit that waits beside the text in view, for its owner and reviewers."""
    if not rules.may_read_agency(actor, listing):
        return None
    return listing.revisions.filter(state=RevisionState.PENDING).select_related("author").first()


def working_text(listing: Listing, *, actor: Actor) -> Values:
    """What the editor shows: the waiting edit where there is one, else the stored text."""
    stored = snapshot(listing)
    waiting = pending_revision(listing, actor=actor) if listing.is_revisable else None
    return {**stored, **waiting.content} if waiting else stored


def open_points(listing: Listing, *, actor: Actor) -> QuerySet[ReviewPoint]:
    """The repair list of a returned listing, for its owner and reviewers."""
    if not rules.may_read_agency(actor, listing):
        return ReviewPoint.objects.none()
    return listing.review_points.filter(answered_at=None).select_related("reason")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of two texts: what is stored now and what somebody wanted to save."""

    name: str
    label: str | Promise
    theirs: Plain
    mine: Plain


def differences(listing: Listing, wanted: Mapping[str, Plain], *, actor: Actor) -> list[Difference]:
    """Fields in which `wanted` differs from the working text: what a conflict page shows side by side."""
    facts, present = fields_of(listing.kind), working_text(listing, actor=actor)
    known = {name: value for name, value in wanted.items() if name in facts}
    return [Difference(name, facts[name].label, present[name], known[name]) for name in changed_names(present, known)]
