"""Who may see and do what with a pair. The table of moves says what can happen, this says who may make it happen.

A pair is shown to the members of its two sides, and to those of the agency who answer for matching; to nobody else.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.accounts.states import StaffRoleName
from marketplace.common.permissions import CLOCK, SYSTEM, Actor
from marketplace.listings import rules as listings
from marketplace.matches.explanation import Component, Reason
from marketplace.matches.models import Match
from marketplace.matches.states import Side, State
from marketplace.needs import rules as needs

OVERSEERS = (StaffRoleName.REVIEWER, StaffRoleName.JUDGE, StaffRoleName.ANALYST, StaffRoleName.OPERATOR)


def visible_to(actor: Actor) -> QuerySet[Match]:
    """Pairs of the organisation acted for, on either side; every pair for the agency."""
    if actor in (SYSTEM, CLOCK) or actor.is_staff(*OVERSEERS):
        return Match.objects.all()
    if actor.organisation_id is None:
        return Match.objects.none()
    return Match.objects.filter(own(actor))


def own(actor: Actor) -> Q:
    """Pairs of the organisation acted for, on either side."""
    return Q(need__owner_id=actor.organisation_id) | Q(listing__owner_id=actor.organisation_id)


def side_of(actor: Actor, match: Match) -> Side | None:
    """The side whose organisation the actor acts for; None for others."""
    if not actor.is_person or actor.organisation_id is None:
        return None
    owners = {match.need.owner_id: Side.NEED, match.listing.owner_id: Side.LISTING}
    return owners.get(actor.organisation_id)


def may_answer(actor: Actor, match: Match, side: Side) -> bool:
    """Accept or dismiss for a side: an editor acting for its owner. Nobody answers for a catalogue record."""
    if is_record(match, side):
        return False
    return needs.may_edit(actor, match.need) if side is Side.NEED else listings.may_edit(actor, match.listing)


def is_record(match: Match, side: Side) -> bool:
    """Whether this side comes from a catalogue and its owner is not on the floor."""
    return match.need.is_catalogue_record if side is Side.NEED else match.listing.is_catalogue_record


def is_nameless(match: Match, side: Side) -> bool:
    """Whether this side's name stays unsaid: it asked or offers without one, and the two are not introduced yet."""
    hidden = match.need.is_anonymous if side is Side.NEED else match.listing.owner_hidden
    return hidden and match.state != State.INTRODUCED


def may_read_contacts(actor: Actor, match: Match) -> bool:
    """Contact persons are shown to the two sides from the introduction on."""
    return match.state == State.INTRODUCED and side_of(actor, match) is not None


def is_readable(match: Match, side: Side) -> bool:
    """Whether the reader may read this side's text now; the match is read by `with_view`."""
    return bool(match.need_shown if side is Side.NEED else match.listing_shown)  # type: ignore[attr-defined]


def tells_numbers(match: Match) -> bool:
    """Whether the reader is told what each component gave: they describe both texts, so both must be in view."""
    return all(is_readable(match, side) for side in Side)


def told_reasons(match: Match) -> list[Reason]:
    """The reasons that a reader is told: none of a text that is out of view; nothing of how near a nameless one is."""
    if not tells_numbers(match):
        return []
    nameless = any(is_nameless(match, side) for side in Side)
    reasons = match.judgement.reasons
    return [reason for reason in reasons if not (nameless and reason.component is Component.GEOGRAPHY)]


def with_view(matches: QuerySet[Match], *, actor: Actor) -> QuerySet[Match]:
    """Adds `need_shown` and `listing_shown`: whether the actor may read that side's text at this moment."""
    return matches.annotate(
        need_shown=Exists(needs.visible_to(actor).filter(pk=OuterRef("need_id"))),
        listing_shown=Exists(listings.visible_to(actor).filter(pk=OuterRef("listing_id"))),
    )
