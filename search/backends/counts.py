"""Facet counts as both engines give them: the JSON of a terms aggregation."""

from collections.abc import Collection, Mapping
from typing import Any

from search.fields import FACETS


def terms_request(facet: str) -> dict[str, Any]:
    """One facet's aggregation, in the words both engines take."""
    return {"terms": {"field": facet, "size": FACETS[facet].size}}


def read_buckets(answer: Mapping[str, Any], *, wanted: Collection[str] = ()) -> dict[str, int]:
    """Counts by value, most frequent first, equal counts by value; a wanted value is there even with 0."""
    found = sorted([(-bucket["doc_count"], bucket["key"]) for bucket in answer["buckets"]])
    counts = {value: -negative for negative, value in found}
    for value in sorted(wanted):
        counts.setdefault(value, 0)
    return counts
