"""The public projection of a listing: the only text that pages for everybody, the index, feeds and alerts may show.

Tier P of the fields alone. A hidden owner has no name here, and an application that is not published yet shows no more
than its minimal record: application number, title, field, applicant, assignable, licensable, filing date.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet

from marketplace.accounts.models import Organisation
from marketplace.accounts.projection import PublicTexts
from marketplace.common.facts import LANGUAGES
from marketplace.common.permissions import Actor
from marketplace.common.sql import ByIds
from marketplace.listings import rules
from marketplace.listings.models import UNPUBLISHED_FILING, Addressed, Claim, IpRight, Listing, ServiceDetails
from marketplace.listings.states import Kind
from marketplace.taxonomy.models import Code


def _per_language(*topics: str) -> tuple[str, ...]:
    return tuple(f"{topic}_{language}" for topic in topics for language in LANGUAGES)


_TECHNOLOGY_TEXTS = ("problem_solved", "how_it_works", "limits", "applications", "resource_needs")
_SERVICE_TEXTS = ("deliverable", "scope", "certificate_scope")


def _texts_of(*topics: str) -> dict[str, Callable[[Any], tuple[str, ...]]]:
    """By language, what reads these topics of an object."""
    return {language: attrgetter(*(f"{topic}_{language}" for topic in topics)) for language in LANGUAGES}


_FRAME, _TECHNOLOGY, _SERVICE = (
    _texts_of("abstract", "support_offered"),
    _texts_of(*_TECHNOLOGY_TEXTS),
    _texts_of(*_SERVICE_TEXTS),
)

# --- Reading in bulk ---

_OWN = (
    *("pk", "index_version", "kind", "reference", "owner_id", "owner_hidden", "source_id", "is_sample"),
    *_per_language("title", "summary", "keywords", "abstract", "support_offered"),
    *("published_at", "price_min", "price_max", "currency"),
)
_CODES = {name: f"{name}_id" for name in ("st_field", "wipo_field", "origin_country", "price_mode")} | {
    name: f"technology__{name}_id" for name in ("trl_declared", "trl_assessed")
}
_DETAILS = {name: f"technology__{name}" for name in _per_language(*_TECHNOLOGY_TEXTS)} | {
    name: f"service__{name}" for name in _per_language(*_SERVICE_TEXTS)
}
_NAMES = (*_OWN, *_DETAILS, *_CODES)
_COLUMNS = (*_OWN, *_DETAILS.values(), *_CODES.values())


class Rows(tuple[Any, ...]):
    """Rows that were read beforehand, asked for as a related manager is."""

    def all(self) -> "Rows":
        return self


class Record(Addressed):
    """A listing as the projection reads it: plain values and rows under the names of the model.

    It is its own `technology` and `service`, whose columns it carries. A rebuild of the index reads every listing, and
    as models with their relations each one costs ten times as much.
    """

    def __init__(self, values: Iterable[Any]) -> None:
        self.__dict__.update(zip(_NAMES, values, strict=True))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    @property
    def technology(self) -> "Record":
        return self

    @property
    def service(self) -> "Record":
        return self


def records(listings: QuerySet[Listing]) -> list[Record]:
    """The listings in the order of the queryset, with all that this module reads: at most eight queries."""
    found = [Record(values) for values in listings.values_list(*_COLUMNS)]
    ids = [record.pk for record in found]
    services = [record.pk for record in found if record.kind == Kind.SERVICE]
    linked = {
        "ipc": _linked(Listing.ipc.through, "listing_id", ids),
        "licence_kinds": _linked(Listing.licence_kinds.through, "listing_id", ids),
        "service_kinds": _linked(ServiceDetails.service_kinds.through, "servicedetails_id", services),
    }
    rows = {
        "claims": _grouped(Claim.objects.filter(**_among("listing_id", ids))),
        "rights": _grouped(IpRight.objects.filter(**_among("listing_id", ids)).select_related("kind", "status")),
    }
    wanted = {getattr(record, name) for record in found for name in _CODES}
    wanted.update(pk for by_listing in linked.values() for codes in by_listing.values() for pk in codes)
    codes = Code.objects.in_bulk(wanted - {None})
    owners = Organisation.objects.select_related("province").in_bulk({record.owner_id for record in found})
    for record in found:
        pk, columns = record.pk, record.__dict__
        columns["owner"] = owners[record.owner_id]
        for name in _CODES:
            columns[name] = codes.get(columns[name])
        for name, by_listing in linked.items():
            columns[name] = Rows(map(codes.__getitem__, by_listing[pk])) if pk in by_listing else _NONE
        for name, by_listing in rows.items():
            columns[name] = Rows(by_listing[pk]) if pk in by_listing else _NONE
    return found


_NONE = Rows()


def _linked(through: type[Model], column: str, ids: Sequence[int]) -> dict[int, list[int]]:
    """Ids of the codes by listing."""
    found: dict[int, list[int]] = defaultdict(list)
    if ids:
        pairs = through._default_manager.filter(**_among(column, ids)).order_by("pk")
        for listing_id, code_id in pairs.values_list(column, "code_id"):
            found[listing_id].append(code_id)
    return found


def _among(column: str, ids: Sequence[int]) -> dict[str, object]:
    """The condition that finds these ids: of a slice its ends, for a thousand parameters take as long as the rows.

    Rows of other ids between the ends are read in vain and belong to nobody.
    """
    dense = len(ids) > 1 and max(ids) - min(ids) < len(ids) * 2
    return {f"{column}__gte": min(ids), f"{column}__lte": max(ids)} if dense else {f"{column}__in": ids}


def _grouped(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.listing_id].append(row)
    return found


# --- What is public ---

Readable = Listing | Record  # A listing read with `queries.with_content`, or a record.


def public_texts(listing: Readable) -> PublicTexts:
    """What everybody may read of the listing. Read it with `queries.with_content` first, or each block is a query."""
    closed = is_minimal(listing)
    return PublicTexts(
        reference=listing.reference or "",
        title_vi=listing.title_vi,
        title_en=listing.title_en,
        summary_vi="" if closed else listing.summary_vi,
        summary_en="" if closed else listing.summary_en,
        body_vi=_body(listing, "vi", closed=closed),
        body_en=_body(listing, "en", closed=closed),
        keywords_vi="" if closed else listing.keywords_vi,
        keywords_en="" if closed else listing.keywords_en,
        owner_vi=owner_name(listing, "vi"),
        owner_en=owner_name(listing, "en"),
    )


def owner_name(listing: Readable, language: str) -> str:
    """The owner's name, or nothing while it is hidden."""
    return "" if listing.owner_hidden else listing.owner.name_in(language)


