"""One run: the floor, then goal after goal; imported once Django stands."""

import gc
import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from marketplace.common import clock
from marketplace.common.breaker import Breaker
from search.backends import SearchBackend, get_backend, scratch_backend
from search.backends.elasticsearch import ElasticsearchBackend
from search.document import IndexedDocument
from search.indexing.sources import all_documents
from search.query import SearchQuery
from tests.benchmarks import corpus, elastic, pages, relevance
from tests.benchmarks.building import measure_building
from tests.benchmarks.fts5 import Fts5
from tests.benchmarks.raw import RawIndex, RawReader, Ready, ready
from tests.benchmarks.report import Figure, Report, Skipped
from tests.benchmarks.visibility import measure_visibility

GOALS = (1, 3, 4, 5, 8, 11, 16)


@dataclass
class Session:
    """What the goals share, and what they found."""

    folder: Path
    rows: int
    goals: Collection[int]
    elasticsearch_url: str
    figures: list[Figure] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    documents: list[IndexedDocument] = field(default_factory=list)
    ready: list[Ready] = field(default_factory=list)
    queries: list[SearchQuery] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @property
    def backend(self) -> SearchBackend:
        return get_backend()

    @property
    def raw_folder(self) -> Path:
        return self.folder / "raw"

    def tell(self, words: str) -> None:
        print(f"[{time.monotonic() - self.started:5.0f} s] {words}", flush=True)

    def run(self) -> Report:
        began = clock.now()
        self._prepare()
        if 11 in self.goals:
            self.tell("goal 11: building")
            self.figures += measure_building(
                self.backend, self.documents, self.ready, folder=self.raw_folder, told=self.tell
            )
        else:
            self._index()
        self.queries = corpus.choose_queries(self.backend, self.documents)
        self.tell(f"{len(self.queries)} queries")
        self._pages()
        self._with_elasticsearch()
        if 8 in self.goals:
            self._visibility()  # Last: what it publishes the rivals do not have.
        figures = tuple(sorted(self.figures, key=lambda figure: figure.goal))
        took = time.monotonic() - self.started
        return Report(self.rows, len(self.queries), began, took, figures, tuple(self.skipped))

    def _prepare(self) -> None:
        self.tell(f"a floor of {self.rows} listings")
        corpus.make_floor(self.rows, told=self.tell if self.rows <= 20_000 else lambda words: None)
        self.tell("its documents, once, into memory")
        self.documents = list(all_documents(slice_size=settings.INDEX_SLICE))
        self.ready = [ready(document) for document in self.documents]
        gc.collect()
        gc.freeze()  # A large heap of our own must not make the product's garbage collection slower.

    def _index(self) -> None:
        self.tell("building both indexes")
        self.backend.rebuild(self.documents, now=clock.now())
        self.backend.close()
        index = RawIndex(self.raw_folder)
        index.build(self.ready)
        index.close()

    def _pages(self) -> None:
        raw = RawReader(_live_folder())
        if 1 in self.goals:
            self.tell("goal 1: page and count")
            self.figures += pages.measure_page(self.backend, raw, self.queries)
        if 3 in self.goals:
            self.tell("goal 3: the whole search")
            narrowed = corpus.with_filters(self.queries, self.backend)
            self.figures += pages.measure_find(raw, narrowed)
        if 4 in self.goals:
            self.tell("goal 4: SQLite FTS5")
            rival = Fts5(self.folder / "fts5.sqlite3", self.documents, corpus.FIVE)
            self._compare(rival.total, "SQLite FTS5")
            self.figures += pages.measure_fts5(self.backend, rival, self.queries)
            rival.close()

    def _visibility(self) -> None:
        self.tell("goal 8: publish to visible")
        raw = RawIndex(self.raw_folder, heap_bytes=30_000_000, threads=1)
        try:
            self.figures += measure_visibility(self.backend, raw, self.ready, log=self.folder.parent / "work.log")
        finally:
            raw.close()

    def _with_elasticsearch(self) -> None:
        wanted = {5, 16} & set(self.goals)
        if 16 in wanted and not relevance.SETS.is_dir():
            self.skipped.append(Skipped(16, "the retrieval sets do not lie beside the project"))
            wanted -= {16}
        if 16 in wanted:
            self.tell("goal 16: relevance, embedded")
            self.figures += relevance.measure_relevance(self._scratch_embedded, engine="embedded")
        if not wanted:
            return
        try:
            with elastic.server(self.elasticsearch_url) as url:
                self._against_server(url, wanted)
        except elastic.NoServer as error:
            self.skipped += [Skipped(goal, str(error)) for goal in sorted(wanted)]

    def _against_server(self, url: str, wanted: Collection[int]) -> None:
        if 5 in wanted:
            self.tell("goal 5: Elasticsearch is given the documents")
            rival = elastic.Elastic(url, _prefix(), self.documents)
            try:
                self._compare(rival.total, "Elasticsearch")
                self.tell("goal 5: asking it")
                self.figures += pages.measure_elastic(self.backend, rival, self.queries)
            finally:
                rival.close()
        if 16 in wanted:
            self.tell("goal 16: relevance, Elasticsearch")
            self.figures += relevance.measure_relevance(lambda: _scratch_elastic(url), engine="Elasticsearch")

    def _compare(self, total: Callable[[SearchQuery], int], name: str) -> None:
        """A rival that finds other documents would not be measured by the same work."""
        others = pages.disagreements(self.queries, total, self.backend)
        if others:
            raise RuntimeError(f"{name} finds other documents for {others[:5]}")

    def _scratch_embedded(self) -> SearchBackend:
        return scratch_backend("embedded", root=self.folder / f"relevance-{uuid.uuid4().hex[:8]}", prefix="")


def _scratch_elastic(url: str) -> SearchBackend:
    return ElasticsearchBackend(url, prefix=_prefix(), breaker=Breaker("bench"))


def _prefix() -> str:
    return f"bench-{uuid.uuid4().hex[:12]}"


def _live_folder() -> Path:
    root = Path(settings.INDEX_DIR)
    return root / (root / "CURRENT").read_text(encoding="utf-8").strip()
