"""What is known of a need and of an offer when they are compared: plain values of their public projections. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from search.matching.pairs.units import Quantity

Labels = tuple[str, str]  # Vietnamese, English.


class Channel(StrEnum):
    """Words are compared within one language only; Vietnamese ones with their marks where both sides write them."""

    VI = "vi"
    VI_FOLDED = "vi_folded"
    EN = "en"


class Bound(StrEnum):
    """How a figure is bounded; the values are those of both apps."""

    EQUAL = "eq"
    AT_LEAST = "ge"
    AT_MOST = "le"
    RANGE = "range"


class Trust(StrEnum):
    """What stands behind a claimed figure."""

    DECLARED = "declared"
    SEEN = "seen"
    VERIFIED = "verified"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of a text with how often they occur, titles counting more; `length` is their sum."""

    counts: Mapping[str, float]
    length: float


@dataclass(frozen=True, slots=True)
class Class:
    """One code of one list, with its path from the root: ("ipc", "A", "A01", "A01G")."""

    list: str
    code: str
    path: tuple[str, ...]
    label_vi: str = ""
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A required or claimed figure. `low` and `high` are on the common scale; None where the unit is not known."""

    metric_vi: str
    metric_en: str
    bound: Bound
    low: Quantity | None
    high: Quantity | None
    value: str  # As it was given: "2500", "0.8"; `value_high` of a range.
    value_high: str
    unit: str
    must: bool = True
    trust: Trust = Trust.DECLARED


@dataclass(frozen=True, slots=True)
class Money:
    """A band of amounts in one currency; an open end is None. `firm` when its owner does not move below or above."""

    low: float | None
    high: float | None
    currency: str
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an owner sits, as the public projection tells it: empty where it does not."""

    country: str = ""
    region: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What need and offer have alike. `owner_country` and `owner_kind` serve the gates alone, never a score."""

    id: int
    version: int
    kind: str
    owner_id: int
    owner_country: str
    owner_kind: str
    restriction: str
    in_search: bool
    bags: Mapping[Channel, Bag]
    classes: tuple[Class, ...]
    licences: Mapping[str, Labels]  # Code of the form → its labels.
    place: Place


@dataclass(frozen=True, slots=True)
class NeedFacts(Side):
    """A need. `surfaces` gives each word as its owner wrote it, for the reasons."""

    surfaces: Mapping[str, str] = field(default_factory=dict)
    readiness: tuple[int, int] | None = None
    requirements: tuple[Figure, ...] = ()
    budget: Money | None = None


@dataclass(frozen=True, slots=True)
class OfferFacts(Side):
    """A listing that somebody offers."""

    readiness: int | None = None
    claims: tuple[Figure, ...] = ()
    price: Money | None = None
    published_on: date | None = None  # None on catalogue records: their day of import says nothing.
    remote: bool = False  # Delivered over a wire: distance does not count.
    serves: tuple[str, ...] = ()  # Provinces and regions that a service covers.
    prohibited: bool = False
    export_controlled: bool = False
    exclusivity_granted: bool = False
    rights_end: tuple[str, ...] | None = None  # Countries where a right can be transferred; None: not limited.
