"""What an engine is given: a value without Django, checked against the declared fields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Self

from search.fields import BIGGEST_NUMBER, FACETS, NUMBERS, Audience, Kind

FACET_VALUE_MAX_CHARS = 120
_NUMBERS = frozenset(NUMBERS)
BIGGEST_ID = 2**52  # Leaves room for the kind in the one number that is the embedded engine's key.


class BadDocument(ValueError):
    """A document that no engine should be given: an undeclared field, or a number outside its limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedDocument:
    """The public projection of a row at `version` (its index_version), or the stub that marks it as gone.

    `titles` are shown in suggestions and weigh more, one per language. `body` is all other findable text: summary,
    description, labels of codes in both languages, reference. `facets` map a declared facet to its values, `numbers`
    a declared number to a whole number; days are `date.toordinal()`, `published_at` is seconds since 1970.
    """

    kind: Kind
    id: int
    version: int
    audience: Audience = Audience.PUBLIC
    titles: tuple[str, ...] = ()
    body: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    numbers: Mapping[str, int] = field(default_factory=dict, hash=False)
    removed_at: datetime | None = None

    def __post_init__(self) -> None:
        if not (self.facets.keys() <= FACETS.keys() and self.numbers.keys() <= _NUMBERS):
            unknown = sorted((self.facets.keys() - FACETS.keys()) | (self.numbers.keys() - _NUMBERS))
            raise BadDocument(f"{self.kind} {self.id}: {unknown} are not declared in search/fields.py")
        if not (0 < self.id <= BIGGEST_ID and 0 <= self.version <= BIGGEST_NUMBER):
            raise BadDocument(f"{self.kind} {self.id}: id or version {self.version} is outside its limits")
        for number in self.numbers.values():
            if abs(number) > BIGGEST_NUMBER:
                raise BadDocument(f"{self.kind} {self.id}: a number is outside its limits")
        for values in self.facets.values():
            for value in values:
                if len(value) > FACET_VALUE_MAX_CHARS:
                    raise BadDocument(f"{self.kind} {self.id}: a facet value is too long")

    @classmethod
    def stub(cls, *, kind: Kind, id: int, version: int, removed_at: datetime) -> Self:
        """What stays after a removal: a version that refuses late older writes, invisible to every query."""
        return cls(kind=kind, id=id, version=version, removed_at=removed_at)

    @property
    def is_stub(self) -> bool:
        return self.removed_at is not None


@dataclass(frozen=True, slots=True)
class Checksum:
    """Count and order-free digest of (kind, id, version): equal for equal sets, whatever order they were read in."""

    count: int = 0
    digest: int = 0

    @classmethod
    def of(cls, triples: Iterable[tuple[Kind, int, int]]) -> Self:
        count = digest = 0
        for kind, object_id, version in triples:
            count += 1
            digest = (digest + _hash(f"{kind}:{object_id}:{version}")) % 2**64
        return cls(count, digest)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def in_slices(documents: Iterable[IndexedDocument], size: int) -> Iterator[list[IndexedDocument]]:
    """The documents in lists of at most `size`."""
    batch: list[IndexedDocument] = []
    for document in documents:
        batch.append(document)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
