"""Search without an engine: the same rule over the folded text of the database, newest first, fewer counts.

Words are found anywhere in a word, stems included, so it may find a little more than the engine, never less.
"""

import heapq
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from marketplace.listings.projection import minimal, with_public_status
from search.backends.base import Hit, SearchPage, SearchUnavailable, Suggestion
from search.document import IndexedDocument
from search.fields import Audience, Kind, Sort
from search.query import SearchQuery
from search.text import Terms

NAME = "database"
COUNTED_BY_SQL = ("kind", "field", "price_mode", "country")
_LISTING: Mapping[str, str] = {
    "kind": "kind__in",
    "field": "st_field__code__in",
    "licence": "licence_kinds__code__in",
    "country": "origin_country__code__in",
    "province": "owner__province__code__in",
    "organisation": "owner__slug__in",
    "price_mode": "price_mode__code__in",
    "service_kind": "service__service_kinds__code__in",
}
_NEED: Mapping[str, str] = {
    "need_kind": "kind__in",
    "field": "st_field__code__in",
    "licence": "licence_kinds__code__in",
    "country": "owner__country__code__in",
    "province": "owner__province__code__in",
    "organisation": "owner__slug__in",
    "service_kind": "service_kinds__code__in",
}
# A hidden owner has no value by which to pick it out; a need's country is its owner's.
_OF_OWNER: Mapping[Kind, frozenset[str]] = {
    Kind.LISTING: frozenset({"province", "organisation", "verified"}),
    Kind.NEED: frozenset({"province", "organisation", "verified", "country"}),
}
# What the minimal record of an unpublished application does not say.
_NOT_IN_RECORD = frozenset({"trl", "ipc", "country", "price_mode", "price"})


