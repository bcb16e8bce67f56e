"""Reads of pairs; each says who asks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.listings.models import Listing
from marketplace.matches import rules
from marketplace.matches.models import Impression, Match, MatchRun
from marketplace.matches.states import LIVE, MET, OPEN, Side, State
from marketplace.needs.models import Need

SHOWN = OPEN | MET  # What a page of a need or listing shows: what may still become something, and what did.


class Group(StrEnum):
    """Pairs by what they ask of the organisation acted for."""

    ANSWER = "answer"  # It has not answered yet.
    WAITING = "waiting"  # It said yes, the other side has not answered.
    MET = "met"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class LastRun:
    """When an object was matched last, how many were compared, and what was left out: (gate, count), most first."""

    computed_at: datetime
    score_version: str
    considered: int
    blocked: Sequence[tuple[str, int]]


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


def matches_of_need(need: Need, actor: Actor) -> QuerySet[Match]:
    """Pairs of a need that the actor may see and that are not over, best first."""
    return _shown(rules.visible_to(actor).filter(need=need), actor=actor)


def matches_of_listing(listing: Listing, actor: Actor) -> QuerySet[Match]:
    """Pairs of a listing that the actor may see and that are not over, best first."""
    return _shown(rules.visible_to(actor).filter(listing=listing), actor=actor)


def shown_of_need(need: Need, *, actor: Actor, now: datetime) -> tuple[list[Match], int]:
    """The pairs for a need's page in the order of the page, and how many there are in all.

    At most two of one owner among the first ten, the rest follow in order; one of the ten places is kept for a listing
    that is young and that few people saw.
    """
    matches = list(matches_of_need(need, actor)[: settings.MATCHES_READ_MAX])
    front = _spread(matches)
    newcomer = _newcomer([match for match in matches if match not in front], now=now)
    if newcomer is not None and len(front) == settings.MATCHES_SHOWN:
        front = [*front[:-1], newcomer]
    return front, len(matches)


def _spread(matches: Sequence[Match]) -> list[Match]:
    """The best ones, as many of one owner as may stand together; where too few owners are there, the next best."""
    front: list[Match] = []
    counted: Counter[int] = Counter()
    for match in matches:
        if counted[match.listing.owner_id] < settings.MATCH_OWNER_SHOWN_MAX:
            counted[match.listing.owner_id] += 1
            front.append(match)
    back = [match for match in matches if match not in front]
    return [*front, *back][: settings.MATCHES_SHOWN]


def _newcomer(matches: Sequence[Match], *, now: datetime) -> Match | None:
    """The youngest offers' turn: of those that few people saw, the one that fewest did. No catalogue record."""
    since = now - timedelta(days=settings.MATCH_NEW_DAYS)
    young = [
        match
        for match in matches
        if not match.listing.is_catalogue_record and (match.listing.published_at or since) > since
    ]
    if not young:
        return None
    ids = [match.listing_id for match in young]
    counts = Impression.objects.filter(match__listing__in=ids).order_by().values_list("match__listing")
    seen = dict(counts.annotate(count=Count("pk")))
    rare = [match for match in young if seen.get(match.listing_id, 0) < settings.MATCH_NEW_IMPRESSIONS_MAX]
    return min(rare, key=lambda match: (seen.get(match.listing_id, 0), -match.points, match.pk), default=None)


def _shown(matches: QuerySet[Match], *, actor: Actor) -> QuerySet[Match]:
    return with_sides(matches.filter(state__in=SHOWN), actor=actor).order_by("-points", "pk")


def own_matches(*, actor: Actor) -> QuerySet[Match]:
    """Every pair of the organisation acted for, newest proposal first."""
    if actor.organisation_id is None:
        return Match.objects.none()
    return with_sides(Match.objects.filter(rules.own(actor)), actor=actor).order_by("-proposed_at", "-pk")


def in_group(group: Group, *, actor: Actor) -> Q:
    """The condition of a group, for pairs of the organisation acted for."""
    asks, offers = Q(need__owner_id=actor.organisation_id), Q(listing__owner_id=actor.organisation_id)
    by_need, by_listing = Q(state=State.ACCEPTED_BY_NEED), Q(state=State.ACCEPTED_BY_LISTING)
    conditions = {
        Group.ANSWER: Q(state=State.PROPOSED) | (asks & by_listing) | (offers & by_need),
        Group.WAITING: (asks & by_need) | (offers & by_listing),
        Group.MET: Q(state__in=MET),
        Group.OVER: Q(state__in=[State.DISMISSED, State.STALE]),
    }
    return conditions[group]


def group_counts(*, actor: Actor) -> dict[Group, int]:
    """How many own pairs are in each group: one query."""
    if actor.organisation_id is None:
        return dict.fromkeys(Group, 0)
    counted = {group.value: Count("pk", filter=in_group(group, actor=actor)) for group in Group}
    found = Match.objects.filter(rules.own(actor)).aggregate(**counted)
    return {group: found[group.value] for group in Group}


def due_answers(*, actor: Actor) -> QuerySet[Match]:
    """Pairs that the other side accepted and the actor's has not answered, the nearest day first."""
    asked = in_group(Group.ANSWER, actor=actor) & ~Q(state=State.PROPOSED)
    return own_matches(actor=actor).filter(asked).order_by(F("answer_by").asc(nulls_last=True), "pk")


def new_matches(*, actor: Actor) -> QuerySet[Match]:
    """Proposals that nobody answered yet, best first."""
    return own_matches(actor=actor).filter(state=State.PROPOSED).order_by("-points", "-proposed_at", "pk")


def last_run(kind: Side, object_id: int) -> LastRun | None:
    """The last run of a need or listing, in one query; None before the first."""
    rows = list(
        MatchRun.objects.filter(kind=kind, object_id=object_id)
        .order_by("-blocked__count", "blocked__gate")
        .values_list("computed_at", "score_version", "considered", "blocked__gate", "blocked__count")
    )
    if not rows:
        return None
    blocked = [(gate, count) for *_run, gate, count in rows if gate]
    return LastRun(*rows[0][:3], blocked)


def refusals_of_listing(listing: Listing, *, actor: Actor, now: datetime) -> list[tuple[str, int]]:
    """Why needs said no to a listing in the last twelve months, for its owner: (reason, count), no sender named."""
    if actor.organisation_id != listing.owner_id:
        return []
    return _reasons(Match.objects.filter(listing=listing), now=now)


def refusals_of_owner(*, actor: Actor, now: datetime) -> list[tuple[str, int]]:
    """The same over everything that the organisation acted for offers."""
    if actor.organisation_id is None:
        return []
    return _reasons(Match.objects.filter(listing__owner_id=actor.organisation_id), now=now)


def _reasons(matches: QuerySet[Match], *, now: datetime) -> list[tuple[str, int]]:
    since = now - timedelta(days=settings.MATCH_REFUSALS_DAYS)
    said_no = matches.filter(state=State.DISMISSED, dismissed_side=Side.NEED, dismissed_at__gt=since)
    counted = said_no.order_by().values_list("dismissed_reason").annotate(count=Count("pk"))
    return list(counted.order_by("-count", "dismissed_reason"))
