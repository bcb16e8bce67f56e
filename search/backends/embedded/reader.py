"""The view of a reading process: looks at two files before every query and reopens only what changed."""

import os
from threading import Lock

import tantivy

from search.backends.base import SearchUnavailable
from search.backends.embedded.faults import engine_faults
from search.backends.embedded.folder import META, Folder
from search.backends.embedded.schema import register_analyzers

Mark = tuple[int, int, int]


class Reader:
    """Gives a searcher over the live index as of its last commit. Safe to share between threads."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = Lock()
        self._current_mark: Mark | None = None
        self._meta_mark: Mark | None = None
        self._meta_file = ""
        self._index: tantivy.Index | None = None
        self._searcher: tantivy.Searcher | None = None

    def searcher(self) -> tantivy.Searcher:
        """Raises SearchUnavailable when there is no index, or one that is damaged or of other fields."""
        searcher = self._searcher
        if searcher is not None and self._unchanged():
            return searcher
        with self._lock, engine_faults("opening"):
            return self._refreshed()

    def forget(self) -> None:
        """Open everything anew at the next query: for use after a fault."""
        self._current_mark = self._meta_mark = self._searcher = None

    def _unchanged(self) -> bool:
        try:
            return (
                _mark(os.fspath(self._folder.current_file)) == self._current_mark
                and _mark(self._meta_file) == self._meta_mark
            )
        except OSError:
            return False

    def _refreshed(self) -> tantivy.Searcher:
        try:
            current_mark = _mark(os.fspath(self._folder.current_file))
        except FileNotFoundError as error:
            raise SearchUnavailable("there is no index yet; run manage.py reindex") from error
        index = self._index
        if current_mark != self._current_mark or index is None:
            index = self._open()
        meta_mark = _mark(self._meta_file)  # Before the reload: a commit in between is seen next time.
        index.reload()
        searcher = index.searcher()
        self._index, self._searcher = index, searcher
        self._current_mark, self._meta_mark = current_mark, meta_mark
        return searcher

    def _open(self) -> tantivy.Index:
        name = self._folder.current()
        if name is None or not self._folder.fits(name):
            raise SearchUnavailable("the index was made with other fields; run manage.py reindex")
        path = self._folder.named(name)
        index = tantivy.Index.open(os.fspath(path))
        index.config_reader("manual")  # No watching thread: the marks say when to reload.
        register_analyzers(index)
        self._meta_file = os.fspath(path / META)
        return index


def _mark(path: str) -> Mark:
    status = os.stat(path)
    return status.st_mtime_ns, status.st_ino, status.st_size
