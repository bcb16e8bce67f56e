"""One index folder, open for writing."""

import os
from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy

from search.backends.base import Outcome, PutResult, SearchUnavailable
from search.backends.embedded.faults import engine_faults
from search.backends.embedded.schema import (
    KEY,
    REMOVED_AT,
    SCHEMA,
    VERSION,
    as_document,
    key_of,
    register_analyzers,
    whole_numbers,
)
from search.document import IndexedDocument

_BUSY = "LockBusy"


class WriterBusy(SearchUnavailable):
    """Another process writes this index; there is one index writer."""


class WrittenIndex:
    """Adds documents by version. After any error it is spent: open another, the folder is at its last commit."""

    def __init__(self, path: Path, *, heap_bytes: int, threads: int) -> None:
        with engine_faults("opening it for writing"):
            self._index = tantivy.Index(SCHEMA, os.fspath(path))
            register_analyzers(self._index)
            self._index.config_reader("manual")
            self._writer = _locked_writer(self._index, heap_bytes=heap_bytes, threads=threads)
        self._pending: dict[int, int] = {}  # Versions that the searcher does not see before the commit.
        self.searcher = self._index.searcher()

    def add(self, documents: Collection[IndexedDocument]) -> list[PutResult]:
        """Write without committing; one result per document. A document that is refused leaves the others alone."""
        with engine_faults("writing"):
            held = self._versions([key_of(document.kind, document.id) for document in documents])
            return [self._add(document, held) for document in documents]

    def _add(self, document: IndexedDocument, held: dict[int, int]) -> PutResult:
        key = key_of(document.kind, document.id)
        version = self._pending.get(key, held.get(key))
        if version is not None and document.version < version:
            return PutResult(document.kind, document.id, Outcome.CONFLICT, f"holds version {version}")
        try:
            converted = as_document(document)
        except ValueError as error:
            return PutResult(document.kind, document.id, Outcome.POISON, str(error))
        if version is not None:
            self._writer.delete_documents_by_term(KEY, key)
        self._writer.add_document(converted)
        self._pending[key] = document.version
        return PutResult(document.kind, document.id, Outcome.OK)

    def delete(self, keys: Iterable[int]) -> None:
        with engine_faults("deleting"):
            for key in keys:
                self._writer.delete_documents_by_term(KEY, key)

    def delete_stubs(self, *, removed_before: int) -> int:
        """Delete stubs by the second of their removal; return how many there are."""
        with engine_faults("deleting"):
            old = tantivy.Query.range_query(
                SCHEMA, REMOVED_AT, tantivy.FieldType.Integer, None, removed_before, include_upper=False
            )
            counted = self.searcher.aggregate(old, {"stubs": {"value_count": {"field": KEY}}})
            self._writer.delete_documents_by_query(old)
            return int(counted["stubs"]["value"])

    def commit(self) -> None:
        with engine_faults("committing"):
            self._writer.commit()
            self._index.reload()
            self.searcher = self._index.searcher()
        self._pending.clear()

    def close(self) -> None:
        """Let merges end and free the lock; what was not committed is lost."""
        with engine_faults("closing"):
            self._writer.wait_merging_threads()

    def _versions(self, keys: list[int]) -> dict[int, int]:
        if not keys or not self.searcher.num_docs:
            return {}
        known = tantivy.Query.term_set_query(SCHEMA, KEY, keys)
        addresses = [address for _, address in self.searcher.search(known, limit=len(keys), count=False).hits]
        held = whole_numbers(self.searcher, KEY, addresses)
        return dict(zip(held, whole_numbers(self.searcher, VERSION, addresses), strict=True))


def _locked_writer(index: tantivy.Index, *, heap_bytes: int, threads: int) -> tantivy.IndexWriter:
    try:
        return index.writer(heap_bytes, threads)
    except ValueError as error:
        if _BUSY in str(error):
            raise WriterBusy("another process writes the index") from error
        raise
