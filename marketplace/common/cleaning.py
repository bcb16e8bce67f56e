"""From what an edge received to plain values: types, lengths, ranges. Pure; codes are looked up where it is written."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from marketplace.common.facts import Fact, Plain, Shape, Values
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.common.text import clean_text

ROWS_MAX = 30  # Rows of one kind on one object.
CODES_MAX = 40  # Codes chosen in one fact.
NUMBER_MAX_WHOLE_DIGITS = 16  # As the columns hold them: sixteen before the point, six after it.
NUMBER_MAX_DECIMALS = 6
NUMBER_MAX_CHARS = 40
CODE_MAX_CHARS = 60
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{0,11}")
_BREAKS = re.compile(r"\s*\n\s*")


class _Wrong(ValueError):
    """One value is not of its shape; carries the stable code and what to do."""

    def __init__(self, code: str, detail: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def clean_changes(
    changes: Mapping[str, object],
    *,
    facts: Mapping[str, Fact],
    rows: Mapping[str, Mapping[str, Fact]],
    pointer: str = "",
) -> Values:
    """Return the changes in plain form, normalised to NFC. `rows` declares the columns of the facts that are rows.

    Raises Invalid naming every field that is unknown, of the wrong type, too long or out of range.
    """
    values: Values = {}
    problems: list[FieldProblem] = []
    for name, raw in changes.items():
        place = f"{pointer}/{name}"
        try:
            values[name] = _clean_rows(place, raw, rows[name]) if name in rows else _clean(_declared(name, facts), raw)
        except _Wrong as wrong:
            problems.append(FieldProblem(place, wrong.code, str(wrong.detail)))
        except Invalid as invalid:
            problems.extend(invalid.errors)
    if problems:
        raise Invalid(errors=problems)
    return values


def _declared(name: str, facts: Mapping[str, Fact]) -> Fact:
    if name not in facts:
        raise _Wrong("unknown", _("There is no such field here."))
    return facts[name]


def _clean_rows(place: str, raw: object, columns: Mapping[str, Fact]) -> list[dict[str, Plain]]:
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise _Wrong("type", _("Give a list of rows."))
    if len(raw) > ROWS_MAX:
        raise _Wrong("too_many", _("At most %(limit)s rows.") % {"limit": ROWS_MAX})
    return [_clean_row(f"{place}/{position}", row, columns) for position, row in enumerate(raw)]


def _clean_row(place: str, row: dict[str, object], columns: Mapping[str, Fact]) -> dict[str, Plain]:
    given = {key: value for key, value in row.items() if key != "id"}
    complete = {name: fact.empty for name, fact in columns.items()}
    cleaned = complete | clean_changes(given, facts=columns, rows={}, pointer=place)
    number = row.get("id")
    if isinstance(number, int) and not isinstance(number, bool):
        cleaned["id"] = number  # Keeps the row that evidence and verification hang on.
    return cleaned


def _clean(fact: Fact, raw: object) -> Plain:
    if raw is None or raw == "":
        return fact.empty
    return _CLEANERS[fact.shape](fact, raw)


def _text(fact: Fact, raw: object) -> str:
    if not isinstance(raw, str):
        raise _Wrong("type", _("Give a text."))
    text = clean_text(raw)
    if fact.shape is Shape.LINE:
        text = _BREAKS.sub(" ", text)
    if len(text) > fact.max_length:
        raise _Wrong(
            "too_long",
            _("%(length)s characters; at most %(limit)s fit.") % {"length": len(text), "limit": fact.max_length},
        )
    return text


def _code(_fact: Fact, raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > CODE_MAX_CHARS:
        raise _Wrong("type", _("Give the code of a list."))
    return clean_text(raw)


def _key(_fact: Fact, raw: object) -> str:
    if not isinstance(raw, str) or not _KEY.fullmatch(raw.strip()):
        raise _Wrong("key", _("A key is a letter and at most eleven letters or digits, for example e1."))
    return raw.strip().lower()


def _codes(fact: Fact, raw: object) -> list[str]:
    if not isinstance(raw, list | tuple):
        raise _Wrong("type", _("Give a list of codes."))
    if len(raw) > CODES_MAX:
        raise _Wrong("too_many", _("At most %(limit)s can be chosen.") % {"limit": CODES_MAX})
    return list(dict.fromkeys(code for item in raw if (code := _code(fact, item))))


def _date(_fact: Fact, raw: object) -> str:
    if isinstance(raw, date):
        return raw.isoformat()
    try:
        return date.fromisoformat(str(raw)).isoformat()
    except ValueError:
        raise _Wrong("date", _("Write the date as year-month-day, for example 2026-11-23.")) from None


def _number(fact: Fact, raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise _Wrong("type", _("Write a number in digits."))
    try:
        number = Decimal(clean_text(str(raw))[:NUMBER_MAX_CHARS])
    except InvalidOperation:
        raise _Wrong("number", _("Write a number in digits.")) from None
    if not number.is_finite() or number.adjusted() >= NUMBER_MAX_WHOLE_DIGITS:
        raise _Wrong("range", _("This number is too large."))
    _check_range(fact, number)
    return format(round(number, NUMBER_MAX_DECIMALS).normalize(), "f")


def _integer(fact: Fact, raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, str | int) or not re.fullmatch(r"\s*-?[0-9]{1,9}\s*", str(raw)):
        raise _Wrong("number", _("Write a whole number in digits."))
    number = int(raw)
    _check_range(fact, Decimal(number))
    return number


def _check_range(fact: Fact, number: Decimal) -> None:
    if fact.low is not None and number < fact.low:
        raise _Wrong("range", _("At least %(limit)s.") % {"limit": fact.low})
    if fact.high is not None and number > fact.high:
        raise _Wrong("range", _("At most %(limit)s.") % {"limit": fact.high})


def _yes_no(_fact: Fact, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise _Wrong("type", _("Answer yes or no."))
    return raw


_CLEANERS: dict[Shape, Callable[[Fact, object], Plain]] = {
    Shape.TEXT: _text,
    Shape.LINE: _text,
    Shape.CODE: _code,
    Shape.KEY: _key,
    Shape.CODES: _codes,
    Shape.DATE: _date,
    Shape.NUMBER: _number,
    Shape.INTEGER: _integer,
    Shape.YES_NO: _yes_no,
}
