"""One form field per declared fact. A draft may be incomplete, so an input refuses only what it cannot read."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from marketplace.common.facts import Fact, Plain, Shape
from marketplace.common.web.formatting import write_date
from marketplace.common.web.numbers import read_number, write_number
from marketplace.taxonomy import ipc
from marketplace.taxonomy.queries import UnknownCode, choices, label

TEXT_ROWS = 6
SENTENCE_ROWS = 3
LONG_LINE_CHARS = 250  # A line that may be longer gets a box that shows all of it.
TYPED_LISTS = frozenset({"ipc"})  # Eight hundred classes are typed, not ticked.
YES, NO = "yes", "no"
LANGUAGE_NAMES = {"vi": gettext_lazy("Vietnamese"), "en": gettext_lazy("English")}
Choices = Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Looks:
    """How an app's facts are asked: closed lists by fact, code lists as radio buttons, questions as one tick.

    `boxed` names the topics whose lines get a box of several lines; without it, those that may be long.
    """

    choices: Mapping[str, Choices] = field(default_factory=dict)
    radio_lists: Collection[str] = ()
    ticked: Collection[str] = ()
    boxed: Collection[str] | None = None


class AsIs:
    """Nothing is refused for being missing or unknown: the action that stores it says what is wrong."""

    def validate(self, value: object) -> None:
        return None


class OneCode(AsIs, forms.ChoiceField):
    """A code of a list."""

    def keep(self, fact: Fact, codes: Iterable[str]) -> None:
        """Let codes that left the list stay selectable where they were chosen before."""
        listed = [(str(code), str(words)) for code, words in self.widget.choices]  # type: ignore[attr-defined]
        known = {code for code, _words in listed}
        self.choices = [*listed, *((code, code_words(fact, code)) for code in codes if code not in known)]


class ManyCodes(AsIs, forms.MultipleChoiceField):
    """Codes of a list, ticked."""


class TypedCodes(AsIs, forms.CharField):
    """Codes of a long list, typed with commas between them."""

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        parts = re.split(r"[,;\n]+", str(value or ""))
        return [ipc.listed_code(ipc.parse(part) or part.strip().upper()) for part in parts if part.strip()]

    def prepare_value(self, value: object) -> object:
        return ", ".join(value) if isinstance(value, list) else value


class YesOrNo(AsIs, forms.ChoiceField):
    """Yes, no, or not answered yet."""

    def to_python(self, value: object) -> bool | None:  # type: ignore[override]
        return {YES: True, NO: False}.get(str(value))

    def prepare_value(self, value: object) -> object:
        return {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value


class Number(AsIs, forms.CharField):
    """A number in the habit of the page's language, handed on in plain form."""

    def to_python(self, value: object) -> str | None:  # type: ignore[override]
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return read_number(text, language=get_language() or "vi")
        except ValueError:
            words = _("Write a number in digits, for example %(example)s.")
            raise ValidationError(words % {"example": write_number(Decimal("1234.5"))}) from None

    def prepare_value(self, value: object) -> object:
        return write_number(value) if isinstance(value, Decimal) else value


class Day(AsIs, forms.DateField):
    """A day, day first."""

    default_error_messages = {
        "invalid": gettext_lazy("Write the date as day/month/year, for example 23/11/2026."),
    }


class Line(AsIs, forms.CharField):
    """A text; its length is counted by the action, so that nothing pasted is cut."""


def input_for(fact: Fact, *, chosen: Plain, today: date, looks: Looks) -> forms.Field:
    """The field that asks this fact; `chosen` stays selectable after its code has left the list."""
    made = _input(fact, chosen, today=today, looks=looks)
    made.label, made.required = label_of(fact), False
    return made


