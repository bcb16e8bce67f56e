"""What the floor knows of a listing already, so that an estimate asks nobody for it. Dated, with its source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.listings.models import Listing
from marketplace.taxonomy import queries as taxonomy
from marketplace.taxonomy.queries import UnknownRate
from marketplace.valuation.methods.life import years_between

FLOOR_KNOWS = ("asking_price", "legal_life", "statutory_tax", "inflation", "subject")
TAX_RATE, INFLATION_RATE = "vn_cit_rate", "vn_inflation"
AMORTISATION_YEARS = "vn_amortisation_years_max"
SOFTWARE = "software"


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
    rights = [right for right in listing.rights.select_related("status") if right.expires_on is not None]
    living = {code for code, answer in taxonomy.facts("legal_status", "live_right").items() if answer != "no"}
    days = [(right.expires_on, str(right)) for right in rights if right.status is None or right.status.code in living]
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


def royalty_asked(listing: Listing) -> tuple[Decimal, Decimal] | None:
    """The royalty that the listing names, in percent, low and high."""
    if listing.royalty_low is None or listing.royalty_high is None:
        return None
    return listing.royalty_low, listing.royalty_high
