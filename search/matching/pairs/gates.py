"""What no score can outweigh: each gate refuses a pair with a code that is stored and shown. Pure.

The table is matching.md §2. A gate reads facts that may be public on neither side (who is suspended, who blocked
whom); a refusal says its code, never that fact.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from search.matching.pairs.facts import Money, NeedFacts, OfferFacts

STATE_BODIES = frozenset({"agency"})


class Gate(StrEnum):
    """Why a pair is not proposed."""

    VIEW = "view"
    PARTIES = "parties"
    RIGHT = "right"
    LISTED = "list"
    BUDGET = "budget"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What gates need beside the two sides; `rates` are pairs of currencies with a dated rate."""

    blocked: Collection[frozenset[int]] = frozenset()  # Two organisations, either way.
    suppressed: Collection[int] = frozenset()  # Offers that this need has dismissed.
    rates: Collection[frozenset[str]] = frozenset()


def refusal(need: NeedFacts, offer: OfferFacts, given: Circumstances) -> Gate | None:
    """The first gate that is closed; None when all are open."""
    return next((gate for gate, is_closed in _GATES if is_closed(need, offer, given)), None)


def _out_of_view(need: NeedFacts, offer: OfferFacts, given: Circumstances) -> bool:
    """Not published or open, an owner suspended, or a complaint pending: the state of the search says all three."""
    return not (need.in_search and offer.in_search)


def _wrong_parties(need: NeedFacts, offer: OfferFacts, given: Circumstances) -> bool:
    return need.owner_id == offer.owner_id or frozenset({need.owner_id, offer.owner_id}) in given.blocked


def _no_right(need: NeedFacts, offer: OfferFacts, given: Circumstances) -> bool:
    """Exclusivity is given away, or the right that is all there is on offer ends before the buyer's country."""
    if offer.exclusivity_granted:
        return True
    return offer.rights_end is not None and need.owner_country not in offer.rights_end


def _on_a_list(need: NeedFacts, offer: OfferFacts, given: Circumstances) -> bool:
    """Prohibited, controlled at the border, or limited by the source of either side's catalogue record."""
    if offer.prohibited or (offer.export_controlled and need.owner_country != offer.owner_country):
        return True
    same_country = need.owner_country == offer.owner_country
    for restriction, answering_kind in ((offer.restriction, need.owner_kind), (need.restriction, offer.owner_kind)):
        if restriction in ("no_export", "domestic_only") and not same_country:
            return True
        if restriction == "purpose_limited" and not (same_country and answering_kind in STATE_BODIES):
            return True
    return False


def _said_no(need: NeedFacts, offer: OfferFacts, given: Circumstances) -> bool:
    return offer.id in given.suppressed


def _no_money(need: NeedFacts, offer: OfferFacts, given: Circumstances) -> bool:
    """Amounts that cannot be compared, or a firm floor above the ceiling. An amount not public closes no gate."""
    budget, price = need.budget, offer.price
    if budget is None or price is None:
        return False
    if budget.currency != price.currency:
        return frozenset({budget.currency, price.currency}) not in given.rates
    return _is_over(price, budget)


def _is_over(price: Money, budget: Money) -> bool:
    if not (price.firm and budget.firm) or price.low is None or budget.high is None:
        return False
    return price.low > budget.high


_GATES: tuple[tuple[Gate, Callable[[NeedFacts, OfferFacts, Circumstances], bool]], ...] = (
    (Gate.VIEW, _out_of_view),
    (Gate.PARTIES, _wrong_parties),
    (Gate.RIGHT, _no_right),
    (Gate.LISTED, _on_a_list),
    (Gate.BUDGET, _no_money),
    (Gate.SUPPRESSED, _said_no),
)
