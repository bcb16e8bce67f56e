"""One pair judged: components of both sides, their harmonic mean, and rows that add up to it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.matches.explanation import Component, Contribution, Explanation, Judge
from search.matching.pairs import licences
from search.matching.pairs.classes import Nearness, nearness
from search.matching.pairs.facts import Channel, Money, NeedFacts, OfferFacts, Place
from search.matching.pairs.lexical import Answer, Question, answers_of, questions_of
from search.matching.pairs.mathematics import half_life, readiness_fit, reciprocity, shares, weighted_total
from search.matching.pairs.reasons import reasons_of
from search.matching.pairs.requirements import Compared, compare
from search.matching.pairs.statistics import Statistics
from search.matching.pairs.weights import (
    ELSEWHERE,
    FRESHNESS_HALF_LIFE_DAYS,
    OF_LISTING,
    OF_NEED,
    SAME_COUNTRY,
    SAME_PROVINCE,
    SAME_REGION,
    version_of,
)

Values = Mapping[Component, float]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A need made ready to be compared with many offers."""

    need: NeedFacts
    statistics: Statistics
    asked: Mapping[Channel, Question]

    @classmethod
    def of(cls, need: NeedFacts, statistics: Statistics) -> "Prepared":
        return cls(need, statistics, questions_of(need, statistics))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A pair before it is put into words."""

    need: NeedFacts
    offer: OfferFacts
    of_need: Values
    of_listing: Values
    weights: Mapping[Component, float]  # Of the need's components: what could be compared in part counts in part.
    answers: tuple[Answer, ...]  # The best first: it alone counts; the others name the words in their language.
    near: Nearness | None
    compared: Compared | None
    score: float
    subject: float  # How much both speak of the same thing; the rest of a score would fit two strangers as well.
    statistics: Statistics

    @property
    def order(self) -> tuple[float, int]:
        """Best first; equal scores by id, so that every run gives the same order."""
        return -self.score, self.offer.id


def judge(prepared: Prepared, offer: OfferFacts, *, on: date) -> Judgement:
    """Both directions of one pair on one day. Gates are asked before: this says how well, never whether it may be."""
    need = prepared.need
    answers = answers_of(prepared.asked, offer, prepared.statistics)
    said = answers[0] if answers else None
    near = nearness(need.classes, offer.classes, prepared.statistics)
    compared = compare(need.requirements, offer.claims)
    values = _present(
        {
            Component.LEXICAL: said.value if said else None,
            Component.TAXONOMY: near.value if near else None,
            Component.REQUIREMENTS: compared.value if compared and compared.known else None,
            Component.TRL: _readiness(need, offer),
            Component.LICENCE: licences.fit(wanted=need.licences, offered=offer.licences),
            Component.GEOGRAPHY: geography(need.place, offer),
            Component.FRESHNESS: _freshness(offer, on=on),
            Component.BUDGET: budget_fit(need.budget, offer.price),
        }
    )
    weights = dict(OF_NEED)
    # What is known in part weighs in part.
    weights[Component.REQUIREMENTS] *= compared.known if compared else 0
    weights[Component.TAXONOMY] *= near.known if near else 0
    theirs = {component: values[component] for component in OF_LISTING if component in values}
    return Judgement(
        need=need,
        offer=offer,
        of_need=values,
        of_listing=theirs,
        weights=weights,
        answers=answers,
        near=near,
        compared=compared,
        score=_score(values, weights, theirs),
        subject=said.value * said.firmness if said else 0.0,
        statistics=prepared.statistics,
    )


def _present(values: Mapping[Component, float | None]) -> dict[Component, float]:
    return {component: value for component, value in values.items() if value is not None}


def _score(values: Values, weights: Mapping[Component, float], theirs: Values) -> float:
    own = weighted_total(values, weights)
    return reciprocity(own, weighted_total(theirs, OF_LISTING)) if theirs else own


def explain(judged: Judgement) -> Explanation:
    """The judgement as the floor keeps and shows it; its rows add up to the score to 1e-9."""
    own = weighted_total(judged.of_need, judged.weights)
    theirs = weighted_total(judged.of_listing, OF_LISTING)
    # 2ab/(a+b) = a·b/(a+b) + b·a/(a+b): each side's rows are scaled by what the other side thinks.
    both = own + theirs
    scale_own, scale_theirs = (theirs / both, own / both) if judged.of_listing and both else (1.0, 0.0)
    rows = [
        *_rows(Judge.NEED, judged.of_need, judged.weights, scale_own),
        *_rows(Judge.LISTING, judged.of_listing, OF_LISTING, scale_theirs),
    ]
    return Explanation(
        score=judged.score,
        contributions=tuple(rows),
        reasons=reasons_of(
            judged.need, judged.offer, judged.of_need, judged.answers, judged.near, judged.compared, judged.statistics
        ),
        score_version=version_of(judged.statistics.number),
        need_version=judged.need.version,
        listing_version=judged.offer.version,
    )


def _rows(who: Judge, values: Values, weights: Mapping[Component, float], scale: float) -> list[Contribution]:
    total = sum(weights[component] for component in values)
    added = shares(values, weights)
    return [
        Contribution(
            component=component,
            judge=who,
            value=value,
            weight=weights[component] / total * scale,
            share=added[component] * scale,
        )
        for component, value in values.items()
        if total
    ]


# --- Single components ---


def _readiness(need: NeedFacts, offer: OfferFacts) -> float | None:
    if need.readiness is None or offer.readiness is None:
        return None
    low, high = need.readiness
    return readiness_fit(offer.readiness, low=low, high=high)


def _freshness(offer: OfferFacts, *, on: date) -> float | None:
    """Whole days, so that a run of the same day gives the same score."""
    if offer.published_on is None:
        return None
    return half_life((on - offer.published_on).days, half_life_days=FRESHNESS_HALF_LIFE_DAYS)


def geography(place: Place, offer: OfferFacts) -> float | None:
    """Same province 1, region 0.7, country 0.5, elsewhere 0.3; None where one side does not say where it is.

    What comes over a wire is near to everybody, a service is near where it serves.
    """
    if not place.country or not offer.place.country:
        return None
    if offer.remote or (place.province and place.province in offer.serves):
        return SAME_PROVINCE
    if place.region and (place.region in offer.serves or place.region == offer.place.region):
        return SAME_PROVINCE if place.province and place.province == offer.place.province else SAME_REGION
    return SAME_COUNTRY if place.country == offer.place.country else ELSEWHERE


def budget_fit(budget: Money | None, price: Money | None) -> float | None:
    """The part of the price's band that the budget covers; None without two public amounts in one currency."""
    if budget is None or price is None or budget.high is None or price.low is None:
        return None
    if budget.currency != price.currency:
        return None
    high = price.high if price.high is not None else price.low
    if high <= budget.high:
        return 1.0
    if price.low > budget.high:
        return 0.0
    return (budget.high - price.low) / (high - price.low)