class DatabaseSearch:
    """A reader over querysets that are visible to everybody already: `rows` maps a table to them."""

    name = NAME

    def __init__(self, rows: Mapping[Kind, QuerySet[Any]]) -> None:
        self._rows = rows

    def search(self, query: SearchQuery, *, facets: Collection[str] | None = None) -> SearchPage:
        """See SearchReader: degraded, ranked by date."""
        started = time.perf_counter()
        page = self._page(query, any_word=False)
        if not page.total and query.relax and query.terms.relaxable:
            relaxed = self._page(query, any_word=True)
            page = relaxed.as_relaxed() if relaxed.total else page
        return SearchPage(
            hits=page.hits,
            facets=page.facets,
            total=page.total,
            took_ms=(time.perf_counter() - started) * 1000,
            backend=NAME,
            degraded=True,
            relaxed=page.relaxed,
        )

    def matches(self, kind: Kind, id: int, queries: Sequence[SearchQuery]) -> list[bool]:
        """Alerts wait for the engine: they must not fire by another rule."""
        raise SearchUnavailable("alerts are verified by the engine alone")

    def suggest(
        self, prefix: str, *, kinds: Collection[Kind], limit: int, audience: Audience = Audience.PUBLIC
    ) -> list[Suggestion]:
        return []

    def similar(
        self, document: IndexedDocument, *, kinds: Collection[Kind], limit: int, audience: Audience = Audience.PUBLIC
    ) -> list[Hit]:
        return []

    def ranked(
        self, words: Collection[str], *, kinds: Collection[Kind], limit: int, audience: Audience = Audience.PUBLIC
    ) -> list[Hit]:
        return []

    def _page(self, query: SearchQuery, *, any_word: bool) -> SearchPage:
        matched = {kind: self._matched(kind, query, any_word=any_word) for kind in query.kinds}
        end = query.offset + query.size
        keyed = [
            [(_order_key(value, query.order), kind, pk) for pk, value in _ordered(rows, kind, query.order)[:end]]
            for kind, rows in matched.items()
        ]
        window = list(heapq.merge(*keyed))[query.offset : end]
        return SearchPage(
            hits=tuple(Hit(kind, pk) for _key, kind, pk in window),
            facets={name: self._counts(name, matched) for name in COUNTED_BY_SQL},
            total=sum(rows.count() for rows in matched.values()),
            took_ms=0.0,
            backend=NAME,
            degraded=True,
        )

    def _matched(self, kind: Kind, query: SearchQuery, *, any_word: bool) -> QuerySet[Any]:
        rows = self._rows[kind]
        if query.terms.hopeless:
            return rows.none()
        for name, values in query.filters.items():
            rows = rows.filter(_facet(kind, name, values) & _told(kind, name))
        for name, (low, high) in query.ranges.items():
            rows = rows.filter(_range(kind, name, low, high) & _told(kind, name))
        ids = _with_words(rows, query.terms, any_word=any_word).values("pk")
        return self._rows[kind].filter(pk__in=ids)  # Joins to many rows must not count one row twice.

    def _counts(self, name: str, matched: Mapping[Kind, QuerySet[Any]]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for kind, rows in matched.items():
            if name == "kind" and kind is Kind.NEED:
                counts["need"] = rows.count()
                continue
            column = (_LISTING if kind is Kind.LISTING else _NEED).get(name, "").removesuffix("__in")
            if column:
                told = rows.filter(_told(kind, name))
                for value, count in told.values_list(column).annotate(count=Count("pk")).order_by():
                    if value:
                        counts[value] = counts.get(value, 0) + count
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _with_words(rows: QuerySet[Any], terms: Terms, *, any_word: bool) -> QuerySet[Any]:
    for phrase in terms.phrases:
        rows = rows.filter(public_text_folded__contains=" ".join(phrase))
    for phrase in terms.excluded:
        rows = rows.exclude(public_text_folded__contains=" ".join(phrase))
    if not terms.words:
        return rows
    found: Any = Value(0)
    for word in terms.words:
        one = Case(When(public_text_folded__contains=word, then=1), default=0, output_field=IntegerField())
        found = found + one
    return rows.annotate(found=found).filter(found__gte=1 if any_word else terms.required)


def _facet(kind: Kind, name: str, values: Sequence[str]) -> Q:
    if name == "kind" and kind is Kind.NEED:
        return Q() if "need" in values else Q(pk__in=[])
    if name == "origin":
        return _origin(values)
    if name == "trl":
        return _trl(kind, min(map(int, values)), max(map(int, values)), exact=values)
    if name == "ipc":
        return _ipc(kind, values)
    if name == "verified":
        verified = Q(owner__verification="verified")
        return verified if values == ("yes",) else ~verified if values == ("no",) else Q()
    if name == "ip_status":
        return with_public_status(values) if kind is Kind.LISTING else Q(pk__in=[])
    column = (_LISTING if kind is Kind.LISTING else _NEED).get(name)
    if column is None:
        return Q(pk__in=[])
    return Q(**{column: values})


def _told(kind: Kind, name: str) -> Q:
    """Rows whose value of this facet or range everybody may know: as in the documents of the engine."""
    shown = Q()
    if name in _OF_OWNER[kind]:
        shown &= Q(owner_hidden=False) if kind is Kind.LISTING else Q(visibility="public")
    if kind is Kind.LISTING and name in _NOT_IN_RECORD:
        shown &= ~minimal()
    return shown


def _origin(values: Sequence[str]) -> Q:
    wanted = Q(pk__in=[])
    if "catalogue" in values:
        wanted |= Q(source__isnull=False)
    if "sample" in values:
        wanted |= Q(source=None, is_sample=True)
    if "floor" in values:
        wanted |= Q(source=None, is_sample=False)
    return wanted


def _ipc(kind: Kind, values: Sequence[str]) -> Q:
    if kind is Kind.NEED:
        return Q(pk__in=[])
    wanted = Q(pk__in=[])
    for value in values:
        wanted |= Q(ipc__code__startswith=value)
    return wanted


def _trl(kind: Kind, low: int, high: int, *, exact: Sequence[str] = ()) -> Q:
    symbols = list(exact) or [str(level) for level in range(low, high + 1)]
    if kind is Kind.NEED:
        return Q(pk__in=[]) if exact else Q(trl_min__symbol__lte=str(high), trl_max__symbol__gte=str(low))
    assessed = Q(technology__trl_assessed__symbol__in=symbols)
    return assessed | Q(technology__trl_assessed=None, technology__trl_declared__symbol__in=symbols)


def _range(kind: Kind, name: str, low: int | None, high: int | None) -> Q:
    if name == "trl":
        return _trl(kind, low or 1, high or 9)
    if name == "published":
        return _published(low, high)
    columns = ("price_min", "price_max") if kind is Kind.LISTING else ("budget_min", "budget_max")
    wanted = Q(**{f"{columns[0]}__isnull": False}, currency="VND")
    if kind is Kind.NEED:
        wanted &= Q(budget_public=True)
    if high is not None:
        wanted &= Q(**{f"{columns[0]}__lte": high})
    if low is not None:
        wanted &= Q(**{f"{columns[1]}__gte": low}) | Q(**{f"{columns[1]}__isnull": True, f"{columns[0]}__gte": low})
    return wanted


def _published(low: int | None, high: int | None) -> Q:
    wanted = Q()
    if low is not None:
        wanted &= Q(published_at__date__gte=_day(low))
    if high is not None:
        wanted &= Q(published_at__date__lte=_day(high))
    return wanted


def _day(number: int) -> date:
    return date.fromordinal(number)


def _ordered(rows: QuerySet[Any], kind: Kind, sort: Sort) -> QuerySet[Any]:
    column: Any = F("published_at")
    if sort is Sort.PRICE:
        known = Case(When(minimal(), then=None), default=F("price_min"))
        column = known if kind is Kind.LISTING else Value(None, output_field=IntegerField())
    elif sort is Sort.DEADLINE:
        column = F("answers_by") if kind is Kind.NEED else Value(None, output_field=IntegerField())
    ascending = sort in (Sort.PRICE, Sort.DEADLINE)
    rows = rows.annotate(sort_value=column)
    order = F("sort_value").asc(nulls_last=True) if ascending else F("sort_value").desc(nulls_last=True)
    return rows.order_by(order, "pk").values_list("pk", "sort_value")


def _order_key(value: Any, sort: Sort) -> tuple[bool, float]:
    if value is None:
        return True, 0.0
    if sort is Sort.PRICE:
        return False, float(value)
    if sort is Sort.DEADLINE:
        return False, float(value.toordinal())
    return False, -value.timestamp()
