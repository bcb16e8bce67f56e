"""What speaks for a pair, what against it, and what is missing: codes and facts; `matches` has their words. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from marketplace.matches.explanation import Component, Reason, Stance
from search.matching.pairs.classes import Nearness
from search.matching.pairs.facts import Channel, Figure, Labels, NeedFacts, OfferFacts, Trust
from search.matching.pairs.glossary import said_as, surfaces
from search.matching.pairs.lexical import Answer
from search.matching.pairs.requirements import Check, Compared, Verdict
from search.matching.pairs.statistics import Statistics, WordCounts
from search.matching.pairs.weights import SAME_PROVINCE, SAME_REGION
from search.matching.pairs.words import HOLLOW, is_pair

TERMS_SHOWN_MAX = 6
COMMON_FROM_SHARE = 0.25  # A word of more than a quarter of all texts is not worth naming.
REASONS_PER_STANCE_MAX = 5
LICENCE_FITS_FROM = 0.7
LICENCE_DIFFERS_BELOW = 0.4
BUDGET_FITS_FROM = 0.8
FRESH_FROM = 0.5  # Younger than one half-life.
NEAR_FROM = 0.4  # A class that is farther says too little to be named.


def reasons_of(
    need: NeedFacts,
    offer: OfferFacts,
    values: Mapping[Component, float],
    answers: Sequence[Answer],
    near: Nearness | None,
    compared: Compared | None,
    statistics: Statistics,
) -> tuple[Reason, ...]:
    """The most telling ones of each stance, in the order of what they weigh."""
    found = [
        *_lexical(need, answers, statistics),
        *_taxonomy(need, offer, near),
        *_requirements(need, offer, compared),
        *_readiness(need, offer),
        *_licence(need, offer, values),
        *_place(offer, values),
        *_money(need, offer, values),
        *_age(values),
    ]
    kept: list[Reason] = []
    for stance in Stance:
        kept += [one for one in found if one.stance is stance][:REASONS_PER_STANCE_MAX]
    return tuple(kept)


def _lexical(need: NeedFacts, answers: Sequence[Answer], statistics: Statistics) -> Iterator[Reason]:
    """What both say, in each language that has it: a reader is shown the words of theirs."""
    telling: dict[str, list[str]] = {}
    for answer in answers:  # The best channel of a language names its words.
        words = telling_words(answer, statistics.of(answer.channel))
        if words:
            telling.setdefault("en" if answer.channel is Channel.EN else "vi", words)
    named = {language: _written(need, words) for language, words in telling.items()}
    if len(named) == 1:
        named |= _as_said(need, telling)
    if named:
        yield Reason(Stance.FOR, "terms", Component.LEXICAL, {f"words_{key}": words for key, words in named.items()})


def telling_words(said: Answer, counts: WordCounts) -> list[str]:
    """The most telling words that both say; a pair of words stands for both of them."""
    chosen: list[str] = []
    covered: set[str] = set()
    for word in sorted(said.words, key=lambda one: (-said.words[one] * (2 if is_pair(one) else 1), one)):
        parts = set(word.split())
        if parts <= covered or parts & HOLLOW or any(counts.share(part) > COMMON_FROM_SHARE for part in parts):
            continue
        covered |= parts
        chosen.append(word)
        if len(chosen) == TERMS_SHOWN_MAX:
            break
    return chosen


def _written(need: NeedFacts, words: Iterable[str]) -> list[str]:
    """As the need wrote them, or else the glossary."""
    return [need.surfaces.get(word) or surfaces().get(word, word) for word in words]


def _as_said(need: NeedFacts, telling: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Words that are common in one language alone, as the need says them in the other one."""
    ((language, words),) = telling.items()
    other = "vi" if language == "en" else "en"
    found = said_as(need, words, other)
    return {other: found} if found else {}


def _taxonomy(need: NeedFacts, offer: OfferFacts, near: Nearness | None) -> Iterator[Reason]:
    if near is None:
        if not (need.classes and offer.classes):
            yield Reason(Stance.MISSING, "no_codes", Component.TAXONOMY)
        return
    found = near.offer_class
    if found is not None and near.value >= NEAR_FROM:
        facts = {"list": found.list, "code": found.code, "label_vi": found.label_vi, "label_en": found.label_en}
        yield Reason(Stance.FOR, "code", Component.TAXONOMY, facts)


def _requirements(need: NeedFacts, offer: OfferFacts, compared: Compared | None) -> Iterator[Reason]:
    if compared is None:
        if need.kind != "service" and not need.requirements:
            yield Reason(Stance.MISSING, "no_requirement_rows", Component.REQUIREMENTS)
        elif need.requirements and not offer.claims:
            yield Reason(Stance.MISSING, "no_claims", Component.REQUIREMENTS)
        return
    for check in sorted(compared.checks, key=lambda one: not one.requirement.must):
        yield from _one_requirement(check)


