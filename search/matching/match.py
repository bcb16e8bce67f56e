"""A publication finds the saved searches that would show it; the engine verifies, a unique row remembers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from marketplace.common.outbox import emit
from marketplace.common.problems import Unavailable
from search import events
from search.backends import SearchBackend, SearchUnavailable, get_backend
from search.fields import Kind
from search.indexing.sources import SOURCES
from search.indexing.sync import ensure_current
from search.matching.compiled import publication
from search.matching.live import LiveTable
from search.models import SavedSearch, SavedSearchHit
from search.watched import strict_query

VERIFY_BATCH = 500  # Named clauses per request; the engine's limit is far above.
_table = LiveTable()


def forget_table() -> None:
    """Read every saved search anew at the next publication, as after another database was put in place."""
    global _table
    _table = LiveTable()


def match_saved_searches(kind: Kind, ids: Sequence[int], *, now: datetime) -> int:
    """Write a hit for each saved search that would show these rows and has not seen them yet; returns how many.

    Raises Unavailable when the engine does not answer: an outage delays an alert, never drops it.
    """
    table = _table.follow()
    if not len(table):
        return 0
    documents, _unknown = SOURCES[kind].documents(ids, now=now)
    written = 0
    for document in documents:
        candidates = set() if document.is_stub else table.candidates(publication(document))
        if candidates:
            written += _verify(kind, document.id, document.version, candidates, now=now)
    return written


def _verify(kind: Kind, object_id: int, version: int, candidates: set[int], *, now: datetime) -> int:
    backend = get_backend()
    try:
        ensure_current(backend, kind, [object_id], now=now)
        wanted = [search for search in _unseen(kind, object_id, candidates) if _still(search)]
        found = [saved for saved, shown in zip(wanted, _shown(backend, kind, object_id, wanted), strict=True) if shown]
    except SearchUnavailable as error:
        raise Unavailable(str(error)) from error
    return sum(_write(saved, kind, object_id, version, now=now) for saved in found)


def _unseen(kind: Kind, object_id: int, candidates: set[int]) -> list[SavedSearch]:
    told = SavedSearchHit.objects.filter(kind=kind, object_id=object_id).values("saved_search_id")
    return list(SavedSearch.objects.filter(pk__in=candidates).exclude(pk__in=told).select_related("user"))


def _still(saved: SavedSearch) -> bool:
    """A disabled account hears nothing; a paused search neither."""
    return saved.user.is_active and not saved.paused


def _shown(backend: SearchBackend, kind: Kind, object_id: int, wanted: list[SavedSearch]) -> list[bool]:
    shown: list[bool] = []
    for start in range(0, len(wanted), VERIFY_BATCH):
        batch = wanted[start : start + VERIFY_BATCH]
        queries = [strict_query(saved.params, language=saved.language) for saved in batch]
        shown += backend.matches(kind, object_id, queries)
    return shown


def _write(saved: SavedSearch, kind: Kind, object_id: int, version: int, *, now: datetime) -> int:
    with transaction.atomic():
        _hit, created = SavedSearchHit.objects.get_or_create(
            saved_search=saved, kind=kind, object_id=object_id, defaults={"version": version, "found_at": now}
        )
        if created:
            emit(events.ALERT, subject=SOURCES[kind].model(pk=object_id), version=version, saved_search=saved.pk)
    return int(created)
