"""Make documents agree with their rows: late, early and repeated calls give the same index."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from marketplace.common.outbox import PermanentFailure
from marketplace.common.problems import Unavailable
from search.backends import Outcome, SearchBackend, SearchUnavailable
from search.fields import Kind
from search.indexing.sources import SOURCES
from search.indexing.writer import writing_backend

Key = tuple[Kind, int]


def sync(keys: Iterable[Key], *, now: datetime) -> dict[Key, Exception]:
    """Write the documents of these rows in one batch; returns why some could not be written.

    Raises Unavailable when the engine does not answer or another process writes.
    """
    backend = writing_backend()
    wanted = list(dict.fromkeys(keys))
    failures: dict[Key, Exception] = {}
    try:
        for kind in Kind:
            ids = [object_id for its_kind, object_id in wanted if its_kind == kind]
            if ids:
                failures.update(_sync_kind(backend, kind, ids, now=now))
    except SearchUnavailable as error:
        raise Unavailable(str(error)) from error
    return failures


def ensure_current(backend: SearchBackend, kind: Kind, ids: Sequence[int], *, now: datetime) -> None:
    """Sync those of the rows that the engine holds in an older version; alerts are verified against the new one."""
    behind = [(kind, object_id) for object_id in ids if _is_behind(backend, kind, object_id)]
    failures = sync(behind, now=now) if behind else {}
    for error in failures.values():
        raise error


def _is_behind(backend: SearchBackend, kind: Kind, object_id: int) -> bool:
    held = backend.versions(kind, after_id=object_id - 1, limit=1).get(object_id)
    row = SOURCES[kind].versions(after_id=object_id - 1, limit=1).get(object_id)
    return row is not None and (held is None or held < row)


def _sync_kind(backend: SearchBackend, kind: Kind, ids: Sequence[int], *, now: datetime) -> dict[Key, Exception]:
    documents, unknown = SOURCES[kind].documents(ids, now=now)
    if unknown:
        backend.purge(kind, unknown)
    failures: dict[Key, Exception] = {}
    for result in backend.put(documents):
        if result.outcome is Outcome.POISON:
            failures[kind, result.id] = PermanentFailure(result.detail)
        elif result.outcome is Outcome.UNAVAILABLE:
            failures[kind, result.id] = Unavailable(result.detail)
    return failures