def is_minimal(listing: Readable) -> bool:
    """An IP asset whose every right is an application that nobody has published yet."""
    if listing.kind != Kind.IP_ASSET:
        return False
    rights = list(listing.rights.all())
    return bool(rights) and all(_is_closed(listing, right) for right in rights)


def minimal() -> Q:
    """`is_minimal` as a condition of a query, for lists that do not read every right."""
    rights = IpRight.objects.filter(listing=OuterRef("pk"))
    return Q(kind=Kind.IP_ASSET, source=None) & Exists(rights) & ~Exists(rights.exclude(UNPUBLISHED_FILING))


def marked(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """The listings with `closed`: whether lists show the minimal record alone."""
    return listings.annotate(closed=ExpressionWrapper(minimal(), output_field=BooleanField()))


def with_public_status(codes: Sequence[str]) -> Q:
    """Listings of which everybody may know that a right has one of these states, as a condition of a query."""
    rights = IpRight.objects.filter(listing=OuterRef("pk"), status__code__in=codes)
    return Exists(rights.exclude(UNPUBLISHED_FILING)) | Q(source__isnull=False) & Exists(rights)


def public_rights(listing: Readable) -> list[IpRight]:
    """Rows as everybody may see them; an unpublished application is cut to its minimal record."""
    return [_minimal(right) if _is_closed(listing, right) else right for right in listing.rights.all()]


def _is_closed(listing: Readable, right: IpRight) -> bool:
    """What a public catalogue says of an application is public already."""
    return right.is_unpublished_filing and not listing.is_catalogue_record


def public_claims(listing: Readable) -> list[Claim]:
    """Figures with their baselines; verified first, contested last but never hidden."""
    order = {"verified": 0, "seen": 1, "declared": 2, "contested": 3}
    return sorted(listing.claims.all(), key=lambda claim: (order[claim.verification], claim.position))


def _minimal(right: IpRight) -> IpRight:
    return IpRight(
        pk=right.pk,
        listing_id=right.listing_id,
        position=right.position,
        application_no=right.application_no,
        title=right.title,
        filed_on=right.filed_on,
    )


def _body(listing: Readable, language: str, *, closed: bool) -> str:
    blocks = [] if closed else list(_blocks(listing, language))
    return "\n\n".join(filter(None, [*blocks, *_right_texts(listing)]))


def _blocks(listing: Readable, language: str) -> Iterator[str]:
    abstract, support = _FRAME[language](listing)
    yield abstract
    if listing.kind == Kind.TECHNOLOGY:
        yield from _TECHNOLOGY[language](listing.technology)
        yield from (_claim_text(claim, language) for claim in public_claims(listing))
    elif listing.kind == Kind.SERVICE:
        yield from _SERVICE[language](listing.service)
    yield support


def _claim_text(claim: Claim, language: str) -> str:
    texts = (getattr(claim, f"{topic}_{language}") for topic in ("metric", "conditions", "baseline"))
    return " · ".join(text for text in texts if text)


def _right_texts(listing: Readable) -> Iterator[str]:
    for right in public_rights(listing):
        numbers = (right.title, right.office, right.application_no, right.registration_no, right.ipc)
        yield " ".join(part for part in numbers if part)


# --- What rows of results show ---


@dataclass(frozen=True, slots=True)
class Card(Addressed):
    """What one row of results shows of a listing: plain values, for twenty model rows take longer than the search."""

    pk: int
    kind: str
    reference: str
    title_vi: str
    title_en: str
    summary_vi: str
    summary_en: str
    owner_name_vi: str
    owner_name_en: str
    owner_hidden: bool
    price_mode: str | None
    price_mode_vi: str | None
    price_mode_en: str | None
    price_min: Decimal | None
    price_max: Decimal | None
    currency: str
    trl_declared: str | None  # The level as a digit.
    trl_assessed: str | None
    response_days: int
    published_at: datetime
    confirmed_on: date | None
    source_id: int | None
    is_sample: bool
    closed: bool  # An application that is not published: its minimal record only.


_JOINED = {
    "owner_name_vi": "owner__name_vi",
    "owner_name_en": "owner__name_en",
    "price_mode": "price_mode__code",
    "price_mode_vi": "price_mode__label_vi",
    "price_mode_en": "price_mode__label_en",
    "trl_declared": "technology__trl_declared__symbol",
    "trl_assessed": "technology__trl_assessed__symbol",
}


@cache
def _cards() -> ByIds:
    columns = (_JOINED.get(column.name, column.name) for column in fields(Card))
    return ByIds(marked(rules.findable()).values_list(*columns))


_NOT_IN_RECORD: dict[str, Any] = {
    "summary_vi": "", "summary_en": "", "trl_declared": None, "trl_assessed": None, "price_mode": None,
    "price_mode_vi": None, "price_mode_en": None, "price_min": None, "price_max": None, "currency": "",
}  # fmt: skip


def _card(row: Sequence[Any]) -> Card:
    card = Card(*row)
    return replace(card, **_NOT_IN_RECORD) if card.closed else card


def cards(ids: Sequence[int], *, actor: Actor) -> dict[int, Card]:
    """Those of the listings that a search may show, in one query; what is in search is in view for every actor."""
    return {card.pk: card for card in map(_card, _cards().fetch(ids))}


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What is checked of a listing: the verification of each claim, and its rights in order."""

    claims: tuple[str, ...] = ()
    rights: tuple[IpRight, ...] = ()


def card_facts(ids: Sequence[int]) -> dict[int, CardFacts]:
    """Of listings that were read for this reader already: two queries, however many rows."""
    claims: dict[int, list[str]] = defaultdict(list)
    rights: dict[int, list[IpRight]] = defaultdict(list)
    for listing_id, verification in Claim.objects.filter(listing__in=ids).values_list("listing_id", "verification"):
        claims[listing_id].append(verification)
    for right in IpRight.objects.filter(listing__in=ids).select_related("kind", "status"):
        rights[right.listing_id].append(right)
    return {pk: CardFacts(tuple(claims[pk]), tuple(rights[pk])) for pk in claims.keys() | rights.keys()}
