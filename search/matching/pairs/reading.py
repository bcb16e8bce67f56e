"""From rows to facts: the public projection of both sides and nothing else, in a constant number of queries.

A hidden owner has no place, a budget that is not public no amount, an unpublished application no more than its title.
What a fact says beside that (who owns it, from which country) serves the gates alone and is never shown.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from marketplace.accounts.models import Organisation
from marketplace.common.holds import held_ids
from marketplace.listings import projection
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Claim, IpRight, Listing, ServiceDetails
from marketplace.listings.states import Kind as ListingKind
from marketplace.needs import queries as need_queries
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need, Requirement
from marketplace.taxonomy import queries as taxonomy
from marketplace.taxonomy.models import Code, Crosswalk
from search.matching.pairs.building import (
    LANGUAGES,
    LISTS,
    NEED_TEXTS,
    OFFER_TEXTS,
    CodeBook,
    Given,
    figure_of,
    metric_passages,
    passages_of,
)
from search.matching.pairs.facts import Figure, Money, NeedFacts, OfferFacts, Place
from search.matching.pairs.words import Passage, bags_of, surfaces_of

BOOK_CACHE_SECONDS = 60  # A code that a curator adds counts within this time.
REMOTE_SUBTYPES = frozenset({"software"})
FIRM_MODES = frozenset({"floor"})  # An asking price and a range are where talks begin.
PROHIBITED = "prohibited"
REACHES_VIETNAM = frozenset({"national", "pct_entered", "hague_madrid"})
VIETNAM = "VN"
REGIONAL_OFFICES = frozenset({"EP", "WO", "EA", "AP", "OA", "GC", "EM"})  # Where their rights reach is not told here.

_EXTRA = ("pk", "version", "source_restriction", "list_status__code", "dual_use", "technology__subtype__code")


def needs(ids: Iterable[int]) -> list[NeedFacts]:
    """Those of the needs that are in search, by id."""
    rows = Need.objects.filter(need_rules.in_search(), pk__in=list(ids)).order_by("pk")
    book = code_book()
    return [_need(row, book) for row in need_queries.with_content(rows)]


def offers(ids: Iterable[int]) -> list[OfferFacts]:
    """Those of the listings that are in search, by id."""
    rows = Listing.objects.filter(listing_rules.in_search(), pk__in=list(ids)).order_by("pk")
    keys = list(rows.values_list("pk", "index_version", "owner__version"))
    missing = [key[0] for key in keys if key not in _offers_held]
    read = {offer.id: offer for offer in _read_offers(missing)}
    granted = set(held_ids("listing", "agreed_deal").values_list("object_id", flat=True))
    found = [read.get(key[0]) or _offers_held[key] for key in keys if key[0] in read or key in _offers_held]
    _hold({key: read[key[0]] for key in keys if key[0] in read})
    return [replace(one, exclusivity_granted=True) if one.id in granted else one for one in found]


# What was read lately, by id and versions: words are cut once, not once per need. Everything in it is told by the
# version of the listing's document or of its owner; what changes without either is asked each time.
_offers_held: dict[tuple[int, int, int], OfferFacts] = {}


def _hold(read: Mapping[tuple[int, int, int], OfferFacts]) -> None:
    if len(_offers_held) + len(read) > settings.MATCH_FACTS_HELD_MAX:
        _offers_held.clear()
    _offers_held.update(read)


def _read_offers(ids: Sequence[int]) -> list[OfferFacts]:
    if not ids:
        return []
    found = projection.records(Listing.objects.filter(listing_rules.in_search(), pk__in=ids).order_by("pk"))
    beside = _Beside.of([record.pk for record in found], {record.owner_id for record in found})
    book = code_book()
    return [_offer(record, beside, book) for record in found]


def code_book() -> CodeBook:
    """The lists as curators have them now."""
    return _code_book(int(time.monotonic() // BOOK_CACHE_SECONDS))


def forget() -> None:
    """Read everything anew, as after another database was put in place."""
    _code_book.cache_clear()
    _offers_held.clear()


@lru_cache(maxsize=1)
def _code_book(_period: int) -> CodeBook:
    rows = Code.objects.filter(list__in=LISTS).order_by("edition")
    keys = {row.pk: (row.list, row.code) for row in rows}
    walks = Crosswalk.objects.filter(from_code__list__in=["ipc", "province"]).values_list(
        "from_code__list", "from_code__code", "from_code__edition", "to_code__list", "to_code__code"
    )
    present = _present_edition()
    return CodeBook.of(
        ((keys[row.pk], keys.get(row.parent_id or 0), row.label_vi, row.label_en) for row in rows),
        fields={code: to for name, code, _edition, to_list, to in walks if (name, to_list) == ("ipc", "wipo_field")},
        regions={code: to for _name, code, edition, to_list, to in walks if (edition, to_list) == (present, "region")},
    )


def _present_edition() -> str:
    last = taxonomy.codes("province", on=timezone.localdate()).order_by("-edition").first()
    return last.edition if last else ""


# --- Needs ---


def _need(need: Need, book: CodeBook) -> NeedFacts:
    requirements = tuple(_figure(row, must=row.must) for row in need.requirements.all())
    passages = [*passages_of(NEED_TEXTS, lambda name: getattr(need, name)), *metric_passages(requirements)]
    owner = need.owner
    shown = not need.is_anonymous
    return NeedFacts(
        id=need.pk,
        version=need.version,
        kind=need.kind,
        owner_id=need.owner_id,
        owner_country=owner.country.code,
        owner_kind=owner.kind.code,
        restriction=need.source_restriction,
        in_search=True,
        bags=bags_of(passages),
        classes=book.known(_need_codes(need)),
        licences=book.forms(code.code for code in need.licence_kinds.all()),
        place=_place(owner.country, owner.province, book) if shown else Place(),
        surfaces=surfaces_of(passages),
        readiness=_window(need),
        requirements=requirements,
        budget=_budget(need),
    )


def _need_codes(need: Need) -> Iterable[tuple[str, str]]:
    for code in (need.wipo_field, need.st_field, *need.service_kinds.all()):
        if code is not None:
            yield code.list, code.code


def _window(need: Need) -> tuple[int, int] | None:
    low, high = need.trl_min, need.trl_max
    if low is None and high is None:
        return None
    return int(low.symbol) if low else 1, int(high.symbol) if high else 9


def _budget(need: Need) -> Money | None:
    """A ceiling that its owner shows is firm: they would not say it otherwise."""
    if not need.budget_public or need.budget_max is None:
        return None
    low = None if need.budget_min is None else float(need.budget_min)
    return Money(low=low, high=float(need.budget_max), currency=need.currency, firm=True)


# --- Offers ---


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the projection does not read: for gates, and classes that no page shows yet."""

    extra: Mapping[int, Sequence[Any]]
    owners: Mapping[int, Organisation]
    industries: Mapping[int, list[str]]
    served: Mapping[int, list[str]]
    dead: Collection[str]  # Legal states without a live right.

    @classmethod
    def of(cls, ids: Sequence[int], owners: Collection[int]) -> "_Beside":
        organisations = Organisation.objects.select_related("country", "kind", "province").in_bulk(list(owners))
        return cls(
            extra={row[0]: row for row in Listing.objects.filter(pk__in=ids).values_list(*_EXTRA)},
            owners=organisations,
            industries=_codes_by(Listing.vsic.through, "listing_id", ids),
            served=_codes_by(ServiceDetails.regions.through, "servicedetails_id", ids),
            dead={code for code, live in taxonomy.facts("legal_status", "live_right").items() if live == "no"},
        )


