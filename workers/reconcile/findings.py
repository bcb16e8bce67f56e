"""What an equation answers: how much it compared, and what does not agree, in plain sentences. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass


class CannotCheck(Exception):
    """A part that the equation needs does not answer, or is being written at this moment; never taken for agreement."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which an equation does not hold: how often, and the first examples."""

    sentence: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One equation's result. `unchecked` says why it could not be asked; then `findings` are what was seen before."""

    equation: str
    title: str
    compared: int = 0
    findings: tuple[Finding, ...] = ()
    unchecked: str = ""

    @property
    def holds(self) -> bool:
        return not self.findings and not self.unchecked

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "holds": self.holds}


@dataclass(frozen=True, slots=True)
class Compared:
    """What an equation hands back: how many things it looked at, and what it found."""

    count: int
    findings: tuple[Finding, ...]


def broken(sentence: str, cases: Collection[object], *, shown: int) -> tuple[Finding, ...]:
    """One finding where there are cases, none where there are none; `sentence` names what each case is."""
    if not cases:
        return ()
    return (Finding(sentence, len(cases), tuple(sorted(map(str, cases))[:shown])),)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two tables of versions laid beside each other."""

    missing: tuple[int, ...]
    older: tuple[int, ...]
    newer: tuple[int, ...]
    orphans: tuple[int, ...]

    def __iter__(self) -> Iterator[int]:
        yield from (*self.missing, *self.older, *self.newer, *self.orphans)


def differ(wanted: Mapping[int, int], held: Mapping[int, int]) -> Difference:
    """Which ids of `wanted` are missing, older or newer in `held`, and which `held` has beyond them."""
    both = sorted(wanted.keys() & held.keys())
    return Difference(
        missing=tuple(sorted(wanted.keys() - held.keys())),
        older=tuple(key for key in both if held[key] < wanted[key]),
        newer=tuple(key for key in both if held[key] > wanted[key]),
        orphans=tuple(sorted(held.keys() - wanted.keys())),
    )
