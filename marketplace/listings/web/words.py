"""Plain values in words, and what changed between two texts: for conflicts, reviewers and the look before sending."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from django.utils.translation import gettext as _

from marketplace.common.facts import Fact, Plain, Shape
from marketplace.common.web.formatting import write_date
from marketplace.common.web.numbers import write_number
from marketplace.listings.fields import ROW_FIELDS
from marketplace.listings.states import Operator
from marketplace.listings.web.rowforms import row_word
from marketplace.taxonomy.plain import changed_names
from marketplace.taxonomy.web.inputs import code_words, label_of

Row = Mapping[str, Plain]
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Change:
    """One question with its answer before and after; `language` is that of both, empty where they have none."""

    label: str
    before: str
    after: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer in words."""

    label: str
    words: str
    language: str = ""


def words_of(fact: Fact, value: Plain) -> str:
    """The value as a reader writes it; empty where there is no answer."""
    if value in (None, "", []):
        return ""
    if fact.name == "operator":
        return str(dict(Operator.choices).get(str(value), value))
    match fact.shape:
        case Shape.CODE:
            return code_words(fact, str(value))
        case Shape.CODES if isinstance(value, list):
            return "; ".join(code_words(fact, str(code)) for code in value)
        case Shape.KEY:
            return str(value).upper()
        case Shape.DATE:
            return write_date(date.fromisoformat(str(value)))
        case Shape.NUMBER:
            return write_number(Decimal(str(value)))
        case Shape.YES_NO:
            return _("Yes") if value else _("No")
        case Shape.ROWS if isinstance(value, list):
            return "\n".join(_row_line(fact, number, row) for number, row in enumerate(_rows(value), start=1))
        case _:
            return str(value)


def changes_between(before: Mapping[str, Plain], after: Mapping[str, Plain], *, facts: Facts) -> list[Change]:
    """What differs, question by question; rows column by column. `facts` are those that the reader may read."""
    found: list[Change] = []
    for name in changed_names(before, {key: value for key, value in after.items() if key in facts}):
        fact, old = facts[name], before.get(name, facts[name].empty)
        if fact.shape is Shape.ROWS:
            found += _row_changes(fact, _rows(old), _rows(after[name]))
        else:
            found.append(Change(label_of(fact), words_of(fact, old), words_of(fact, after[name]), fact.language))
    return found


def answers_in(values: Mapping[str, Plain], *, facts: Facts) -> list[Answer]:
    """Every one of `facts` that has an answer, in the order of the editor."""
    shown = ((fact, words_of(fact, values.get(name, fact.empty))) for name, fact in facts.items())
    return [Answer(label_of(fact), words, fact.language) for fact, words in shown if words]


def _row_changes(fact: Fact, before: Sequence[Row], after: Sequence[Row]) -> Iterator[Change]:
    nothing: Row = {}
    for number, (old, new) in enumerate(zip_longest(before, after, fillvalue=nothing), start=1):
        for name, column in ROW_FIELDS[fact.name].items():
            words = words_of(column, old.get(name, column.empty)), words_of(column, new.get(name, column.empty))
            if words[0] != words[1]:
                yield Change(f"{row_word(fact.name, number)}, {label_of(column)}", *words, column.language)


def _row_line(fact: Fact, number: int, row: Row) -> str:
    columns = ROW_FIELDS[fact.name].items()
    said = ((column, words_of(column, row.get(name, column.empty))) for name, column in columns)
    return f"{number}. " + "; ".join(f"{label_of(column)}: {words}" for column, words in said if words)


def _rows(value: Plain) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
