"""Matching a need: gates, candidates, judgement, proposals. Late, repeated and reordered runs give the same pairs.

Everything is decided from the need's side. A listing only finds the needs that it may concern, and has them matched:
so whichever of the two came last, the same comparison was made.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.common.outbox import emit
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.matches import actions
from marketplace.matches.models import Match
from marketplace.matches.queries import suppressed_listing_ids
from marketplace.matches.states import ACCEPTED, LIVE, Side, StaleReason
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from marketplace.notifications.models import Block
from marketplace.notifications.queries import blocked_pairs
from marketplace.taxonomy.models import DatedRate
from marketplace.taxonomy.queries import in_force
from search import events
from search.fields import Kind
from search.matching.pairs import candidates, reading, snapshots
from search.matching.pairs.facts import NeedFacts, OfferFacts
from search.matching.pairs.gates import Circumstances, Gate, refusal
from search.matching.pairs.judge import Judgement, Prepared, explain, judge
from search.matching.pairs.mathematics import spread_out
from search.matching.pairs.statistics import Statistics
from search.matching.pairs.weights import version_of

RATE_PREFIX = "fx_"  # Codes of dated rates between two currencies: fx_usd_vnd.


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one run: candidates judged, how many each gate refused, and the pairs that were proposed, best first."""

    considered: int = 0
    refused: Mapping[Gate, int] | None = None
    proposed: tuple[Judgement, ...] = ()


def forget() -> None:
    """Read everything anew at the next run, as after another database was put in place."""
    reading.forget()
    snapshots.forget()


def match_one(kind: Kind, object_id: int, *, now: datetime) -> None:
    """A need is compared; a listing has the needs compared that it concerns. Raises Unavailable."""
    if kind is Kind.NEED:
        match_need(object_id, now=now)
    else:
        match_listings([object_id], now=now)


def match_many(kind: Kind, ids: Sequence[int], *, now: datetime) -> None:
    """As `match_one`, for a slice of an import. Raises Unavailable."""
    if kind is Kind.NEED:
        request(ids, now=now)
    else:
        match_listings(ids, now=now)


def match_need(need_id: int, *, now: datetime) -> Outcome:
    """Compare an open need with what is offered; one that is not in view lets its pairs go.

    Raises Unavailable when the engine does not answer or its index is still being made.
    """
    found = reading.needs([need_id])
    if not found:
        _leave_view(Side.NEED, [need_id], now=now)
        return Outcome()
    candidates.ensure_indexed(Kind.LISTING)
    need, statistics = found[0], snapshots.in_force(now=now)
    judged = _candidates_judged(need, statistics, now=now)
    return _decide(need, judged, _circumstances(need, now=now), statistics, now=now)


def judged_for(need_id: int, *, now: datetime) -> list[Judgement]:
    """What a run would compare, best first, without writing anything; nothing for a need that is not in view."""
    return [
        one
        for need in reading.needs([need_id])
        for one in _candidates_judged(need, snapshots.in_force(now=now), now=now)
    ]


def match_listings(ids: Iterable[int], *, now: datetime) -> int:
    """Have every need matched that one of these listings may answer; returns how many. Raises Unavailable."""
    wanted = list(dict.fromkeys(ids))
    offers = reading.offers(wanted)
    gone = set(wanted) - {offer.id for offer in offers}
    _leave_view(Side.LISTING, gone, now=now)
    if offers:
        candidates.ensure_indexed(Kind.NEED)
        candidates.ensure_holds(Kind.LISTING, [offer.id for offer in offers])
    concerned = {*_concerned(offers, now=now), *_open_needs_of(offer.id for offer in offers)}
    return request(concerned, now=now)


def request(need_ids: Iterable[int], *, now: datetime) -> int:
    """Have these needs matched soon; several requests for one need become one."""
    needs = list(Need.objects.filter(pk__in=set(need_ids)).order_by("pk"))
    with transaction.atomic():
        for need in needs:
            emit(events.NEED_DUE, subject=need)
    return len(needs)


def match_sides_of_block(block_id: int, *, now: datetime) -> int:
    """Have the needs of either organisation matched between which a block was placed or lifted; returns how many.

    A person who is blocked without an organisation is no side of any pair.
    """
    sides = Block.objects.filter(pk=block_id).exclude(blocked=None).values_list("blocker_id", "blocked_id").first()
    needs = Need.objects.filter(need_rules.in_search(), owner_id__in=sides or ())
    return request(needs.values_list("pk", flat=True), now=now)


def request_all(*, now: datetime) -> int:
    """Have all open needs matched: once a day, because days pass and gates open and close by themselves."""
    return request(Need.objects.filter(need_rules.in_search()).values_list("pk", flat=True), now=now)


# --- From candidates to pairs ---


def _candidates_judged(need: NeedFacts, statistics: Statistics, *, now: datetime) -> list[Judgement]:
    wanted = {*candidates.offers_for(need, statistics), *_paired(need)}
    return _judged(Prepared.of(need, statistics), sorted(wanted), now=now)


def _judged(prepared: Prepared, ids: Sequence[int], *, now: datetime) -> list[Judgement]:
    day = timezone.localdate(now)
    return sorted((judge(prepared, offer, on=day) for offer in _read(ids)), key=lambda one: one.order)


def _read(ids: Sequence[int]) -> Iterator[OfferFacts]:
    for start in range(0, len(ids), settings.MATCH_READ_SLICE):
        yield from reading.offers(ids[start : start + settings.MATCH_READ_SLICE])


