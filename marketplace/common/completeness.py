"""What an object still lacks before it can be handed in, page by page of its editor. Pure: reads plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.common.facts import Fact, Plain, answered
from marketplace.common.problems import FieldProblem, Invalid

REQUIRED = "required"


class Progress(StrEnum):
    DONE = "done"
    ERROR = "error"  # Answered, and something in the answer does not hold.
    TODO = "empty"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing to do: a field or a row's field by its pointer, its page, a stable code and the words for it."""

    pointer: str
    section: str
    code: str
    detail: str | Promise


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """One page of the editor and what it still needs."""

    section: str
    progress: Progress
    lacks: tuple[Lack, ...] = ()


def missing_answers(required: Iterable[str], *, facts: Mapping[str, Fact], values: Mapping[str, Plain]) -> list[Lack]:
    """One lack per topic that is answered in no language."""
    found = []
    for topic in required:
        if not answered(values, facts, topic):
            fact = next(fact for fact in facts.values() if fact.topic == topic)
            words = _("Answer: %(question)s") % {"question": fact.label}
            found.append(Lack(f"/{fact.name}", fact.section, REQUIRED, words))
    return found


def in_order(lacks: Iterable[Lack], sections: Sequence[str]) -> list[Lack]:
    """As the editor asks for them."""
    order = [str(section) for section in sections]
    return sorted(lacks, key=lambda lack: order.index(str(lack.section)))


def progress_of(sections: Iterable[str], lacks: Iterable[Lack]) -> list[SectionProgress]:
    """Each page with what it lacks: an error where an answer does not hold, else to do, else done."""
    found = list(lacks)
    return [_progress(section, tuple(lack for lack in found if lack.section == section)) for section in sections]


def _progress(section: str, own: tuple[Lack, ...]) -> SectionProgress:
    if any(lack.code != REQUIRED for lack in own):
        return SectionProgress(section, Progress.ERROR, own)
    return SectionProgress(section, Progress.TODO if own else Progress.DONE, own)


def refuse(lacks: Iterable[Lack]) -> None:
    """Raises Invalid naming each of them; nothing when there is none."""
    errors = [FieldProblem(lack.pointer, lack.code, str(lack.detail)) for lack in lacks]
    if errors:
        raise Invalid(errors=errors)


def falls(low: Plain, high: Plain) -> bool:
    """An upper bound that is below its lower one, or without it."""
    return high is not None and (low is None or Decimal(str(high)) < Decimal(str(low)))


def rows_in(values: Mapping[str, Plain], name: str) -> Iterable[tuple[str, Mapping[str, Plain]]]:
    """Pointer and plain row of every row under this name."""
    rows = values.get(name)
    for position, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield f"/{name}/{position}", row