def _input(fact: Fact, chosen: Plain, *, today: date, looks: Looks) -> forms.Field:
    if fact.name in looks.choices:
        radio = fact.max_length > 5  # A bound is a short sign in a row of boxes; words are compared side by side.
        return OneCode(choices=looks.choices[fact.name], widget=forms.RadioSelect if radio else forms.Select)
    if fact.name in looks.ticked:
        return forms.BooleanField()
    match fact.shape:
        case Shape.CODE:
            return _one_code(fact, str(chosen or ""), today=today, looks=looks)
        case Shape.KEY:
            return OneCode()
        case Shape.CODES if fact.code_list in TYPED_LISTS:
            return TypedCodes(widget=_box(fact, looks))
        case Shape.CODES:
            kept = [str(code) for code in chosen] if isinstance(chosen, list) else []
            return ManyCodes(choices=_listed(fact, kept, today=today), widget=forms.CheckboxSelectMultiple)
        case Shape.YES_NO:
            return YesOrNo(choices=[(YES, _("Yes")), (NO, _("No"))], widget=forms.RadioSelect)
        case Shape.DATE:
            return Day(widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        case Shape.NUMBER:
            return Number(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        case Shape.INTEGER:
            return Line(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        case _:
            return Line(widget=_box(fact, looks))


def initial_of(fact: Fact, value: Plain) -> object:
    """A plain value as its input takes it."""
    if value in (None, ""):
        return None
    if fact.shape is Shape.DATE:
        return date.fromisoformat(str(value))
    if fact.shape is Shape.NUMBER:
        return Decimal(str(value))
    return str(value) if fact.shape is Shape.INTEGER else value


def plain_of(cleaned: object) -> object:
    """What an input read, as the action takes it."""
    return cleaned.isoformat() if isinstance(cleaned, date) else cleaned


def label_of(fact: Fact) -> str:
    """The question, with its language where it is asked in both."""
    return f"{fact.label} ({LANGUAGE_NAMES[fact.language]})" if fact.language else str(fact.label)


def words_of(fact: Fact, value: Plain, *, looks: Looks, columns: Mapping[str, Fact] | None = None) -> str:
    """The value as a reader writes it; empty where there is no answer. `columns` declares the facts of rows."""
    if value in (None, "", []):
        return ""
    if fact.name in looks.choices:
        return str(dict(looks.choices[fact.name]).get(str(value), value))
    match fact.shape:
        case Shape.CODE:
            return code_words(fact, str(value))
        case Shape.CODES if isinstance(value, list):
            return "; ".join(code_words(fact, str(code)) for code in value)
        case Shape.DATE:
            return write_date(date.fromisoformat(str(value)))
        case Shape.NUMBER:
            return write_number(Decimal(str(value)))
        case Shape.YES_NO:
            return _("Yes") if value else _("No")
        case Shape.ROWS if isinstance(value, list):
            return "\n".join(_row_words(row, columns or {}, looks=looks) for row in value if isinstance(row, dict))
        case _:
            return str(value)


def code_words(fact: Fact, code: str) -> str:
    """The wording of a code of any of the fact's lists; the code itself where none has it."""
    for name in fact.code_list.split():
        try:
            return label(name, code)
        except UnknownCode:
            continue
    return code


def _row_words(row: Mapping[str, Plain], columns: Mapping[str, Fact], *, looks: Looks) -> str:
    said = ((column, words_of(column, row.get(name, column.empty), looks=looks)) for name, column in columns.items())
    return "; ".join(f"{label_of(column)}: {words}" for column, words in said if words)


def _listed(fact: Fact, chosen: Iterable[str], *, today: date) -> list[tuple[str, str]]:
    """Codes selectable today, and those chosen before that are not any more."""
    listed = [pair for name in fact.code_list.split() for pair in choices(name, on=today)]
    known = {code for code, _label in listed}
    return [*listed, *((code, code_words(fact, code)) for code in chosen if code not in known)]


def _one_code(fact: Fact, chosen: str, *, today: date, looks: Looks) -> forms.Field:
    listed = _listed(fact, [chosen] if chosen else [], today=today)
    if fact.code_list == "trl":
        listed = [(code, f"TRL {code.removeprefix('trl_')}. {wording}") for code, wording in listed]
    if fact.code_list in looks.radio_lists:
        return OneCode(choices=listed, widget=forms.RadioSelect)
    return OneCode(choices=[("", _("Choose")), *listed])


def _box(fact: Fact, looks: Looks) -> forms.Widget:
    if fact.shape is Shape.TEXT:
        return forms.Textarea(attrs={"rows": TEXT_ROWS})
    boxed = fact.max_length >= LONG_LINE_CHARS if looks.boxed is None else fact.topic in looks.boxed
    if boxed:
        return forms.Textarea(attrs={"rows": SENTENCE_ROWS})
    return forms.TextInput()
