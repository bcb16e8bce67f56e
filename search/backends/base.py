"""What every engine promises. Callers know these values and nothing of an engine."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from search.document import Checksum, IndexedDocument
from search.fields import Audience, Kind
from search.query import SearchQuery

SIMILAR_TERMS = 25  # The most telling words of a document; more add time, not likeness.
SIMILAR_PERCENT = 30  # Of them so many must occur, or everything is a little alike.


class SearchUnavailable(Exception):
    """The engine is down, too slow, blocked or broken. Readers are served from the database, writers try again."""


class RebuildOpen(Exception):
    """A rebuild is open already; finish or abort it first."""


class NoRebuild(Exception):
    """There is no open rebuild to write into, finish or abort."""


class RebuildMismatch(Exception):
    """The new index does not hold what the database holds; it stays open, and the live index serves on."""

    def __init__(self, *, expected: Checksum, found: Checksum) -> None:
        super().__init__(f"expected {expected.count} documents, found {found.count}, or their versions differ")
        self.expected = expected
        self.found = found


class Outcome(StrEnum):
    """What became of one document of a batch."""

    OK = "ok"
    CONFLICT = "conflict"  # The engine holds a newer version: success, nothing to do.
    POISON = "poison"  # The engine can never take it: park its row, the rest goes on.
    UNAVAILABLE = "unavailable"  # Not now: try again later.


@dataclass(frozen=True, slots=True)
class PutResult:
    kind: Kind
    id: int
    outcome: Outcome
    detail: str = ""

    @property
    def settled(self) -> bool:
        """True when the engine holds this version or a newer one."""
        return self.outcome in {Outcome.OK, Outcome.CONFLICT}


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matched. What is shown is read from the database by its id, through `visible_to`."""

    kind: Kind
    id: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer.

    `facets` maps a facet to its values and their counts, most frequent first, counted without the facet's own filter;
    a wanted value is always there, if with 0. `without` says how many hits there were if the filter of one of these
    facets were dropped. `relaxed` is true when any of the words sufficed, because all of them found nothing.
    `degraded` is true when the engine did not answer in full: the database backend sets it, with
    `backend="database"`, the same matching rule over the folded column, `total` counted and only the facets that SQL
    can count.
    """

    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    total: int
    took_ms: float
    backend: str
    degraded: bool = False
    relaxed: bool = False
    without: Mapping[str, int] = field(default_factory=dict)

    def as_relaxed(self) -> "SearchPage":
        """The same page, found by any of the words."""
        return replace(self, relaxed=True)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title as it is written, accents included, and the document it stands for."""

    kind: Kind
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """`name` is live now; it holds `checksum` visible documents and replaced `previous`, which is kept for a while."""

    name: str
    previous: str
    checksum: Checksum


class SearchReader(Protocol):
    """What pages, API and alerts need. Every method raises SearchUnavailable when the engine cannot answer."""

    name: str

    def search(self, query: SearchQuery, *, facets: Collection[str] | None = None) -> SearchPage:
        """One page of hits with the counts of `facets`, or of every counted facet when None."""
        ...

    def matches(self, kind: Kind, id: int, queries: Sequence[SearchQuery]) -> list[bool]:
        """For each query, whether a search would show this document. Never relaxed: alerts are verified with it."""
        ...

    def suggest(
        self, prefix: str, *, kinds: Collection[Kind], limit: int, audience: Audience = Audience.PUBLIC
    ) -> list[Suggestion]:
        """Titles that hold the typed words, the last one as a beginning; exact accents first."""
        ...

    def similar(
        self,
        document: IndexedDocument,
        *,
        kinds: Collection[Kind],
        limit: int,
        audience: Audience = Audience.PUBLIC,
    ) -> list[Hit]:
        """Documents that share the most telling words of this one, itself left out."""
        ...

    def ranked(
        self, words: Collection[str], *, kinds: Collection[Kind], limit: int, audience: Audience = Audience.PUBLIC
    ) -> list[Hit]:
        """Documents that hold any of these stems, best BM25 first: candidates, of which something else decides."""
        ...


class SearchWriter(Protocol):
    """What the index writer needs. An older version never replaces a newer one, stubs included."""

    def put(self, documents: Iterable[IndexedDocument]) -> list[PutResult]:
        """Write a batch and make it durable; one result per document, in order. Goes to an open rebuild as well."""
        ...

    def remove(self, kind: Kind, versions: Mapping[int, int], *, now: datetime) -> list[PutResult]:
        """Replace documents by stubs: `versions` maps their ids to their present index_version."""
        ...

    def purge(self, kind: Kind, ids: Iterable[int]) -> None:
        """Delete for good, stub included: for orphans that the database does not know."""
        ...

    def purge_stubs(self, *, before: datetime) -> int:
        """Delete the stubs of removals before that moment; return how many there were."""
        ...

    def versions(self, kind: Kind, *, after_id: int, limit: int, beside: bool = False) -> dict[int, int]:
        """The next visible documents by ascending id with their versions; of the open rebuild when `beside`."""
        ...

    def checksum(self, *, beside: bool = False) -> Checksum:
        """Count and digest of all visible documents; of the open rebuild when `beside`."""
        ...

    def begin_rebuild(self, *, now: datetime) -> str:
        """Open an empty index beside the live one and return its name. Raises RebuildOpen."""
        ...

    def open_rebuild(self) -> str | None:
        """The name of the open rebuild, or None. Survives a restart."""
        ...

    def put_into(self, documents: Iterable[IndexedDocument], *, durable: bool = True) -> list[PutResult]:
        """Write a slice into the open rebuild only. Raises NoRebuild.

        With `durable=False` it may be lost with the process until a later durable slice or the finish: faster, and
        right where the watermark is saved after a durable slice only.
        """
        ...

    def finish_rebuild(self, *, expected: Checksum, now: datetime) -> RebuildReport:
        """Make the new index the live one when it holds what is expected. Raises RebuildMismatch, NoRebuild."""
        ...

    def abort_rebuild(self) -> None:
        """Throw the open rebuild away; the live index never notices."""
        ...

    def back(self, *, now: datetime) -> str:
        """Make the previous index the live one again and return its name. Raises NoRebuild when there is none."""
        ...

    def drop_old(self, *, before: datetime) -> list[str]:
        """Delete indexes that were replaced before that moment; return their names."""
        ...

    def rebuild(self, documents: Iterable[IndexedDocument], *, now: datetime) -> RebuildReport:
        """Begin, write all documents, compare and swap in one go, for a floor where nothing else writes meanwhile."""
        ...

    def drop_all(self) -> None:
        """Delete every index, the live one too: for scratch installations and tests."""
        ...

    def close(self) -> None:
        """Let go of locks and connections."""
        ...


class SearchBackend(SearchReader, SearchWriter, Protocol):
    """An engine: reads and writes."""
