"""What can be searched, filtered, counted and sorted, declared once.

The embedded schema, the Elasticsearch mapping, the facet requests, the parameters of the page and the choices of the
API's description all come from here. Changing a field means another MAPPING_VERSION and a rebuild.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MAPPING_VERSION = 1


class Kind(StrEnum):
    """Which table a document comes from. One index holds all kinds, so that scores compare on one page."""

    LISTING = "listing"
    NEED = "need"


class Audience(StrEnum):
    """Who is asking, and the widest circle that may see a document."""

    PUBLIC = "public"
    MEMBER = "member"

    @property
    def sees(self) -> tuple[str, ...]:
        """The audiences of documents this one may see: its own and every wider one."""
        order = list(Audience)
        return tuple(str(audience) for audience in order[: order.index(self) + 1])


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    PRICE = "price"
    DEADLINE = "deadline"


# Only the catch-all decides what matches; the title and the exact words add score and nothing else. A weight
# multiplies their BM25 beside the 1 of the catch-all.
CATCH_ALL = "words"
TITLE = "title"
EXACT = "exact"
# Few words name a thing, and a thing has its name in the title: below 1, a text that repeats "máy sấy" ranks above
# the dryer itself. Many words describe: above 0.6, SciFact's train queries lose 0.02 nDCG@10, Cranfield follows at 1.
TITLE_WEIGHT_NAMING = 1.5
TITLE_WEIGHT_DESCRIBING = 0.3
NAMING_WORDS_MAX = 3
# Below 1, XQuAD-vi with marks falls under 0.95. It scores only where the query has marks (search/text/terms.py).
EXACT_WEIGHT = 1.5
SUGGEST = "suggest"  # Folded whole words of the titles.
SHOWN_TITLES = "titles"  # Stored as written: a suggestion shows accents.


def title_weight(words: int) -> float:
    """What a word in a title counts in a query of so many words."""
    return TITLE_WEIGHT_NAMING if words <= NAMING_WORDS_MAX else TITLE_WEIGHT_DESCRIBING


CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
IPC = re.compile(r"[A-H](\d\d([A-Z])?)?")
COUNTRY = re.compile(r"[A-Z]{2}")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter by value, counted on the page when `counted`. Values of one facet widen, facets together narrow."""

    name: str
    pattern: re.Pattern[str] = CODE
    choices: tuple[str, ...] = ()  # Known without the code lists; the page and the API check the others against them.
    counted: bool = True
    size: int = 40  # Values whose counts are asked for.

    def accepts(self, value: str) -> bool:
        return value in self.choices if self.choices else self.pattern.fullmatch(value) is not None


KINDS = ("technology", "ip_asset", "service", "need")
FACETS: dict[str, Facet] = {
    facet.name: facet
    for facet in (
        Facet("kind", choices=KINDS),
        Facet("field"),
        Facet("ipc", IPC, size=200),  # A document carries section, class and subclass: A, A23, A23B.
        Facet("trl", choices=tuple("123456789")),
        Facet("licence"),
        Facet("country", COUNTRY),
        Facet("province"),
        Facet("organisation", SLUG),
        Facet("price_mode"),
        Facet("ip_status"),
        Facet("verified", choices=("yes", "no")),
        Facet("service_kind"),
        Facet("need_kind", counted=False),
        Facet("origin", choices=("floor", "sample", "catalogue"), counted=False),
    )
}
COUNTED = tuple(name for name, facet in FACETS.items() if facet.counted)  # At most 12 on a page (security.md T23).

BIGGEST_NUMBER = 2**53 - 1  # JSON readers keep whole numbers exactly up to here.


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(BIGGEST_NUMBER)) or int(text) > BIGGEST_NUMBER:
        raise ValueError(text)
    return int(text)


def _readiness(text: str) -> int:
    level = _whole(text)
    if not 1 <= level <= len(FACETS["trl"].choices):
        raise ValueError(text)
    return level


def day_number(text: str) -> int:
    """Days since 0001-01-01 of an ISO date, the unit of every day in the index. Raises ValueError."""
    if not text.isascii() or len(text) != len("2026-11-23"):
        raise ValueError(text)
    return date.fromisoformat(text).toordinal()


def day_text(number: int) -> str:
    return date.fromordinal(number).isoformat()


@dataclass(frozen=True, slots=True)
class Range:
    """A filter between two bounds, both inclusive. It matches a document whose own span overlaps the asked one."""

    name: str
    low: str  # Number of the document that holds the lower end of its span.
    high: str
    hint: str  # What a value looks like, for messages and the API's description.
    read: Callable[[str], int] = field(default=_whole)
    write: Callable[[int], str] = field(default=str)


RANGES: dict[str, Range] = {
    span.name: span
    for span in (
        Range("trl", "trl_min", "trl_max", "1-9", _readiness),
        # Whole units of the site's currency; a price in another currency without a dated rate is left out.
        Range("price", "price_min", "price_max", "0", _whole),
        Range("published", "published_day", "published_day", "2026-11-23", day_number, day_text),
    )
}


@dataclass(frozen=True, slots=True)
class Order:
    """A sort by a number of the document; documents without it come last."""

    number: str
    descending: bool = False


ORDERS: dict[Sort, Order] = {
    Sort.NEWEST: Order("published_at", descending=True),
    Sort.PRICE: Order("price_min"),
    Sort.DEADLINE: Order("deadline_day"),
}
NUMBERS: tuple[str, ...] = tuple(
    dict.fromkeys(
        [number for span in RANGES.values() for number in (span.low, span.high)]
        + [order.number for order in ORDERS.values()]
    )
)
