"""Engines behind one interface, chosen by setting as Django chooses caches."""

from functools import lru_cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string

from marketplace.common.breaker import Breaker
from search.backends.base import (
    Hit,
    NoRebuild,
    Outcome,
    PutResult,
    RebuildMismatch,
    RebuildOpen,
    RebuildReport,
    SearchBackend,
    SearchPage,
    SearchReader,
    SearchUnavailable,
    SearchWriter,
    Suggestion,
)

__all__ = [
    "Hit",
    "NoRebuild",
    "Outcome",
    "PutResult",
    "RebuildMismatch",
    "RebuildOpen",
    "RebuildReport",
    "SearchBackend",
    "SearchPage",
    "SearchReader",
    "SearchUnavailable",
    "SearchWriter",
    "Suggestion",
    "get_backend",
    "scratch_backend",
]

# By path: an installation imports the client of the engine it uses, and no other.
ENGINES = {
    "embedded": "search.backends.embedded.EmbeddedBackend",
    "elasticsearch": "search.backends.elasticsearch.ElasticsearchBackend",
}


def get_backend() -> SearchBackend:
    """The engine of this installation, one per process and settings."""
    if settings.SEARCH_BACKEND == "embedded":
        return _embedded(Path(settings.INDEX_DIR))
    return _elasticsearch(settings.ELASTICSEARCH_URL, settings.SEARCH_INDEX_PREFIX)


def scratch_backend(name: str, *, root: Path, prefix: str) -> SearchBackend:
    """An engine of its own for a measurement: its index lies in `root` or under `prefix`, whatever is live."""
    if name == "embedded":
        return cast("SearchBackend", import_string(ENGINES[name])(root, breaker=Breaker(name)))
    return cast("SearchBackend", import_string(ENGINES[name])(settings.ELASTICSEARCH_URL, prefix=prefix))


@lru_cache(maxsize=4)
def _embedded(root: Path) -> SearchBackend:
    return cast("SearchBackend", import_string(ENGINES["embedded"])(root, breaker=Breaker("embedded", hint=cache)))


@lru_cache(maxsize=4)
def _elasticsearch(url: str, prefix: str) -> SearchBackend:
    engine = import_string(ENGINES["elasticsearch"])
    return cast("SearchBackend", engine(url, prefix=prefix, breaker=Breaker("elasticsearch", hint=cache)))
