"""The index writer: keeps the live index and an open rebuild in step. One process has one; web processes have none."""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from search.backends.base import NoRebuild, PutResult, RebuildMismatch, RebuildOpen, RebuildReport, SearchUnavailable
from search.backends.embedded.folder import CURRENT, NEXT, Folder
from search.backends.embedded.listing import checksum_of
from search.backends.embedded.schema import key_of
from search.backends.embedded.written import WrittenIndex
from search.document import Checksum, IndexedDocument
from search.fields import Kind

LIVE_HEAP_BYTES = 30_000_000  # A batch is at most a few hundred documents; tantivy needs 15 MB.
REBUILD_HEAP_BYTES = 300_000_000  # 100,000 listings in two segments: a page of few hits reads four a fifth longer.
REBUILD_THREADS = min(2, os.cpu_count() or 1)  # More threads leave more small segments to merge.

Done = TypeVar("Done")


class IndexWriter:
    """Opens an index on first use. Not safe to share between threads."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._live: WrittenIndex | None = None
        self._beside: WrittenIndex | None = None

    def put(self, documents: Iterable[IndexedDocument]) -> list[PutResult]:
        """Write a batch with one commit, to the live index and to an open rebuild."""
        batch = list(documents)

        def write(index: WrittenIndex) -> list[PutResult]:
            results = index.add(batch)
            index.commit()
            return results

        if self.open_rebuild() is not None:
            self._on_beside(write)
        return self._on_live(write)

    def purge(self, kind: Kind, ids: Iterable[int]) -> None:
        keys = [key_of(kind, object_id) for object_id in ids]

        def delete(index: WrittenIndex) -> None:
            index.delete(keys)
            index.commit()

        if self.open_rebuild() is not None:
            self._on_beside(delete)
        self._on_live(delete)

    def purge_stubs(self, *, before: datetime) -> int:
        def delete(index: WrittenIndex) -> int:
            deleted = index.delete_stubs(removed_before=int(before.timestamp()))
            index.commit()
            return deleted

        return self._on_live(delete)

    def open_rebuild(self) -> str | None:
        name = self._folder.next()
        # A crash between the two steps of a swap leaves NEXT naming what is live already.
        return name if name != self._folder.current() else None

    def begin_rebuild(self) -> str:
        if self.open_rebuild() is not None:
            raise RebuildOpen
        name = self._folder.create()
        self._beside = self._written_beside(name)  # Before NEXT names it: a reader never opens an empty folder.
        self._folder.point(NEXT, name)
        return name

    def put_into(self, documents: Iterable[IndexedDocument], *, durable: bool) -> list[PutResult]:
        batch = list(documents)

        def write(index: WrittenIndex) -> list[PutResult]:
            results = index.add(batch)
            if durable:
                index.commit()
            return results

        return self._on_beside(write)

    def finish_rebuild(self, *, expected: Checksum, now: datetime) -> RebuildReport:
        name, previous = self._open_name(), self._folder.current()
        found = self._on_beside(_committed_checksum)
        if found != expected:
            raise RebuildMismatch(expected=expected, found=found)
        self.close()
        if previous is not None:
            self._folder.retire(previous, now=now)
        self._folder.point(CURRENT, name)
        self._folder.point(NEXT, None)
        return RebuildReport(name=name, previous=previous or "", checksum=found)

    def abort_rebuild(self) -> None:
        name = self._open_name()
        self._folder.point(NEXT, None)
        self._drop_beside()
        self._folder.delete(name)

    def back(self, *, now: datetime) -> str:
        retired, current = self._folder.retired(), self._folder.current()
        if not retired:
            raise NoRebuild
        self.close()
        name = retired[-1][1]
        self._folder.recall(name)
        if current is not None:
            self._folder.retire(current, now=now)
        self._folder.point(CURRENT, name)
        return name

    def drop_old(self, *, before: datetime) -> list[str]:
        names = [name for moment, name in self._folder.retired() if moment < before]
        for name in names:
            self._folder.delete(name)
        return names

    def close(self) -> None:
        """Free the locks; everything that was reported durable is."""
        live, beside = self._live, self._beside
        self._live = self._beside = None
        for index in (live, beside):
            if index is not None:
                index.close()

    def _on_live(self, work: Callable[[WrittenIndex], Done]) -> Done:
        try:
            if self._live is None:
                self._live = self._open_live()
            return work(self._live)
        except BaseException:
            self._live = None  # The engine's writer is spent after any error; the next call opens another.
            raise

    def _on_beside(self, work: Callable[[WrittenIndex], Done]) -> Done:
        try:
            name = self._open_name()
            if self._beside is None:
                self._beside = self._written_beside(name)
            return work(self._beside)
        except BaseException:
            self._beside = None
            raise

    def _open_live(self) -> WrittenIndex:
        name = self._folder.current()
        if name is None:
            name = self._folder.create()
            index = self._written(name)  # Before CURRENT names it: a reader never opens an empty folder.
            self._folder.point(CURRENT, name)
            return index
        if not self._folder.fits(name):
            raise SearchUnavailable("the index was made with other fields; run manage.py reindex")
        return self._written(name)

    def _written(self, name: str) -> WrittenIndex:
        return WrittenIndex(self._folder.named(name), heap_bytes=LIVE_HEAP_BYTES, threads=1)

    def _written_beside(self, name: str) -> WrittenIndex:
        return WrittenIndex(self._folder.named(name), heap_bytes=REBUILD_HEAP_BYTES, threads=REBUILD_THREADS)

    def _open_name(self) -> str:
        name = self.open_rebuild()
        if name is None:
            raise NoRebuild
        return name

    def _drop_beside(self) -> None:
        beside, self._beside = self._beside, None
        if beside is not None:
            beside.close()


def _committed_checksum(index: WrittenIndex) -> Checksum:
    index.commit()
    return checksum_of(index.searcher)
