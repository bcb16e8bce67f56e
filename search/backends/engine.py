"""What both engines do alike: ask the breaker, relax a short query, rebuild in one go."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, TypeVar

from marketplace.common.breaker import Breaker
from search.backends.base import Hit, Outcome, PutResult, RebuildReport, SearchPage, SearchUnavailable, Suggestion
from search.document import Checksum, IndexedDocument, in_slices
from search.fields import COUNTED, Audience, Kind
from search.query import SearchQuery

Answer = TypeVar("Answer")
MS = 1000
SUGGEST_MAX_CHARS = 100  # Nobody types more before choosing; every word costs a lookup.
REBUILD_SLICE = 2000  # Larger slices hold more documents in memory and win nothing.


class Engine(ABC):
    """Base of the engines; satisfies SearchBackend together with its subclass."""

    name: ClassVar[str]

    def __init__(self, *, breaker: Breaker, clock: Callable[[], float] = time.monotonic) -> None:
        self._breaker = breaker
        self._clock = clock

    def search(self, query: SearchQuery, *, facets: Collection[str] | None = None) -> SearchPage:
        """See SearchReader. A query whose words together find nothing asks for any of them, where it may relax."""
        counted = COUNTED if facets is None else tuple(facets)
        started = time.perf_counter()
        page = self._ask(lambda: self._page(query, counted, any_word=False))
        if not page.total and query.relax and query.terms.relaxable:
            found = self._ask(lambda: self._page(query, counted, any_word=True))
            page = found.as_relaxed() if found.total else page
        return replace(page, took_ms=(time.perf_counter() - started) * MS)

    def matches(self, kind: Kind, id: int, queries: Sequence[SearchQuery]) -> list[bool]:
        return self._ask(lambda: self._matches(kind, id, queries))

    def suggest(
        self, prefix: str, *, kinds: Collection[Kind], limit: int, audience: Audience = Audience.PUBLIC
    ) -> list[Suggestion]:
        return self._ask(lambda: self._suggest(prefix[:SUGGEST_MAX_CHARS], kinds, limit, audience))

    def similar(
        self,
        document: IndexedDocument,
        *,
        kinds: Collection[Kind],
        limit: int,
        audience: Audience = Audience.PUBLIC,
    ) -> list[Hit]:
        return self._ask(lambda: self._similar(document, kinds, limit, audience))

    def ranked(
        self, words: Collection[str], *, kinds: Collection[Kind], limit: int, audience: Audience = Audience.PUBLIC
    ) -> list[Hit]:
        return self._ask(lambda: self._ranked(sorted(set(words)), kinds, limit, audience)) if words else []

    def remove(self, kind: Kind, versions: Mapping[int, int], *, now: datetime) -> list[PutResult]:
        return self.put(
            IndexedDocument.stub(kind=kind, id=object_id, version=version, removed_at=now)
            for object_id, version in versions.items()
        )

    def rebuild(self, documents: Iterable[IndexedDocument], *, now: datetime) -> RebuildReport:
        self.begin_rebuild(now=now)
        written: list[tuple[Kind, int, int]] = []
        for batch in in_slices(documents, REBUILD_SLICE):
            results = zip(batch, self.put_into(batch, durable=False), strict=True)
            written += [
                (document.kind, document.id, document.version)
                for document, result in results
                if result.outcome is Outcome.OK and not document.is_stub
            ]
        return self.finish_rebuild(expected=Checksum.of(written), now=now)

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        if not self._breaker.allow(self._clock()):
            raise SearchUnavailable(f"{self.name} failed repeatedly and is left alone for a few seconds")
        try:
            answer = question()
        except SearchUnavailable:
            self._breaker.failed(self._clock())
            raise
        self._breaker.succeeded()
        return answer

    @abstractmethod
    def _page(self, query: SearchQuery, facets: Collection[str], *, any_word: bool) -> SearchPage: ...

    @abstractmethod
    def _matches(self, kind: Kind, id: int, queries: Sequence[SearchQuery]) -> list[bool]: ...

    @abstractmethod
    def _suggest(self, prefix: str, kinds: Collection[Kind], limit: int, audience: Audience) -> list[Suggestion]: ...

    @abstractmethod
    def _similar(
        self, document: IndexedDocument, kinds: Collection[Kind], limit: int, audience: Audience
    ) -> list[Hit]: ...

    @abstractmethod
    def _ranked(self, words: Sequence[str], kinds: Collection[Kind], limit: int, audience: Audience) -> list[Hit]: ...

    @abstractmethod
    def put(self, documents: Iterable[IndexedDocument]) -> list[PutResult]: ...

    @abstractmethod
    def begin_rebuild(self, *, now: datetime) -> str: ...

    @abstractmethod
    def put_into(self, documents: Iterable[IndexedDocument], *, durable: bool = True) -> list[PutResult]: ...

    @abstractmethod
    def finish_rebuild(self, *, expected: Checksum, now: datetime) -> RebuildReport: ...
