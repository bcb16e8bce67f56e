"""Compare what the engine holds with the database and repair it; a difference that stays is a bug."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from marketplace.common import metrics
from marketplace.common.problems import Unavailable
from search.backends import SearchBackend, SearchUnavailable
from search.fields import Kind
from search.indexing.sources import SOURCES
from search.indexing.sync import Key, sync
from search.indexing.writer import writing_backend

log = structlog.get_logger(__name__)
STUBS_KEEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Drift:
    """Documents that the engine lacks, holds in an older version, or holds without a row in search."""

    missing: tuple[Key, ...] = ()
    older: tuple[Key, ...] = ()
    orphans: tuple[Key, ...] = ()
    checked: int = 0

    @property
    def keys(self) -> tuple[Key, ...]:
        return (*self.missing, *self.older, *self.orphans)


def find_drift(backend: SearchBackend) -> Drift:
    """Compare by slices of ids. Raises SearchUnavailable."""
    missing: list[Key] = []
    older: list[Key] = []
    orphans: list[Key] = []
    checked = 0
    for kind, source in SOURCES.items():
        held = _all(lambda after, kind=kind: backend.versions(kind, after_id=after, limit=settings.INDEX_SLICE))
        wanted = _all(lambda after, source=source: source.versions(after_id=after, limit=settings.INDEX_SLICE))
        checked += len(wanted)
        missing += [(kind, pk) for pk in wanted.keys() - held.keys()]
        older += [(kind, pk) for pk in wanted.keys() & held.keys() if held[pk] < wanted[pk]]
        orphans += [(kind, pk) for pk in held.keys() - wanted.keys()]
    return Drift(tuple(sorted(missing)), tuple(sorted(older)), tuple(sorted(orphans)), checked)


def sweep(*, now: datetime) -> Drift:
    """Find and repair; removes stubs older than a day. Raises Unavailable."""
    backend = writing_backend()
    try:
        drift = find_drift(backend)
        for start in range(0, len(drift.keys), settings.INDEX_SLICE):
            sync(drift.keys[start : start + settings.INDEX_SLICE], now=now)
        backend.purge_stubs(before=now - STUBS_KEEP)
    except SearchUnavailable as error:
        raise Unavailable(str(error)) from error
    metrics.DRIFT.set(len(drift.keys))
    if drift.keys:
        log.warning("index drift", missing=len(drift.missing), older=len(drift.older), orphans=len(drift.orphans))
    return drift


def _all(read) -> dict[int, int]:  # type: ignore[no-untyped-def]
    versions: dict[int, int] = {}
    after_id = 0
    while page := read(after_id):
        versions |= page
        after_id = max(page)
    return versions


def is_current(kind: Kind, object_id: int, *, backend: SearchBackend) -> bool:
    """Whether the engine holds this row's present document; owners see it on their own pages."""
    row = SOURCES[kind].versions(after_id=object_id - 1, limit=1).get(object_id)
    held = backend.versions(kind, after_id=object_id - 1, limit=1).get(object_id)
    return row == held