def fits(judged: Judgement) -> bool:
    """About the same thing, and good enough to show: below, nobody is bothered."""
    about = judged.subject * 100 >= settings.MATCH_FLOOR_SUBJECT_PERCENT
    return about and judged.score * 100 >= settings.MATCH_FLOOR_POINTS


def worth_showing(judged: Sequence[Judgement]) -> list[Judgement]:
    """Of pairs best first those that fit and are not far behind the best of them."""
    fit = [one for one in judged if fits(one)]
    return [one for one in fit if one.score * 100 >= fit[0].score * settings.MATCH_FLOOR_OF_BEST_PERCENT]


def _decide(
    need: NeedFacts, judged: Sequence[Judgement], given: Circumstances, statistics: Statistics, *, now: datetime
) -> Outcome:
    refusals = {one.offer.id: refusal(need, one.offer, given) for one in judged}
    allowed = [one for one in judged if refusals[one.offer.id] is None]
    good = {one.offer.id: one for one in worth_showing(allowed)}
    order = spread_out(
        list(good),
        {pk: one.offer.owner_id for pk, one in good.items()},
        shown=settings.MATCHES_SHOWN,
        per_owner=settings.MATCH_OWNER_SHOWN_MAX,
    )
    proposed = [good[pk] for pk in order[: settings.MATCHES_PER_NEED_MAX]]
    fit = {one.offer.id for one in allowed if fits(one)}
    supported = {*fit, *_accepted(need, {one.offer.id for one in allowed})}
    known = {one.offer.id for one in proposed} | _proposed_before(need, supported)
    for one in judged:
        if one.offer.id in known:
            actions.propose(need_id=need.id, listing_id=one.offer.id, explanation=explain(one), now=now)
    _close_gates(need, {pk for pk, gate in refusals.items() if gate not in (None, Gate.VIEW)}, now=now)
    actions.retire_pairs_of(kind=Side.NEED, object_id=need.id, keep=supported, now=now)
    # What would not have been proposed anyway was not refused.
    refused = Counter(gate for one in judged if fits(one) and (gate := refusals[one.offer.id]) is not None)
    actions.note_run(
        kind=Side.NEED,
        object_id=need.id,
        considered=len(judged),
        blocked={str(gate): count for gate, count in refused.items()},
        score_version=version_of(statistics.number),
        now=now,
    )
    return Outcome(considered=len(judged), refused=refused, proposed=tuple(proposed))


def _circumstances(need: NeedFacts, *, now: datetime) -> Circumstances:
    rates = DatedRate.objects.filter(in_force(timezone.localdate(now)), code__startswith=RATE_PREFIX)
    currencies = (code.removeprefix(RATE_PREFIX).upper().split("_") for code in rates.values_list("code", flat=True))
    return Circumstances(
        blocked=frozenset(frozenset({need.owner_id, other}) for other in blocked_pairs(need.owner_id)),
        suppressed=frozenset(suppressed_listing_ids(need.id, now)),
        rates=frozenset(frozenset(pair) for pair in currencies),
    )


def _paired(need: NeedFacts) -> list[int]:
    """Pairs that are there are judged again, candidates or not."""
    return list(Match.objects.filter(need_id=need.id, state__in=LIVE).values_list("listing_id", flat=True))


def _accepted(need: NeedFacts, allowed: Collection[int]) -> set[int]:
    """Somebody said yes: a score that fell does not take that back while every gate is open."""
    rows = Match.objects.filter(need_id=need.id, state__in=ACCEPTED, listing_id__in=allowed)
    return set(rows.values_list("listing_id", flat=True))


def _proposed_before(need: NeedFacts, supported: Collection[int]) -> set[int]:
    rows = Match.objects.filter(need_id=need.id, state__in=LIVE, listing_id__in=supported)
    return set(rows.values_list("listing_id", flat=True))


def _close_gates(need: NeedFacts, refused: Collection[int], *, now: datetime) -> None:
    pairs = Match.objects.filter(need_id=need.id, state__in=LIVE, listing_id__in=refused)
    actions.make_stale(
        match_ids=list(pairs.order_by("pk").values_list("pk", flat=True)), reason=StaleReason.GATE_CLOSED, now=now
    )
    unseen = Match.objects.filter(need_id=need.id, state__in=LIVE).exclude(
        listing__in=Listing.objects.filter(listing_rules.in_search())
    )
    actions.make_stale(
        match_ids=list(unseen.order_by("pk").values_list("pk", flat=True)), reason=StaleReason.LEFT_VIEW, now=now
    )


def _leave_view(side: Side, ids: Collection[int], *, now: datetime) -> None:
    pairs = Match.objects.filter(state__in=LIVE, **{f"{side}_id__in": list(ids)})
    actions.make_stale(
        match_ids=list(pairs.order_by("pk").values_list("pk", flat=True)), reason=StaleReason.LEFT_VIEW, now=now
    )


# --- From a listing to needs ---


def _concerned(offers: Sequence[OfferFacts], *, now: datetime) -> set[int]:
    """Needs that would show one of these listings, by the same judgement that decides afterwards."""
    if not offers:
        return set()
    statistics = snapshots.in_force(now=now)
    near = {offer.id: candidates.needs_for(offer, statistics) for offer in offers}
    needs = reading.needs({need for ids in near.values() for need in ids})
    prepared = {need.id: Prepared.of(need, statistics) for need in needs}
    day = timezone.localdate(now)
    return {
        need
        for offer in offers
        for need in near[offer.id]
        if need in prepared and fits(judge(prepared[need], offer, on=day))
    }


def _open_needs_of(listing_ids: Iterable[int]) -> set[int]:
    rows = Match.objects.filter(listing_id__in=list(listing_ids), state__in=LIVE)
    return set(rows.values_list("need_id", flat=True))
