"""One page of an answer: the best hits, then the counts. Two calls: together they would lose the early stop."""

from collections.abc import Collection, Sequence

from tantivy import DocAddress, Order, Query, Searcher

from search.backends.base import Hit, SearchPage
from search.backends.counts import read_buckets, terms_request
from search.backends.embedded.compiler import compile_match, compile_rank
from search.backends.embedded.schema import KEY, kind_and_id, whole_numbers
from search.fields import ORDERS, Sort
from search.query import SearchQuery

NAME = "embedded"
_TOTAL = "_total"
_COUNT_ALL = {_TOTAL: {"filter": "*"}}  # Counts without reading a column.


def find_page(searcher: Searcher, query: SearchQuery, facets: Collection[str], *, any_word: bool) -> SearchPage:
    match = compile_match(query, any_word=any_word)
    free = [facet for facet in facets if facet not in query.filters]
    answer = searcher.aggregate(match, _COUNT_ALL | {facet: terms_request(facet) for facet in free})
    total = int(answer[_TOTAL]["doc_count"])
    counts = {facet: read_buckets(answer[facet]) for facet in free}
    without: dict[str, int] = {}
    for facet, values in query.filters.items():
        if facet not in facets:
            continue
        # A facet's own filter does not narrow its counts, so that a reader sees what another value would give.
        wider = compile_match(query, any_word=any_word, without=facet)
        others = searcher.aggregate(wider, _COUNT_ALL | {facet: terms_request(facet)})
        without[facet] = int(others[_TOTAL]["doc_count"])
        counts[facet] = read_buckets(others[facet], wanted=values)
    return SearchPage(
        hits=_hits(searcher, query, match, any_word=any_word) if total > query.offset else (),
        facets={facet: counts[facet] for facet in facets},
        total=total,
        took_ms=0.0,
        backend=NAME,
        without=without,
    )


def _hits(searcher: Searcher, query: SearchQuery, match: Query, *, any_word: bool) -> tuple[Hit, ...]:
    if query.order is Sort.RELEVANCE:
        ranked = compile_rank(query, any_word=any_word)
        return read_hits(searcher, searcher.search(ranked, query.size, count=False, offset=query.offset).hits)
    by = ORDERS[query.order]
    direction = Order.Desc if by.descending else Order.Asc
    found = searcher.search(
        match, query.size, count=False, offset=query.offset, order_by_field=by.number, order=direction
    )
    return read_hits(searcher, [(0.0, address) for _, address in found.hits])


def read_hits(searcher: Searcher, found: Sequence[tuple[float, DocAddress]]) -> tuple[Hit, ...]:
    """Hits of the engine's (score, address) pairs, read from one column."""
    keys = whole_numbers(searcher, KEY, [address for _, address in found])
    return tuple([Hit(*kind_and_id(key), score) for key, (score, _) in zip(keys, found, strict=True)])
