"""Listings with all that projection, snapshot and pages read: a handful of queries for any number of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import IntegerField, Model, Prefetch, QuerySet, Value
from django.db.models.query import ModelIterable

from marketplace.listings.models import Claim, Evidence, IpRight, Listing, ServiceDetails
from marketplace.listings.states import Kind
from marketplace.taxonomy.models import Code

_ONE_ROW = (
    "owner__country", "owner__province", "owner__kind", "st_field", "wipo_field", "price_mode", "origin_country",
    "list_status", "source", "technology__subtype", "technology__trl_declared", "technology__trl_assessed", "service",
)  # fmt: skip
# Where the codes of a list that may hold several are kept: attribute, table between, its column of the listing.
_CODE_LISTS: tuple[tuple[str, type[Model], str], ...] = (
    ("ipc", Listing.ipc.through, "listing_id"),
    ("sdg", Listing.sdg.through, "listing_id"),
    ("vsic", Listing.vsic.through, "listing_id"),
    ("licence_kinds", Listing.licence_kinds.through, "listing_id"),
    ("payment_kinds", Listing.payment_kinds.through, "listing_id"),
    ("service_kinds", ServiceDetails.service_kinds.through, "servicedetails_id"),
    ("regions", ServiceDetails.regions.through, "servicedetails_id"),
)
_ON_SERVICE = frozenset({"service_kinds", "regions"})
_COLUMNS = tuple(field.attname for field in Code._meta.concrete_fields)
_in_list_order = attrgetter("list", "edition", "position", "code")  # As `Code.Meta.ordering`.


def with_content(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """With figures, documents, rights and every chosen code: five queries, however many listings."""
    whole = _WithCodes(model=listings.model, query=listings.query, using=listings.db)
    documents = Prefetch("evidence", Evidence.objects.select_related("kind", "verified_by"))
    figures = Prefetch("claims", Claim.objects.select_related("evidence__verified_by"))
    rights = Prefetch("rights", IpRight.objects.select_related("kind", "vn_effect", "status"))
    return whole.select_related(*_ONE_ROW).prefetch_related(figures, documents, rights)


class _WithCodes(QuerySet[Listing]):
    """Reads the codes of all seven lists in one query, where a prefetch would take one for each."""

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()  # type: ignore[misc]
        if fresh and self._result_cache and self._iterable_class is ModelIterable:
            _give_codes(self._result_cache)


def _give_codes(listings: Sequence[Listing]) -> None:
    chosen = _codes_of([listing.pk for listing in listings])
    for listing in listings:
        for name, _between, _column in _CODE_LISTS:
            if name not in _ON_SERVICE:
                _keep(listing, name, chosen[name, listing.pk])
            elif listing.kind == Kind.SERVICE:
                _keep(listing.service, name, chosen[name, listing.pk])


def _keep(holder: Model, name: str, codes: list[Code]) -> None:
    """As a prefetch leaves them: `.all()` asks nothing."""
    manager = getattr(holder, name)
    rows = manager.get_queryset()
    rows._result_cache, rows._prefetch_done = codes, True
    holder.__dict__.setdefault("_prefetched_objects_cache", {})[manager.prefetch_cache_name] = rows


def _codes_of(ids: Sequence[int]) -> dict[tuple[str, int], list[Code]]:
    found: dict[tuple[str, int], list[Code]] = defaultdict(list)
    first, *more = _choices(ids)
    for number, listing_id, *columns in first.union(*more, all=True):
        found[_CODE_LISTS[number][0], listing_id].append(Code.from_db(None, _COLUMNS, columns))
    for codes in found.values():
        codes.sort(key=_in_list_order)
    return found


def _choices(ids: Sequence[int]) -> Iterator[QuerySet[Any, Any]]:
    columns = [f"code__{name}" for name in _COLUMNS]
    for number, (_name, between, column) in enumerate(_CODE_LISTS):
        rows = between._default_manager.filter(**{f"{column}__in": ids})
        yield rows.values_list(Value(number, output_field=IntegerField()), column, *columns)
