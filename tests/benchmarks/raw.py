"""The bare embedded engine: what the product cannot be faster than."""

import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import tantivy

from marketplace.common.text import normal
from search.backends.counts import terms_request
from search.backends.embedded.compiler import compile_match, compile_rank
from search.backends.embedded.schema import AUDIENCE, KEY, SCHEMA, VERSION, key_of, register_analyzers
from search.backends.embedded.writer import REBUILD_HEAP_BYTES, REBUILD_THREADS
from search.document import IndexedDocument
from search.fields import CATCH_ALL, EXACT, SHOWN_TITLES, SUGGEST, TITLE
from search.query import SearchQuery

Ready = dict[str, Any]  # A document in the engine's own terms, texts in their final form.
Call = Callable[[], object]


def ready(document: IndexedDocument) -> Ready:
    """All that can be done before the engine is given the document."""
    titles = [normal(title) for title in document.titles]
    texts = [*titles, normal(document.body)]
    return {
        KEY: [key_of(document.kind, document.id)],
        VERSION: [document.version],
        AUDIENCE: [str(document.audience)],
        CATCH_ALL: texts,
        EXACT: texts,
        TITLE: titles,
        SUGGEST: titles,
        SHOWN_TITLES: list(document.titles),
        **{facet: list(values) for facet, values in document.facets.items()},
        **{number: [value] for number, value in document.numbers.items()},
    }


class RawIndex:
    """A folder of the engine with the product's fields, analyzers, memory and threads."""

    def __init__(self, path: Path, *, heap_bytes: int = REBUILD_HEAP_BYTES, threads: int = REBUILD_THREADS) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(SCHEMA, os.fspath(path))
        register_analyzers(self._index)
        self._index.config_reader("manual")
        self._writer = self._index.writer(heap_bytes, threads)

    def build(self, documents: Iterable[Ready]) -> None:
        """Add everything, one commit."""
        for document in documents:
            self._writer.add_document(tantivy.Document.from_dict(document, SCHEMA))
        self._writer.commit()

    def commit_one(self, document: Ready) -> None:
        self.build([document])

    def close(self) -> None:
        self._writer.wait_merging_threads()


class RawReader:
    """Calls of the engine for a query, compiled beforehand."""

    def __init__(self, path: Path) -> None:
        index = tantivy.Index.open(os.fspath(path))
        register_analyzers(index)
        index.reload()
        self._searcher = index.searcher()

    def page(self, query: SearchQuery, facets: Collection[str]) -> Call:
        """The best hits with their keys, the total, the counts of the facets: two calls and a column."""
        match, rank = compile_match(query), compile_rank(query)
        request = {"total": {"value_count": {"field": KEY}}} | {facet: terms_request(facet) for facet in facets}

        def call() -> object:
            counts = self._searcher.aggregate(match, request)
            found = self._searcher.search(rank, query.size, count=False).hits
            return counts, self._searcher.fast_field_values(KEY, [address for _, address in found])

        return call

    def count(self, query: SearchQuery) -> Call:
        """The engine's count of the query as the page ranks it."""
        rank = compile_rank(query)
        return lambda: self._searcher.search(rank, 1, count=True).count

    def bare_count(self, query: SearchQuery) -> Call:
        """The cheapest way to the number: the match alone, nothing scored."""
        match = compile_match(query)
        request = {"total": {"value_count": {"field": KEY}}}
        return lambda: self._searcher.aggregate(match, request)
