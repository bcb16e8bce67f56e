"""Goals 1, 3, 4 and 5: one page of results, with rivals over the same documents and the same queries."""

from collections.abc import Callable, Collection, Mapping, Sequence

from marketplace.common.permissions import ANONYMOUS
from search import queries as product
from search.backends import SearchBackend
from search.fields import COUNTED
from search.query import SearchQuery
from search.text.terms import parse
from tests.benchmarks.corpus import FIVE
from tests.benchmarks.elastic import Elastic
from tests.benchmarks.fts5 import Fts5
from tests.benchmarks.measure import Times, ratio, side_by_side
from tests.benchmarks.raw import RawReader
from tests.benchmarks.report import Figure

ROUNDS = 9
ROUNDS_OF_SLOW_RIVALS = 5
WARM_UPS_OF_SERVERS = 4  # The server compiles what runs often; before that it is twice as slow.
P50, P95 = 0.5, 0.95
Prepared = Callable[[SearchQuery], Callable[[], object]]


def measure_page(backend: SearchBackend, raw: RawReader, queries: Sequence[SearchQuery]) -> list[Figure]:
    """Goal 1: the page of our backend against the engine's count of the same query."""
    times = side_by_side(
        {
            "page": lambda query: backend.search(query, facets=FIVE),
            "count": _prepared(raw.count, queries),
            "bare": _prepared(raw.bare_count, queries),
        },
        queries,
        rounds=ROUNDS,
    )
    page, count, bare = times["page"], times["count"], times["bare"]
    return [
        Figure(1, "page with 5 facets / count, p50", ratio(page, count, P50), 2.5, scale=_scale(page, count, P50)),
        Figure(1, "page with 5 facets / count, p95", ratio(page, count, P95), 2.0, scale=_scale(page, count, P95)),
        Figure(1, "the same / count that scores nothing, p50", ratio(page, bare, P50), scale=_scale(page, bare, P50)),
    ]


def measure_find(raw: RawReader, queries: Sequence[SearchQuery]) -> list[Figure]:
    """Goal 3: parameters in, rows out, every facet of the page; the engine is asked for the same facets."""
    params = {query: query.to_params() for query in queries}
    raw_page, raw_five = _page(raw, queries, COUNTED), _page(raw, queries, FIVE)
    times = side_by_side(
        {
            "find": lambda query: _find(params[query], facets=None),
            "raw": raw_page,
            "find five": lambda query: _find(params[query], facets=FIVE),
            "raw five": raw_five,
        },
        queries,
        rounds=ROUNDS,
    )
    find, page = times["find"], times["raw"]
    five, page_five = times["find five"], times["raw five"]
    name = f"search() with all {len(COUNTED)} facets / the engine's page, p50"
    return [
        Figure(3, name, ratio(find, page, P50), 1.6, scale=_scale(find, page, P50)),
        Figure(3, "the same with 5 facets, p50", ratio(five, page_five, P50), scale=_scale(five, page_five, P50)),
    ]


def measure_fts5(backend: SearchBackend, rival: Fts5, queries: Sequence[SearchQuery]) -> list[Figure]:
    """Goal 4."""
    times = side_by_side(
        {"page": lambda query: backend.search(query, facets=FIVE), "fts5": _prepared(rival.page, queries)},
        queries,
        rounds=ROUNDS_OF_SLOW_RIVALS,
    )
    page, fts5 = times["page"], times["fts5"]
    return [
        Figure(4, "SQLite FTS5 / page, p50", ratio(fts5, page, P50), 7, at_least=True, scale=_scale(fts5, page, P50)),
        Figure(4, "SQLite FTS5 / page, p95", ratio(fts5, page, P95), 15, at_least=True, scale=_scale(fts5, page, P95)),
    ]


def measure_elastic(backend: SearchBackend, rival: Elastic, queries: Sequence[SearchQuery]) -> list[Figure]:
    """Goal 5."""
    asked = _prepared(lambda query: rival.page(query, FIVE), queries)
    times = side_by_side(
        {"page": lambda query: backend.search(query, facets=FIVE), "elastic": asked},
        queries,
        rounds=ROUNDS,
        warm_ups=WARM_UPS_OF_SERVERS,
    )
    page, elastic = times["page"], times["elastic"]
    name = "Elasticsearch / page, p50"
    return [Figure(5, name, ratio(elastic, page, P50), 4, at_least=True, scale=_scale(elastic, page, P50))]


def disagreements(
    queries: Sequence[SearchQuery], total: Callable[[SearchQuery], int], backend: SearchBackend
) -> list[str]:
    """Texts for which a rival finds another number of documents: then the sides did not do the same work."""
    return [query.text for query in queries if total(query) != backend.search(query, facets=()).total]


def _find(params: Mapping[str, list[str]], *, facets: Collection[str] | None) -> object:
    """What the page does: the parameters read with the choices of each facet, then the search as the reader."""
    parse.cache_clear()  # A reader's words are new to the process.
    query = SearchQuery.from_params(
        params, audience=product.Audience.PUBLIC, language="vi", choices=product.facet_choices()
    )
    return product.find(query, actor=ANONYMOUS, facets=facets)


def _page(raw: RawReader, queries: Sequence[SearchQuery], facets: Collection[str]) -> Callable[[SearchQuery], object]:
    return _prepared(lambda query: raw.page(query, facets), queries)


def _prepared(prepare: Prepared, queries: Sequence[SearchQuery]) -> Callable[[SearchQuery], object]:
    """Compile outside the clock; what is timed is the call alone."""
    calls = {query: prepare(query) for query in queries}
    return lambda query: calls[query]()


def _scale(above: Times, below: Times, share: float) -> str:
    return f"{above.ms(share):.2f} / {below.ms(share):.2f} ms"
