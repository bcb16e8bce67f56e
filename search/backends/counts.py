"""Facet counts as both engines give them: the JSON of a terms aggregation."""

from collections.abc import Collection, Mapping
from typing import Any

from search.fields import FACETS


def terms_request(facet: str) -> dict[str, Any]:
    """One facet's aggregation, in the words both engines take."""
    return {"terms": {"field": facet, "size": FACETS[facet].size}}


def read_buckets(answer: Mapping[str, Any], *, wanted: Collection[str] = ()) -> dict[str, int]:
    """Counts by value, most frequent first, equal counts by value; a wanted value is there even with 0."""
    counts = {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}
    for value in wanted:
        counts.setdefault(value, 0)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
