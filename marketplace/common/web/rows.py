"""Shapes that pages of several apps hand to the shared components."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Words = str


@dataclass(frozen=True, slots=True)
class State:
    """A state in words, with its tone (ok, wait, no, act or "") and icon. `{% state_pill state %}`."""

    label: Words
    tone: str = ""
    icon: str = "minus"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far a number was checked. `level`: declared, seen, verified or contested; `words` beside the shape."""

    level: str
    words: Words = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One result, listing or need in a list. Everything but kind, title and url may stay empty.

    `title` and `summary` may carry `<mark>` when they are SafeString. The `_lang` fields name the language of a text
    that is not in the page's own. `facts` are (icon, words); `aside` are lines below the price, (icon, words).
    """

    kind: Words
    title: Words
    url: str
    reference: str = ""
    title_lang: str = ""
    summary: Words = ""
    summary_lang: str = ""
    tags: Sequence[Words] = ()
    states: Sequence[State] = ()
    trl: int | None = None
    trl_words: Words = ""
    evidence: Evidence | None = None
    facts: Sequence[tuple[str, Words]] = ()
    foot: Words = ""
    price: Words = ""
    price_note: Words = ""
    aside: Sequence[tuple[str, Words]] = ()
    compare: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its definition. `unit` is small beside the number, `note` says what was counted."""

    label: Words
    value: object
    unit: Words = ""
    note: Words = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One box of a filter: form value, words, count (None when not counted), ticked or not."""

    value: str
    label: Words
    count: int | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter group; `name` is the parameter of the address."""

    name: str
    label: Words
    values: Sequence[FacetValue]
    open: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter in use, and the address without it."""

    label: Words
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several views of a list: words, address, count (None when not counted)."""

    label: Words
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a form with several pages. `state`: done, error or empty."""

    label: Words
    url: str
    state: str
    errors: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a table column; `num` aligns right with tabular numerals."""

    label: Words
    num: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path; the last has no address."""

    label: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One wrong field in the summary: words and the id of its control."""

    message: Words
    target: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A measured claim: name and condition, value with unit, what it is compared with, evidence, who and when."""

    name: Words
    value: Words
    condition: Words = ""
    against: Words = ""
    difference: Words = ""
    difference_ok: bool = True
    evidence: Evidence | None = None
    source: Words = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class RightRow:
    """An IP right. Numbers and dates as INID (WIPO ST.9): (21), (11), (22), (45), (51)."""

    kind: Words
    office: Words
    application_no: str = ""
    number: str = ""
    filed: Words = ""
    granted: Words = ""
    ipc: Sequence[str] = field(default=())
    state: State | None = None
    source: Words = ""
