"""Reads of pairs; each says who asks."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.listings.models import Listing
from marketplace.matches import rules
from marketplace.matches.models import Match
from marketplace.matches.states import LIVE, Side, State


def suppressed_listing_ids(need_id: int, now: datetime) -> set[int]:
    """Listings not to be proposed to a need: dismissed pairs, and all listings of an owner it dismissed repeatedly."""
    pairs = _dismissed(now).filter(need_id=need_id)
    counted = pairs.filter(dismissed_side=Side.NEED).values("listing__owner").annotate(times=Count("pk"))
    owners = counted.filter(times__gte=settings.MATCH_OWNER_DISMISSALS_MAX).values("listing__owner")
    theirs = Listing.objects.filter(owner__in=owners).values_list("pk", flat=True)
    return {*pairs.values_list("listing_id", flat=True), *theirs}


def suppressed_need_ids(listing_id: int, now: datetime) -> set[int]:
    """Needs that a listing is not to be proposed to: as `suppressed_listing_ids`, from the other side."""
    owner = Listing.objects.filter(pk=listing_id).values("owner")
    by_need = _dismissed(now).filter(listing__owner__in=owner, dismissed_side=Side.NEED).values("need")
    tired = by_need.annotate(times=Count("pk")).filter(times__gte=settings.MATCH_OWNER_DISMISSALS_MAX)
    pairs = _dismissed(now).filter(listing_id=listing_id)
    return {*pairs.values_list("need_id", flat=True), *tired.values_list("need", flat=True)}


def _dismissed(now: datetime) -> QuerySet[Match]:
    """Dismissals that still count; the order of a list must not split their groups."""
    since = now - timedelta(days=settings.MATCH_SUPPRESSED_DAYS)
    return Match.objects.filter(state=State.DISMISSED, dismissed_at__gt=since).order_by()


def idle(*, now: datetime, limit: int) -> list[int]:
    """Ids of live pairs that nobody moved for as long as a pair may wait, the longest waiting first."""
    since = now - timedelta(days=settings.MATCH_STALE_DAYS)
    rows = Match.objects.filter(state__in=LIVE, state_since__lte=since)
    return list(rows.order_by("state_since", "pk").values_list("pk", flat=True)[:limit])


def with_sides(matches: QuerySet[Match], *, actor: Actor) -> QuerySet[Match]:
    """With both sides' rows and owners, and whether the actor may read each side's text now: one query."""
    rows = matches.select_related(
        "need__owner__province",
        "need__owner__kind",
        "listing__owner__province",
        "listing__owner__kind",
        "listing__technology__trl_declared",
        "listing__technology__trl_assessed",
    )
    return rules.with_view(rows, actor=actor)


def match_page(public_id: str, *, actor: Actor) -> Match:
    """The pair by its opaque id, with its sides. Raises NotFound when unknown or not the actor's to see."""
    found = with_sides(rules.visible_to(actor), actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def find_id(public_id: str, *, actor: Actor) -> int:
    """Primary key of a visible pair. Raises NotFound."""
    found = rules.visible_to(actor).filter(public_id=public_id).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound()
    return found
