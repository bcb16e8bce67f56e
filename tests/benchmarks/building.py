"""Goal 11: a rebuild by the product's own path, from the database, against the bare engine fed from memory."""

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from marketplace.common import clock
from search.backends import SearchBackend
from search.document import IndexedDocument
from search.indexing import rebuild
from search.indexing.writer import release_lease
from tests.benchmarks.raw import RawIndex, Ready
from tests.benchmarks.report import Figure

ROUNDS = 3


def measure_building(
    backend: SearchBackend,
    documents: Sequence[IndexedDocument],
    ready: Sequence[Ready],
    *,
    folder: Path,
    told: Callable[[str], None],
) -> list[Figure]:
    """The last raw index stays in `folder`, the last rebuilt one is live."""
    rows = len(documents)
    rebuilt, bare, fed = [], [], []
    for number in range(ROUNDS):
        shutil.rmtree(folder, ignore_errors=True)
        bare.append(rows / _raw_build(folder, ready))
        rebuilt.append(rows / _rebuild(backend))
        fed.append(rows / _feed(backend, documents))
        told(f"round {number + 1}: {bare[-1]:.0f} documents/s bare, {rebuilt[-1]:.0f} rebuilt, {fed[-1]:.0f} fed")
    shares = [mine / theirs for mine, theirs in zip(rebuilt, bare, strict=True)]
    of_feed = [mine / theirs for mine, theirs in zip(rebuilt, fed, strict=True)]
    scale = f"{median(rebuilt):.0f} / {median(bare):.0f} documents/s"
    return [
        Figure(11, "rebuild from the database / bare engine from memory, rate", median(shares), 0.8, True, scale=scale),
        Figure(
            11,
            "the same / our backend from memory, rate",
            median(of_feed),
            scale=f"{median(rebuilt):.0f} / {median(fed):.0f} documents/s",
        ),
    ]


def _raw_build(folder: Path, ready: Sequence[Ready]) -> float:
    index = RawIndex(folder)
    started = time.perf_counter()
    index.build(ready)
    took = time.perf_counter() - started
    index.close()
    return took


def _rebuild(backend: SearchBackend) -> float:
    """As `manage.py reindex` does it; replaced indexes are dropped outside the clock."""
    started = time.perf_counter()
    request = rebuild.request_rebuild(requested_by="bench", now=clock.now())
    while rebuild.open_request() is not None:
        rebuild.step(now=clock.now())
    took = time.perf_counter() - started
    request.refresh_from_db()
    if request.done_at is None:
        raise RuntimeError(f"the rebuild failed: {request.report}")
    release_lease()
    _tidy(backend)
    return took


def _feed(backend: SearchBackend, documents: Sequence[IndexedDocument]) -> float:
    started = time.perf_counter()
    backend.rebuild(documents, now=clock.now())
    took = time.perf_counter() - started
    _tidy(backend)
    return took


def _tidy(backend: SearchBackend) -> None:
    backend.close()
    backend.drop_old(before=clock.now())
