"""One page of an answer: hits and counts in one request."""

from collections.abc import Collection, Mapping
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Query

from search.backends.base import Hit, SearchPage, SearchUnavailable
from search.backends.counts import read_buckets, terms_request
from search.backends.elasticsearch.compiler import compile_rank, facet_filters
from search.backends.elasticsearch.mapping import kind_and_id
from search.fields import ORDERS, Sort
from search.query import SearchQuery

NAME = "elasticsearch"
_VALUES = "values"


def build_request(query: SearchQuery, facets: Collection[str], *, any_word: bool, timeout_ms: int) -> dict[str, Any]:
    """The body of the search request, as keyword arguments of the client's `search`."""
    filters = facet_filters(query)
    request = Search().query(compile_rank(query, any_word=any_word)).source(False)
    request = request.extra(size=query.size, track_total_hits=True, timeout=f"{timeout_ms}ms", **{"from": query.offset})
    if query.order is not Sort.RELEVANCE:
        by = ORDERS[query.order]
        request = request.sort({by.number: {"order": "desc" if by.descending else "asc", "missing": "_last"}})
    if filters:
        # After the aggregations: a facet's own filter does not narrow its counts.
        request = request.post_filter(Bool(filter=list(filters.values())))
    body = request.to_dict()
    body["aggs"] = {facet: _aggregation(facet, filters) for facet in facets}
    body["from_"] = body.pop("from")  # The client's own name of the argument.
    return body


def read_page(answer: Mapping[str, Any], query: SearchQuery, facets: Collection[str]) -> SearchPage:
    """Raises SearchUnavailable when a shard failed; a search cut at its time limit is shown and says so."""
    if answer["_shards"]["failed"]:
        raise SearchUnavailable("a part of the index did not answer")
    counts = answer.get("aggregations", {})
    values = {facet: counts[facet][_VALUES] if query.filters else counts[facet] for facet in facets}
    return SearchPage(
        hits=read_hits(answer),
        facets={facet: read_buckets(values[facet], wanted=query.filters.get(facet, ())) for facet in facets},
        total=answer["hits"]["total"]["value"],
        took_ms=0.0,
        backend=NAME,
        degraded=answer["timed_out"],
        without={facet: counts[facet]["doc_count"] for facet in query.filters if facet in facets},
    )


def read_hits(answer: Mapping[str, Any]) -> tuple[Hit, ...]:
    return tuple(Hit(*kind_and_id(hit["_id"]), hit["_score"] or 0.0) for hit in answer["hits"]["hits"])


def _aggregation(facet: str, filters: Mapping[str, Query]) -> dict[str, Any]:
    """A facet's counts, narrowed by the filters of the other facets."""
    if not filters:
        return terms_request(facet)
    others = [clause for name, clause in filters.items() if name != facet]
    narrowed = Bool(filter=others).to_dict() if others else {"match_all": {}}
    return {"filter": narrowed, "aggs": {_VALUES: terms_request(facet)}}
