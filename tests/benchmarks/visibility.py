"""Goal 8: from the reviewer's click to a hit in another process, through the outbox and a real worker."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from marketplace.accounts.states import StaffRoleName
from marketplace.common import clock
from marketplace.common.models import OutboxRow
from marketplace.common.permissions import Actor
from marketplace.listings import actions
from marketplace.listings.models import Listing
from marketplace.listings.states import ReviewCheck
from search.backends import SearchBackend
from search.query import SearchQuery
from tests.benchmarks.corpus import as_query
from tests.benchmarks.measure import Times, ratio
from tests.benchmarks.raw import RawIndex, Ready
from tests.benchmarks.report import Figure
from tests.factories.accounts import make_organisation, make_staff
from tests.factories.listings import editor_of, make_in_review

ROOT = Path(__file__).resolve().parents[2]
PUBLICATIONS = 60
LOOK_SECONDS = 0.0005
PATIENCE_SECONDS = 120.0
STOP_SECONDS = 30
P50, P95 = 0.5, 0.95


def measure_visibility(backend: SearchBackend, raw: RawIndex, ready: Sequence[Ready], *, log: Path) -> list[Figure]:
    """Publication and bare commit take turns; both indexes hold the same documents."""
    reviewer = make_staff(StaffRoleName.REVIEWER, now=clock.now())
    waiting = _in_review(PUBLICATIONS + 1, reviewer)
    spare = iter(ready)
    published, committed = [], []
    with _worker(log):
        _settle()
        _until_visible(backend, waiting.pop(), reviewer)  # The first one opens the writer.
        while waiting:
            published.append(_until_visible(backend, waiting.pop(), reviewer))
            committed.append(_until_committed(raw, next(spare)))
    shown, bare = Times(tuple(published)), Times(tuple(committed))
    scale = f"{shown.ms(P50):.0f} / {bare.ms(P50):.0f} ms"
    return [
        Figure(8, "publish to visible elsewhere / bare commit, p50", ratio(shown, bare, P50), 4, scale=scale),
        Figure(8, "publish to visible elsewhere, p95", shown.ms(P95), 200, unit="ms"),
    ]


def _in_review(count: int, reviewer: Actor) -> list[tuple[Listing, SearchQuery]]:
    """Listings that wait for their approval, and a query that only finds that one."""
    author = editor_of(make_organisation(now=clock.now()), now=clock.now())
    made = []
    for number in range(count):
        word = f"publication{number:05d}"
        listing = make_in_review(reviewer=reviewer, author=author, title_vi=f"Máy sấy lạnh {word}", now=clock.now())
        made.append((listing, as_query(word)))
    return made


def _until_visible(backend: SearchBackend, waiting: tuple[Listing, SearchQuery], reviewer: Actor) -> float:
    """Seconds from the call of the action until this process, which only reads, finds the listing."""
    listing, query = waiting
    started = time.perf_counter()
    actions.approve_listing(
        listing_id=listing.pk,
        checklist=ReviewCheck.values,
        list_status="none",
        dual_use=False,
        actor=reviewer,
        now=clock.now(),
    )
    while not backend.search(query, facets=()).total:
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise RuntimeError(f"{listing.reference} never became visible")
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - started


def _until_committed(raw: RawIndex, document: Ready) -> float:
    started = time.perf_counter()
    raw.commit_one(document)
    return time.perf_counter() - started


def _settle() -> None:
    """Wait until the worker did what lay in the outbox, its own first jobs included."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while OutboxRow.objects.filter(done_at=None, parked_at=None).exists() or not OutboxRow.objects.exists():
        if time.monotonic() > deadline:
            raise RuntimeError("the worker does not empty the outbox")
        time.sleep(0.2)
    time.sleep(1)


@contextmanager
def _worker(log: Path) -> Iterator[None]:
    """`manage.py work` on this floor, in processes of its own, ended by its own handle."""
    command = [sys.executable, "manage.py", "work"]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
