"""Declaring the editable facts of an object once, for its editor, API, revisions, conflict page and completeness.

A value travels in its plain form: text as str, a code as its str, codes as list[str], dates as YYYY-MM-DD, numbers as
str, rows as list[dict]; an unanswered one is "", [] or None by its shape. Pure: nothing here touches the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

LANGUAGES = ("vi", "en")

Plain = str | int | bool | None | list[str] | list[dict[str, Any]]
Values = dict[str, Plain]


class Shape(StrEnum):
    TEXT = "text"
    LINE = "line"  # Text without line breaks.
    CODE = "code"
    CODES = "codes"
    DATE = "date"
    NUMBER = "number"
    INTEGER = "integer"
    YES_NO = "yes_no"
    KEY = "key"  # Names another row of the same object by its key.
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Fact:
    """One editable fact. `topic` is its name without language: title_vi and title_en answer the topic "title"."""

    name: str
    label: str | Promise
    shape: Shape
    section: str  # The page of the editor that asks it.
    holder: str = ""  # The object that stores it, in the app's own words.
    kinds: frozenset[str] = frozenset()
    material: bool = False  # An edit of an object in view waits for a reviewer.
    draft_only: bool = False  # Fixed at first publication.
    tier: str = "P"  # Who reads it: P everybody, R registered, N after an NDA, A the agency and the owner.
    max_length: int = 0
    low: int | None = None
    high: int | None = None
    code_list: str = ""
    language: str = ""
    topic: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "topic", self.topic or self.name)

    @property
    def empty(self) -> Plain:
        """The plain form of "not answered"."""
        if self.shape in (Shape.TEXT, Shape.LINE, Shape.CODE, Shape.KEY):
            return ""
        return [] if self.shape in (Shape.CODES, Shape.ROWS) else None


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that share a page of the editor, a holder and the kinds they belong to."""

    section: str
    holder: str = ""
    kinds: frozenset[str] = frozenset()
    material: bool = True

    def one(self, name: str, label: str | Promise, shape: Shape, **more: Any) -> tuple[Fact, ...]:
        own = {"holder": self.holder, "kinds": self.kinds, "material": self.material}
        return (Fact(name, label, shape, self.section, **{**own, **more}),)

    def both(self, name: str, label: str | Promise, shape: Shape, **more: Any) -> tuple[Fact, ...]:
        """One fact per language."""
        pairs = (self.one(f"{name}_{word}", label, shape, language=word, topic=name, **more) for word in LANGUAGES)
        return tuple(fact for pair in pairs for fact in pair)


def by_name(groups: Iterable[Iterable[Fact]]) -> dict[str, Fact]:
    """The declared facts in the order they are asked."""
    return {fact.name: fact for group in groups for fact in group}


def blank_values(facts: Mapping[str, Fact]) -> Values:
    """An object of which nothing has been answered yet."""
    return {name: fact.empty for name, fact in facts.items()}


def answered(values: Mapping[str, Plain], facts: Mapping[str, Fact], topic: str) -> bool:
    """True when the topic has a value, in one language at least; "no" and 0 are answers."""
    return any(values.get(fact.name) not in ("", [], None) for fact in facts.values() if fact.topic == topic)
