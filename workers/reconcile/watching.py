"""O7: the hits of saved searches are what each of them shows, run against what was published lately."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from search.backends import SearchUnavailable, get_backend
from search.fields import Kind
from search.indexing.sources import SOURCES
from search.models import SavedSearch, SavedSearchHit
from search.watched import strict_query
from workers.reconcile.findings import CannotCheck, Compared, broken
from workers.reconcile.scope import Scope


def o7(scope: Scope) -> Compared:
    """Every search that somebody keeps, asked about every recent publication. Raises CannotCheck without the engine."""
    searches = _searches()
    missed: list[str] = []
    wrong: list[str] = []
    compared = 0
    try:
        for kind in Kind:
            for thing in _published(kind, scope):
                able = [saved for saved in searches if saved.updated_at <= thing.published_at]
                shown = _shown(kind, thing.pk, able)
                compared += len(able)
                missed += _missed(kind, thing.pk, shown)
                wrong += _wrong(kind, thing, able, shown)
    except SearchUnavailable as error:
        raise CannotCheck(f"the search engine does not answer: {error}") from error
    examples = settings.RECONCILE_EXAMPLES_MAX
    return Compared(
        compared,
        (
            *broken("A saved search shows a publication and has no hit for it.", missed, shown=examples),
            *broken("A saved search has a hit that it does not show.", wrong, shown=examples),
        ),
    )


def _searches() -> list[SavedSearch]:
    living = SavedSearch.objects.filter(paused=False, user__is_active=True)
    return list(living.order_by("-pk")[: settings.RECONCILE_SEARCHES_MAX])


def _published(kind: Kind, scope: Scope) -> Iterable[Any]:
    """The newest in search, edited no more since the matcher had its time."""
    since = scope.now - timedelta(days=settings.RECONCILE_PUBLICATION_DAYS)
    rows = SOURCES[kind].visible().filter(published_at__gt=since, updated_at__lte=scope.settled_by)
    return rows.order_by("-published_at", "-pk")[: settings.RECONCILE_PUBLICATIONS_MAX]


def _shown(kind: Kind, object_id: int, searches: Sequence[SavedSearch]) -> set[int]:
    if not searches:
        return set()
    queries = [strict_query(saved.params, language=saved.language) for saved in searches]
    answers = get_backend().matches(kind, object_id, queries)
    return {saved.pk for saved, shows in zip(searches, answers, strict=True) if shows}


def _missed(kind: Kind, object_id: int, shown: set[int]) -> list[str]:
    hits = SavedSearchHit.objects.filter(kind=kind, object_id=object_id, saved_search__in=shown)
    return [f"search {pk}: {kind}:{object_id}" for pk in shown - set(hits.values_list("saved_search", flat=True))]


def _wrong(kind: Kind, thing: Any, searches: Sequence[SavedSearch], shown: set[int]) -> list[str]:
    """Hits on the document as it is now; one on an earlier version was true of another text."""
    hits = SavedSearchHit.objects.filter(
        kind=kind, object_id=thing.pk, version=thing.index_version, saved_search__in=[saved.pk for saved in searches]
    )
    return [f"search {pk}: {kind}:{thing.pk}" for pk in set(hits.values_list("saved_search", flat=True)) - shown]