def _one_requirement(check: Check) -> Iterator[Reason]:
    part = Component.REQUIREMENTS
    match check.verdict:
        case Verdict.MET:
            yield Reason(Stance.FOR, "requirement_met", part, _both(check))
            if check.claim is not None and check.claim.trust is not Trust.VERIFIED:
                yield Reason(Stance.AGAINST, "declared_only", part, _named(check.requirement))
        case Verdict.MISSED:
            yield Reason(Stance.AGAINST, "requirement_missed", part, _both(check))
        case Verdict.OTHER_UNIT:
            yield Reason(Stance.AGAINST, "not_comparable_unit", part, _both(check))
        case _:
            yield Reason(Stance.MISSING, "no_claim_for", part, _named(check.requirement))


def _named(figure: Figure) -> dict[str, Any]:
    return {"metric_vi": figure.metric_vi, "metric_en": figure.metric_en}


def _both(check: Check) -> dict[str, Any]:
    claim = check.claim
    return {
        **_named(check.requirement),
        **_told("required", check.requirement),
        **(_told("offered", claim) if claim else {}),
        "unit": check.requirement.unit,
        "offered_unit": claim.unit if claim else "",
        "verified": claim is not None and claim.trust is Trust.VERIFIED,
    }


def _told(topic: str, figure: Figure) -> dict[str, Any]:
    """Numbers stay numbers: the page writes them as its language does."""
    return {topic: figure.value, f"{topic}_high": figure.value_high, f"{topic}_bound": figure.bound}


def _readiness(need: NeedFacts, offer: OfferFacts) -> Iterator[Reason]:
    if need.readiness is None:
        return
    if offer.readiness is None:
        if offer.kind != "service":
            yield Reason(Stance.MISSING, "no_trl", Component.TRL)
        return
    low, high = need.readiness
    gap = max(low - offer.readiness, offer.readiness - high, 0)
    facts = {"trl": offer.readiness, "low": low, "high": high}
    if gap:
        yield Reason(Stance.AGAINST, "trl_outside", Component.TRL, {**facts, "gap": gap})
    else:
        yield Reason(Stance.FOR, "trl_inside", Component.TRL, facts)


def _licence(need: NeedFacts, offer: OfferFacts, values: Mapping[Component, float]) -> Iterator[Reason]:
    fit = values.get(Component.LICENCE)
    if fit is None:
        return
    facts = {"labels": [_labelled(code, labels) for code, labels in sorted(_named_forms(need, offer).items())]}
    if fit >= LICENCE_FITS_FROM:
        yield Reason(Stance.FOR, "licence_fits", Component.LICENCE, facts)
    elif fit < LICENCE_DIFFERS_BELOW:
        yield Reason(Stance.AGAINST, "licence_differs", Component.LICENCE, facts)


def _named_forms(need: NeedFacts, offer: OfferFacts) -> Mapping[str, Labels]:
    """The forms that both name, or else all that are on offer."""
    shared = {code: labels for code, labels in offer.licences.items() if code in need.licences}
    return shared or offer.licences


def _labelled(code: str, labels: Labels) -> dict[str, str]:
    return {"code": code, "label_vi": labels[0], "label_en": labels[1]}


def _place(offer: OfferFacts, values: Mapping[Component, float]) -> Iterator[Reason]:
    near = values.get(Component.GEOGRAPHY)
    if near is None or offer.remote:
        return
    if near >= SAME_PROVINCE:
        yield Reason(Stance.FOR, "same_province", Component.GEOGRAPHY)
    elif near >= SAME_REGION:
        yield Reason(Stance.FOR, "same_region", Component.GEOGRAPHY)
    else:
        yield Reason(Stance.AGAINST, "far", Component.GEOGRAPHY)


def _money(need: NeedFacts, offer: OfferFacts, values: Mapping[Component, float]) -> Iterator[Reason]:
    fit = values.get(Component.BUDGET)
    if fit is None:
        if need.budget is not None and offer.price is None:
            yield Reason(Stance.MISSING, "no_price", Component.BUDGET)
        return
    facts = {
        "price_low": offer.price.low if offer.price else None,
        "budget_high": need.budget.high if need.budget else None,
        "currency": need.budget.currency if need.budget else "",
    }
    if fit >= BUDGET_FITS_FROM:
        yield Reason(Stance.FOR, "budget_fits", Component.BUDGET, facts)
    else:
        yield Reason(Stance.AGAINST, "budget_gap", Component.BUDGET, facts)


def _age(values: Mapping[Component, float]) -> Iterator[Reason]:
    if values.get(Component.FRESHNESS, 0.0) >= FRESH_FROM:
        yield Reason(Stance.FOR, "fresh", Component.FRESHNESS)
