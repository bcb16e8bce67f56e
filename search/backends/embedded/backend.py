"""SearchBackend over tantivy. Reading processes hold a view; the one writing process also holds the lock."""

import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from tantivy import Index, Searcher

from marketplace.common.breaker import Breaker
from search.backends.base import Hit, NoRebuild, PutResult, RebuildReport, SearchPage, SearchUnavailable, Suggestion
from search.backends.embedded.compiler import compile_match, restrict_to
from search.backends.embedded.faults import engine_faults
from search.backends.embedded.folder import Folder
from search.backends.embedded.likeness import ranked, similar, suggest
from search.backends.embedded.listing import checksum_of, versions_of
from search.backends.embedded.pages import NAME, find_page
from search.backends.embedded.reader import Reader
from search.backends.embedded.writer import IndexWriter
from search.backends.engine import Answer, Engine
from search.document import Checksum, IndexedDocument
from search.fields import Audience, Kind
from search.query import SearchQuery


class EmbeddedBackend(Engine):
    """Needs only a folder. Writing methods take its lock on first use and keep it until `close`."""

    name: ClassVar[str] = NAME

    def __init__(
        self, root: Path, *, breaker: Breaker | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(breaker=breaker or Breaker(NAME), clock=clock)
        self._folder = Folder(root)
        self._reader = Reader(self._folder)
        self._writer = IndexWriter(self._folder)

    def put(self, documents: Iterable[IndexedDocument]) -> list[PutResult]:
        return self._writer.put(documents)

    def purge(self, kind: Kind, ids: Iterable[int]) -> None:
        self._writer.purge(kind, ids)

    def purge_stubs(self, *, before: datetime) -> int:
        return self._writer.purge_stubs(before=before)

    def versions(self, kind: Kind, *, after_id: int, limit: int, beside: bool = False) -> dict[int, int]:
        return self._on(beside, lambda searcher: versions_of(searcher, kind, after_id=after_id, limit=limit))

    def checksum(self, *, beside: bool = False) -> Checksum:
        return self._on(beside, checksum_of)

    def begin_rebuild(self, *, now: datetime) -> str:
        return self._writer.begin_rebuild()

    def open_rebuild(self) -> str | None:
        return self._writer.open_rebuild()

    def put_into(self, documents: Iterable[IndexedDocument], *, durable: bool = True) -> list[PutResult]:
        return self._writer.put_into(documents, durable=durable)

    def finish_rebuild(self, *, expected: Checksum, now: datetime) -> RebuildReport:
        return self._writer.finish_rebuild(expected=expected, now=now)

    def abort_rebuild(self) -> None:
        self._writer.abort_rebuild()

    def back(self, *, now: datetime) -> str:
        return self._writer.back(now=now)

    def drop_old(self, *, before: datetime) -> list[str]:
        return self._writer.drop_old(before=before)

    def drop_all(self) -> None:
        self.close()
        shutil.rmtree(self._folder.root, ignore_errors=True)

    def close(self) -> None:
        self._writer.close()
        self._reader.forget()

    def _page(self, query: SearchQuery, facets: Collection[str], *, any_word: bool) -> SearchPage:
        return self._read("searching", lambda searcher: find_page(searcher, query, facets, any_word=any_word))

    def _matches(self, kind: Kind, id: int, queries: Sequence[SearchQuery]) -> list[bool]:
        def check(searcher: Searcher) -> list[bool]:
            restricted = (restrict_to(compile_match(query), kind, id) for query in queries)
            return [bool(searcher.search(one, limit=1, count=False).hits) for one in restricted]

        return self._read("matching", check)

    def _suggest(self, prefix: str, kinds: Collection[Kind], limit: int, audience: Audience) -> list[Suggestion]:
        return self._read(
            "suggesting", lambda searcher: suggest(searcher, prefix, kinds=kinds, limit=limit, audience=audience)
        )

    def _similar(self, document: IndexedDocument, kinds: Collection[Kind], limit: int, audience: Audience) -> list[Hit]:
        return self._read(
            "comparing", lambda searcher: similar(searcher, document, kinds=kinds, limit=limit, audience=audience)
        )

    def _ranked(self, words: Sequence[str], kinds: Collection[Kind], limit: int, audience: Audience) -> list[Hit]:
        return self._read(
            "ranking", lambda searcher: ranked(searcher, words, kinds=kinds, limit=limit, audience=audience)
        )

    def _read(self, doing: str, work: Callable[[Searcher], Answer]) -> Answer:
        try:
            with engine_faults(doing):
                return work(self._reader.searcher())
        except SearchUnavailable:
            self._reader.forget()
            raise

    def _on(self, beside: bool, work: Callable[[Searcher], Answer]) -> Answer:
        if not beside:
            return self._read("listing", work)
        name = self.open_rebuild()
        if name is None:
            raise NoRebuild
        with engine_faults("listing"):
            return work(Index.open(os.fspath(self._folder.named(name))).searcher())
