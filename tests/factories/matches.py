"""Pairs in any state, reached as users reach it: by actions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from marketplace.common.permissions import SYSTEM
from marketplace.listings.actions import import_published_batch as import_listings
from marketplace.listings.catalogue import CatalogueRecord as ListingRecord
from marketplace.listings.models import Listing
from marketplace.matches import actions
from marketplace.matches.explanation import Component, Contribution, Explanation, Judge, Reason, Stance
from marketplace.matches.models import Match
from marketplace.matches.states import StaleReason
from marketplace.needs.actions import import_published_batch as import_needs
from marketplace.needs.catalogue import CatalogueRecord as NeedRecord
from marketplace.needs.models import Need
from tests.factories import listings, needs
from tests.factories.accounts import NOW, make_source

SHARES = {Component.LEXICAL: 0.3, Component.TAXONOMY: 0.2, Component.REQUIREMENTS: 0.3, Component.TRL: 0.2}
TERMS = Reason(Stance.FOR, "terms", Component.LEXICAL, {"words_vi": ["sấy", "chè"]})


def explain(
    score: float = 0.8,
    *,
    reasons: Iterable[Reason] = (TERMS,),
    shares: Mapping[Component, float] = SHARES,
    score_version: str = "1",
    need: Need | None = None,
    listing: Listing | None = None,
) -> Explanation:
    """A judgement with this score: each side's rows take their part of it, the rows add up."""
    rows = [
        Contribution(component, judge, value=score, weight=weight / 2, share=score * weight / 2)
        for judge in Judge
        for component, weight in shares.items()
    ]
    return Explanation(
        score=sum(row.share for row in rows),
        contributions=rows,
        reasons=list(reasons),
        score_version=score_version,
        need_version=need.version if need else 1,
        listing_version=listing.version if listing else 1,
    )


def make_pair(
    *,
    need: Need | None = None,
    listing: Listing | None = None,
    explanation: Explanation | None = None,
    now: datetime = NOW,
    **judged: Any,
) -> Match:
    """A proposed pair of an open need and a published listing, each with an owner of its own."""
    asks = need or needs.make_open(now=now)
    offers = listing or listings.make_published(now=now)
    judgement = explanation or explain(need=asks, listing=offers, **judged)
    match = actions.propose(need_id=asks.pk, listing_id=offers.pk, explanation=judgement, now=now)
    assert match is not None
    return fresh(match)


def make_accepted_by_need(*, now: datetime = NOW, **more: Any) -> Match:
    match = make_pair(now=now, **more)
    return fresh(actions.accept_match(match_id=match.pk, actor=needs.owner_of(match.need), now=now))


def make_accepted_by_listing(*, now: datetime = NOW, **more: Any) -> Match:
    match = make_pair(now=now, **more)
    return fresh(actions.accept_match(match_id=match.pk, actor=listings.owner_of(match.listing), now=now))


def make_introduced(*, now: datetime = NOW, **more: Any) -> Match:
    match = make_accepted_by_need(now=now, **more)
    return fresh(actions.accept_match(match_id=match.pk, actor=listings.owner_of(match.listing), now=now))


def make_dismissed(*, reason: str = "not_relevant", now: datetime = NOW, **more: Any) -> Match:
    """Dismissed by the asking side."""
    match = make_pair(now=now, **more)
    actor = needs.owner_of(match.need)
    return fresh(actions.dismiss_match(match_id=match.pk, reason=reason, actor=actor, now=now))


def make_stale(*, reason: StaleReason = StaleReason.UNANSWERED, now: datetime = NOW, **more: Any) -> Match:
    match = make_pair(now=now, **more)
    actions.make_stale(match_ids=[match.pk], reason=reason, now=now)
    return fresh(match)


def make_record_listing(*, now: datetime = NOW) -> Listing:
    """A catalogue record: nobody on the floor answers for it."""
    record = ListingRecord(
        source_id="L-1",
        kind="technology",
        owner_key="lab",
        owner_name_en="A laboratory abroad",
        country="US",
        title_en="Heat pump dryer",
        summary_en="Dries leaves.",
    )
    import_listings([record], source=make_source(), actor=SYSTEM, now=now)
    return Listing.objects.get(source_key="L-1")


def make_record_need(*, now: datetime = NOW) -> Need:
    """The same of the asking side."""
    record = NeedRecord(
        source_id="N-1",
        kind="technology",
        owner_key="agency",
        owner_name_en="An agency abroad",
        country="US",
        title_en="Dry tea",
        body_en="Without smoke.",
    )
    import_needs([record], source=make_source(), actor=SYSTEM, now=now)
    return Need.objects.get(source_key="N-1")


def fresh(match: Match) -> Match:
    """As the row is now."""
    return Match.objects.select_related("need__owner", "need__author", "listing__owner", "listing__author").get(
        pk=match.pk
    )
