"""SearchBackend over an Elasticsearch 9 server."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch.dsl import Q

from marketplace.common.breaker import Breaker
from search.backends.base import (
    Hit,
    NoRebuild,
    Outcome,
    PutResult,
    RebuildMismatch,
    RebuildReport,
    SearchPage,
    SearchUnavailable,
    Suggestion,
)
from search.backends.elasticsearch.bulk import write_all
from search.backends.elasticsearch.compiler import compile_whole
from search.backends.elasticsearch.faults import server_faults
from search.backends.elasticsearch.indexes import Indexes
from search.backends.elasticsearch.likeness import ranked, similar, suggest
from search.backends.elasticsearch.listing import checksum_of, versions_of
from search.backends.elasticsearch.mapping import REMOVED_AT, id_of
from search.backends.elasticsearch.pages import NAME, build_request, read_page
from search.backends.engine import Engine
from search.document import Checksum, IndexedDocument
from search.fields import Audience, Kind
from search.query import SearchQuery

MATCHES_BATCH = 1000  # Named clauses of one request; 10,000 are refused.


class ElasticsearchBackend(Engine):
    """Needs a server's address and a prefix for its own indexes. Any process may write: versions keep the order."""

    name: ClassVar[str] = NAME

    def __init__(self, url: str, *, prefix: str, breaker: Breaker | None = None) -> None:
        super().__init__(breaker=breaker or Breaker(NAME))
        # Never a retry here: a page cannot wait for it, and the rows of writers have their own.
        client = Elasticsearch(url, max_retries=0, retry_on_timeout=False)
        self._fast = client.options(request_timeout=settings.SEARCH_TIMEOUT_SECONDS)
        self._slow = client.options(request_timeout=settings.SEARCH_BULK_TIMEOUT_SECONDS)
        self._indexes = Indexes(self._slow, prefix)

    def put(self, documents: Iterable[IndexedDocument]) -> list[PutResult]:
        """See SearchWriter. The batch is refreshed at once, so that an alert can be verified against it."""
        batch = list(documents)
        with server_faults("writing"):
            layout = self._indexes.writable()
            results = write_all(self._slow, self._indexes.write, batch, refresh=True)
            if layout.next is not None:
                beside = write_all(self._slow, self._indexes.next, batch, refresh=False)
                results = [second if _later(second) else first for first, second in zip(results, beside, strict=True)]
        return _some(results)

    def put_into(self, documents: Iterable[IndexedDocument], *, durable: bool = True) -> list[PutResult]:
        """See SearchWriter. The server makes every write durable, whatever is asked for."""
        with server_faults("writing beside"):
            self._indexes.next_name()
            return _some(write_all(self._slow, self._indexes.next, list(documents), refresh=False))

    def purge(self, kind: Kind, ids: Iterable[int]) -> None:
        self._delete(Q("ids", values=[id_of(kind, object_id) for object_id in ids]))

    def purge_stubs(self, *, before: datetime) -> int:
        return self._delete(Q("range", **{REMOVED_AT: {"lt": int(before.timestamp())}}))

    def versions(self, kind: Kind, *, after_id: int, limit: int, beside: bool = False) -> dict[int, int]:
        with server_faults("listing"):
            return versions_of(self._slow, self._alias(beside=beside), kind, after_id=after_id, limit=limit)

    def checksum(self, *, beside: bool = False) -> Checksum:
        with server_faults("listing"):
            return checksum_of(self._slow, self._alias(beside=beside))

    def begin_rebuild(self, *, now: datetime) -> str:
        with server_faults("beginning a rebuild"):
            return self._indexes.open_next(now=now)

    def open_rebuild(self) -> str | None:
        with server_faults("looking for a rebuild"):
            return self._indexes.layout().next

    def finish_rebuild(self, *, expected: Checksum, now: datetime) -> RebuildReport:
        with server_faults("finishing a rebuild"):
            name = self._indexes.next_name()
            found = checksum_of(self._slow, name)
            if found != expected:
                raise RebuildMismatch(expected=expected, found=found)
            previous = self._indexes.swap(name, now=now)
        return RebuildReport(name=name, previous=previous or "", checksum=found)

    def abort_rebuild(self) -> None:
        with server_faults("aborting a rebuild"):
            self._indexes.abort()

    def back(self, *, now: datetime) -> str:
        with server_faults("going back"):
            retired = self._indexes.retired()
            if not retired:
                raise NoRebuild
            self._indexes.swap(retired[-1][1], now=now)
        return retired[-1][1]

    def drop_old(self, *, before: datetime) -> list[str]:
        with server_faults("dropping old indexes"):
            return self._indexes.drop_old(before=before)

    def drop_all(self) -> None:
        with server_faults("dropping"):
            self._indexes.drop_all()

    def close(self) -> None:
        """Connections are pooled and end with the process; nothing is held on the server."""

    def _page(self, query: SearchQuery, facets: Collection[str], *, any_word: bool) -> SearchPage:
        request = build_request(query, facets, any_word=any_word, timeout_ms=settings.SEARCH_ENGINE_TIMEOUT_MS)
        with server_faults("searching"):
            answer = self._fast.search(index=self._indexes.read, **request)
        return read_page(answer.body, query, facets)

    def _matches(self, kind: Kind, id: int, queries: Sequence[SearchQuery]) -> list[bool]:
        matched: set[int] = set()
        for start in range(0, len(queries), MATCHES_BATCH):
            matched |= self._matched(kind, id, dict(enumerate(queries[start : start + MATCHES_BATCH], start)))
        return [position in matched for position in range(len(queries))]

    def _matched(self, kind: Kind, id: int, queries: dict[int, SearchQuery]) -> set[int]:
        """Positions of the queries that match, by the names that the server gives back."""
        named = [Q("bool", must=[compile_whole(query)], _name=str(position)) for position, query in queries.items()]
        only = Q("bool", filter=[Q("ids", values=[id_of(kind, id)])], should=named, minimum_should_match=1)
        with server_faults("matching"):
            answer = self._slow.search(index=self._indexes.read, query=only.to_dict(), size=1, source=False)
        return {int(name) for hit in answer["hits"]["hits"] for name in hit["matched_queries"]}

    def _suggest(self, prefix: str, kinds: Collection[Kind], limit: int, audience: Audience) -> list[Suggestion]:
        with server_faults("suggesting"):
            return suggest(self._fast, self._indexes.read, prefix, kinds=kinds, limit=limit, audience=audience)

    def _similar(self, document: IndexedDocument, kinds: Collection[Kind], limit: int, audience: Audience) -> list[Hit]:
        with server_faults("comparing"):
            return similar(self._fast, self._indexes.read, document, kinds=kinds, limit=limit, audience=audience)

    def _ranked(self, words: Sequence[str], kinds: Collection[Kind], limit: int, audience: Audience) -> list[Hit]:
        with server_faults("ranking"):
            return ranked(self._slow, self._indexes.read, words, kinds=kinds, limit=limit, audience=audience)

    def _alias(self, *, beside: bool) -> str:
        if not beside:
            return self._indexes.read
        self._indexes.next_name()  # Raises NoRebuild.
        return self._indexes.next

    def _delete(self, query: Any) -> int:
        with server_faults("deleting"):
            layout = self._indexes.writable()
            aliases = [self._indexes.write] + ([self._indexes.next] if layout.next else [])
            answers = [
                self._slow.delete_by_query(index=alias, query=query.to_dict(), conflicts="proceed", refresh=True)
                for alias in aliases
            ]
        return int(answers[0]["deleted"])


def _later(result: PutResult) -> bool:
    return result.outcome is Outcome.UNAVAILABLE


def _some(results: list[PutResult]) -> list[PutResult]:
    """The results; raises SearchUnavailable when not one document could be written."""
    if results and all(_later(result) for result in results):
        raise SearchUnavailable(results[0].detail)
    return results
