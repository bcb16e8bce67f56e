"""The filter panel: boxes with counts, filters in use, each with the address without it."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from marketplace.common.web.rows import ActiveFilter, Choice, Facet, FacetValue
from search.fields import KINDS, RANGES
from search.queries import Results
from search.query import SearchQuery
from search.web.names import FACET_NAMES, KIND_PLURALS, RANGE_NAMES, facet_labels

# What most readers narrow by first stands open; the rest is one click away.
ORDER = (
    "field", "trl", "province", "licence", "price_mode", "ip_status",
    "service_kind", "ipc", "organisation", "verified", "country", "origin",
)  # fmt: skip
OPEN = frozenset({"field", "trl", "province"})
VALUES_SHOWN = 12
IPC_SECTION_CHARS = 1


def address(query: SearchQuery) -> str:
    """The query as an address below the page's own path."""
    return "?" + urlencode(query.to_params(), doseq=True)


def facets_of(results: Results) -> list[Facet]:
    """Filter groups that have something to offer, in a fixed order."""
    facets = (_facet(name, results.page.facets.get(name, {}), results.query) for name in ORDER)
    return [facet for facet in facets if facet is not None]


def _facet(name: str, counts: Mapping[str, int], query: SearchQuery) -> Facet | None:
    wanted = query.filters.get(name, ())
    shown = _shown(name, counts, wanted)
    if not shown:
        return None
    labels = facet_labels(name, shown)
    values = [FacetValue(value, labels[value], counts.get(value), value in wanted) for value in shown]
    return Facet(name, str(FACET_NAMES[name]), values, open=name in OPEN or bool(wanted))


def _shown(name: str, counts: Mapping[str, int], wanted: tuple[str, ...]) -> list[str]:
    """The most frequent values and every wanted one; readiness in its own order, IPC from section downward."""
    values = [value for value, count in counts.items() if count or value in wanted]
    values += [value for value in wanted if value not in counts]
    if name == "trl":
        return sorted(values)
    if name == "ipc":
        values = [value for value in values if len(value) == IPC_SECTION_CHARS or _opened(value, wanted)]
        return sorted(values)
    kept = values[:VALUES_SHOWN]
    return kept + [value for value in wanted if value not in kept]


def _opened(value: str, wanted: tuple[str, ...]) -> bool:
    """A class shows when its section is wanted, a subclass when its class is; what is wanted always shows."""
    parent = value[:1] if len(value) == 3 else value[:3]
    return value in wanted or parent in wanted or any(one.startswith(value) for one in wanted)


def kind_choices(results: Results) -> list[Choice]:
    """All, then each kind with its count, whatever kind is chosen."""
    query = results.query
    counts = results.page.facets.get("kind", {})
    chosen = query.filters.get("kind", ())
    every = replace(query, filters=_without(query, "kind"), page=1)
    choices = [Choice(_("All"), address(every), not chosen, sum(counts.get(kind, 0) for kind in KINDS))]
    for kind in KINDS:
        only = replace(every, filters={**every.filters, "kind": (kind,)})
        choices.append(Choice(str(KIND_PLURALS[kind]), address(only), chosen == (kind,), counts.get(kind, 0)))
    return choices


def active_filters(query: SearchQuery) -> list[ActiveFilter]:
    """Each filter in use as words, and the address without it."""
    active = []
    for name, values in query.filters.items():
        if name == "kind":
            continue
        labels = facet_labels(name, values)
        for value in values:
            rest = tuple(other for other in values if other != value)
            filters = {**query.filters, name: rest} if rest else _without(query, name)
            active.append(ActiveFilter(labels[value], address(replace(query, filters=filters, page=1))))
    for name, (low, high) in query.ranges.items():
        ranges = {other: bounds for other, bounds in query.ranges.items() if other != name}
        active.append(ActiveFilter(_range_words(name, low, high), address(replace(query, ranges=ranges, page=1))))
    return active


def cleared(query: SearchQuery) -> str:
    """The address with the words and the kind alone."""
    kind = {"kind": query.filters["kind"]} if "kind" in query.filters else {}
    return address(replace(query, filters=kind, ranges={}, page=1))


def widening(results: Results) -> list[tuple[str, int, str]]:
    """For a page without results: filter in words, hits without it, and that address; most helpful first."""
    query = results.query
    offers = []
    for name, count in results.page.without.items():
        if count and name in query.filters:
            words = ", ".join(facet_labels(name, query.filters[name]).values())
            offers.append((words, count, address(replace(query, filters=_without(query, name), page=1))))
    return sorted(offers, key=lambda offer: -offer[1])


def hidden_fields(query: SearchQuery) -> list[tuple[str, str]]:
    """What the filter form keeps beside its boxes: words, kind, ranges, sort."""
    kept = replace(query, page=1, filters={k: v for k, v in query.filters.items() if k not in ORDER})
    return [(name, value) for name, values in kept.to_params().items() for value in values]


def _without(query: SearchQuery, name: str) -> dict[str, tuple[str, ...]]:
    return {other: values for other, values in query.filters.items() if other != name}


def _range_words(name: str, low: int | None, high: int | None) -> str:
    write = RANGES[name].write
    if low is None or high is None:
        sign, bound = ("≥", low) if low is not None else ("≤", high)
        return f"{RANGE_NAMES[name]} {sign} {write(bound or 0)}"
    return f"{RANGE_NAMES[name]} {write(low)}–{write(high)}"