def _codes_by(through: Any, column: str, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    pairs = through.objects.filter(**{f"{column}__in": ids}).order_by("pk").values_list(column, "code__code")
    for holder, code in pairs:
        found[holder].append(code)
    return found


def _offer(record: Any, beside: _Beside, book: CodeBook) -> OfferFacts:
    _pk, version, restriction, list_status, dual_use, subtype = beside.extra[record.pk]
    minimal = projection.is_minimal(record)
    is_service = record.kind == ListingKind.SERVICE
    claims = () if minimal else tuple(_claim(row) for row in projection.public_claims(record))
    texts = {"title": OFFER_TEXTS["title"]} if minimal else _texts_of(record.kind)
    passages = [*_own_passages(record, texts), *metric_passages(claims)]
    owner = beside.owners[record.owner_id]
    is_asset = record.kind == ListingKind.IP_ASSET
    return OfferFacts(
        id=record.pk,
        version=version,
        kind=record.kind,
        owner_id=record.owner_id,
        owner_country=owner.country.code,
        owner_kind=owner.kind.code,
        restriction=restriction,
        in_search=True,
        bags=bags_of(passages),
        classes=book.known(_offer_codes(record, beside, minimal=minimal)),
        licences=book.forms(code.code for code in record.licence_kinds.all()),
        place=Place() if record.owner_hidden else _place(owner.country, owner.province, book),
        readiness=None if minimal or is_service else _level(record),
        claims=claims,
        price=None if minimal else _price(record),
        # A catalogue's record was published somewhere else, some time.
        published_on=None if record.source_id else timezone.localdate(record.published_at),
        remote=subtype in REMOTE_SUBTYPES,
        serves=tuple(beside.served.get(record.pk, ())),
        prohibited=list_status == PROHIBITED,
        export_controlled=bool(dual_use),
        rights_end=_reach(projection.public_rights(record), beside.dead) if is_asset else None,
    )


def _own_passages(record: Any, texts: Mapping[str, float]) -> Iterator[Passage]:
    """A catalogue's record is described in the languages it has a name in; what else it says is the same for all."""
    named = {language for language in LANGUAGES if getattr(record, f"title_{language}") or record.source_id is None}
    return (one for one in passages_of(texts, lambda name: getattr(record, name)) if one.language in named)


def _texts_of(kind: str) -> Mapping[str, float]:
    """Each kind shows its own blocks; a change of kind may leave others behind."""
    own = {"title", "summary", "keywords", "abstract"}
    if kind == ListingKind.TECHNOLOGY:
        own |= {"problem_solved", "how_it_works", "applications"}
    elif kind == ListingKind.SERVICE:
        own |= {"deliverable", "scope"}
    return {name: weight for name, weight in OFFER_TEXTS.items() if name in own}


def _offer_codes(record: Any, beside: _Beside, *, minimal: bool) -> Iterable[tuple[str, str]]:
    if record.st_field is not None:
        yield "st_field", record.st_field.code
    if minimal:
        return
    if record.wipo_field is not None:
        yield "wipo_field", record.wipo_field.code
    yield from (("ipc", code.code) for code in record.ipc.all())
    yield from (("vsic", code) for code in beside.industries.get(record.pk, ()))
    if record.kind == ListingKind.SERVICE:
        yield from (("service_kind", code.code) for code in record.service_kinds.all())


def _level(record: Any) -> int | None:
    level = record.trl_assessed or record.trl_declared
    return int(level.symbol) if level else None


def _price(record: Any) -> Money | None:
    if record.price_min is None:
        return None
    high = record.price_max if record.price_max is not None else record.price_min
    mode = record.price_mode.code if record.price_mode else ""
    return Money(low=float(record.price_min), high=float(high), currency=record.currency, firm=mode in FIRM_MODES)


def _reach(rights: Sequence[IpRight], dead: Collection[str]) -> tuple[str, ...] | None:
    """Countries where something is left to transfer; None where the rows do not tell."""
    reached: set[str] = set()
    for right in rights:
        status = right.status.code if right.status else ""
        if not right.office or right.office in REGIONAL_OFFICES or not status:
            return None
        if status in dead:
            continue
        effect = right.vn_effect.code if right.vn_effect else "unknown"
        if effect == "unknown" and right.office != VIETNAM:
            return None
        reached.add(right.office)
        if effect in REACHES_VIETNAM:
            reached.add(VIETNAM)
    return tuple(sorted(reached)) if rights else None


# --- Both ---


def _place(country: Code | None, province: Code | None, book: CodeBook) -> Place:
    code = province.code if province and province.valid_to is None else ""  # Codes of old editions mean others.
    return Place(country=country.code if country else "", region=book.regions.get(code, ""), province=code)


def _claim(row: Claim) -> Figure:
    return _figure(row, trust=row.verification)


def _figure(row: Claim | Requirement, *, must: bool = True, trust: str = "declared") -> Figure:
    return figure_of(
        Given(
            metric_vi=row.metric_vi,
            metric_en=row.metric_en,
            operator=row.operator,
            value=row.value,
            value_high=row.value_high,
            unit=row.unit,
            must=must,
            trust=trust,
        )
    )
