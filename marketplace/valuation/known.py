"""What the floor knows of a listing already, so that an estimate asks nobody for it. Dated, with its source."""

import math
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from marketplace.listings.models import Listing
from marketplace.taxonomy import queries as taxonomy
from marketplace.taxonomy.queries import UnknownRate
from marketplace.valuation.methods.life import years_between

FLOOR_KNOWS = ("asking_price", "legal_life", "statutory_tax", "inflation", "subject")
TAX_RATE, INFLATION_RATE = "vn_cit_rate", "vn_inflation"
AMORTISATION_YEARS = "vn_amortisation_years_max"
STAGE_RATES = "stage_rate_{trl}_{end}"  # Discount rates by readiness: judgement, entered and dated by a curator.
SOFTWARE = "software"
LIFE_YEARS = 10.0  # What the form begins with where the law allows more; nobody plans farther.
YEARLY_LOSS = {"low": 0.05, "likely": 0.10, "high": 0.15}  # What the form begins with; shown as without a source.


@dataclass(frozen=True, slots=True)
class Known:
    """A number that the floor has, and where it has it from."""

    value: float
    source: str

    def as_input(self) -> dict[str, object]:
        return {"likely": self.value, "source": self.source}


def floor_facts(listing: Listing, *, on: date, currency: str) -> dict[str, object]:
    """Inputs of an estimate that the floor fills in itself: they only lead to warnings and comparisons."""
    known = {
        "asking_price": asking_price(listing, currency=currency),
        "legal_life": legal_life(listing, on=on),
        "statutory_tax": dated_rate(TAX_RATE, on=on),
        "inflation": dated_rate(INFLATION_RATE, on=on),
    }
    facts: dict[str, object] = {name: fact.as_input() for name, fact in known.items() if fact is not None}
    if is_software(listing):
        facts["subject"] = SOFTWARE
    return facts


def asking_price(listing: Listing, *, currency: str) -> Known | None:
    """The lowest price named in the listing, where it is in the currency of the estimate."""
    if listing.price_min is None or listing.currency != currency:
        return None
    return Known(float(listing.price_min), f"{listing.reference or listing.public_id}")


def legal_life(listing: Listing, *, on: date) -> Known | None:
    """Years until the last of its living rights expires; None where no right has a day."""
    living = {code for code, answer in taxonomy.facts("legal_status", "live_right").items() if answer != "no"}
    rights = listing.rights.exclude(expires_on=None).select_related("status")
    days = [
        (day, str(right))
        for right in rights
        if (day := right.expires_on) and (right.status is None or right.status.code in living)
    ]
    if not days:
        return None
    last, name = max(days)
    return Known(max(0.0, years_between(on, last)), f"{name}, {last:%Y-%m-%d}")


def dated_rate(code: str, *, on: date) -> Known | None:
    """A rate in force on the day, with its source; None where no curator has entered one."""
    try:
        found = taxonomy.rate(code, on=on)
    except UnknownRate:
        return None
    return Known(float(found.value), found.source)


def is_software(listing: Listing) -> bool:
    technology = getattr(listing, "technology", None)
    return bool(technology and technology.subtype and technology.subtype.code == SOFTWARE)


def presets(listing: Listing, *, on: date, currency: str) -> dict[str, object]:
    """What the form begins with; every figure can be changed."""
    legal = legal_life(listing, on=on)
    life = LIFE_YEARS if legal is None else max(1.0, float(min(LIFE_YEARS, math.floor(legal.value))))
    longest = dated_rate(AMORTISATION_YEARS, on=on)
    tax = dated_rate(TAX_RATE, on=on)
    found = {
        "royalty": _royalty_asked(listing),
        "discount_rate": _stage_rate(listing, on=on),
        "tax": tax and tax.as_input(),
        "life": {"likely": life, "source": legal.source if legal is not None and legal.value <= LIFE_YEARS else ""},
        "amortisation_years": longest and Known(min(life, longest.value), longest.source).as_input(),
        "attrition_rate": YEARLY_LOSS,
        "valuation_date": on,
    }
    return {name: given for name, given in found.items() if given is not None}


def _royalty_asked(listing: Listing) -> dict[str, object] | None:
    """The royalty that the listing names, in percent there and a share here."""
    if listing.royalty_low is None or listing.royalty_high is None:
        return None
    low, high = float(listing.royalty_low) / 100, float(listing.royalty_high) / 100
    source = _("Royalty asked in listing %(reference)s") % {"reference": listing.reference or listing.public_id}
    return {"low": low, "likely": (low + high) / 2, "high": high, "source": source}


def _stage_rate(listing: Listing, *, on: date) -> dict[str, object] | None:
    """The band of discount rates for the readiness declared, where a curator has entered one."""
    technology = getattr(listing, "technology", None)
    declared = technology and (technology.trl_assessed or technology.trl_declared)
    if not declared:
        return None
    ends = [dated_rate(STAGE_RATES.format(trl=declared.code, end=end), on=on) for end in ("low", "high")]
    low, high = ends
    if low is None or high is None:
        return None
    middle = round((low.value + high.value) / 2, 4)
    return {"low": low.value, "likely": middle, "high": high.value, "source": low.source}
