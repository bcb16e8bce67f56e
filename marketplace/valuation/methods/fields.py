"""What a method asks, described once: form, API schema, stored rows and checks are all built from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.valuation.methods.bounds import Bound
from marketplace.valuation.methods.refusals import InputRefused

MOST_SOURCE_CHARACTERS = 300
MOST_ROWS = 50  # The longest life allowed.
NUMBER_CHARACTERS = 40
EARLIEST_DATE, LATEST_DATE = date(2000, 1, 1), date(2100, 12, 31)  # Outside, a year was mistyped.


class Unit(StrEnum):
    CURRENCY = "currency"
    CURRENCY_PER_YEAR = "currency_per_year"
    SHARE = "share"
    PER_YEAR = "per_year"
    YEARS = "years"
    COUNT = "count"
    NONE = ""


class Kind(StrEnum):
    RANGE = "range"  # low, likely, high
    POINT = "point"  # one number
    WHOLE = "whole"  # one whole number
    ROWS = "rows"  # one number per year
    CHOICE = "choice"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its range and where it comes from. A point has three equal values."""

    low: float
    likely: float
    high: float
    source: str = ""

    @property
    def is_point(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Rows:
    """One number per year from the valuation date."""

    values: tuple[float, ...]
    source: str = ""


Value = Quantity | Rows | int | str | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input. `used_with` names the choice under which it counts; `asked` is False where the floor knows it."""

    name: str
    kind: Kind
    label: str
    unit: Unit = Unit.NONE
    hint: str = ""
    bound: Bound | None = None
    choices: tuple[tuple[str, str], ...] = ()
    default: float | str | None = None
    optional: bool = False
    used_with: tuple[str, str] | None = None
    asked: bool = True

    def read(self, given: object) -> Value:
        """A typed value of what came in. Raises InputRefused with this field's name."""
        if given is None or given == "":
            return self._absent()
        match self.kind:
            case Kind.CHOICE:
                return self._choice(given)
            case Kind.DATE:
                return self._date(given)
            case Kind.WHOLE:
                return self._whole(given)
            case Kind.ROWS:
                return self._rows(given)
        return self._quantity(given)

    def _absent(self) -> Value:
        if self.default is not None:
            return self.read(self.default)
        if self.optional:
            return None
        raise InputRefused(self.name, "missing")

    def _choice(self, given: object) -> str:
        codes = [code for code, _ in self.choices]
        if not isinstance(given, str) or given not in codes:
            raise InputRefused(self.name, "not_a_choice", ", ".join(codes))
        return given

    def _date(self, given: object) -> date:
        day = read_date(self.name, given)
        if not EARLIEST_DATE <= day <= LATEST_DATE:
            code = "at_least" if day < EARLIEST_DATE else "at_most"
            raise InputRefused(self.name, code, (EARLIEST_DATE if day < EARLIEST_DATE else LATEST_DATE).isoformat())
        return day

    def _whole(self, given: object) -> int:
        number = self._bounded(given)
        if number != int(number):
            raise InputRefused(self.name, "not_whole")
        return int(number)

    def _rows(self, given: object) -> Rows:
        values, source = _unwrap(self.name, given, "values")
        if not isinstance(values, list | tuple) or not values:
            raise InputRefused(self.name, "too_few", 1)
        if len(values) > MOST_ROWS:
            raise InputRefused(self.name, "too_many", MOST_ROWS)
        return Rows(tuple(self._bounded(value) for value in values), source)

    def _quantity(self, given: object) -> Quantity:
        if not isinstance(given, Mapping):
            number = self._bounded(given)
            return Quantity(number, number, number)
        _only(self.name, given, {"low", "likely", "high", "source"})
        likely = self._bounded(given.get("likely"))
        low, high = (likely if given.get(end) in (None, "") else self._bounded(given[end]) for end in ("low", "high"))
        if not low <= likely <= high:
            raise InputRefused(self.name, "not_ordered")
        if self.kind is Kind.POINT and low != high:
            raise InputRefused(self.name, "not_a_number")
        return Quantity(low, likely, high, read_source(self.name, given.get("source")))

    def _bounded(self, given: object) -> float:
        number = read_number(self.name, given)
        return self.bound.check(self.name, number) if self.bound else number


def read_number(field: str, given: object) -> float:
    """A finite float of a JSON number or a plain decimal string; a truth value is no number."""
    if given is None or given == "":
        raise InputRefused(field, "missing")
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise InputRefused(field, "not_a_number")
    if isinstance(given, str) and len(given) > NUMBER_CHARACTERS:
        raise InputRefused(field, "too_long", NUMBER_CHARACTERS)
    try:
        number = float(given)
    except (ValueError, OverflowError):
        raise InputRefused(field, "not_a_number") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise InputRefused(field, "not_a_number")
    return number + 0.0  # -0.0 becomes 0.0, so that both hash alike.


def read_date(field: str, given: object) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        raise InputRefused(field, "not_a_date") from None


def read_source(field: str, given: object) -> str:
    if given is None:
        return ""
    if not isinstance(given, str):
        raise InputRefused(field, "not_a_choice", "text")
    if len(given) > MOST_SOURCE_CHARACTERS:
        raise InputRefused(field, "too_long", MOST_SOURCE_CHARACTERS)
    return given.strip()


def read_fields(fields: tuple[Field, ...], given: Mapping[str, object]) -> dict[str, Value]:
    """Typed values of all fields. Raises InputRefused at the first field that is wrong, unknown or not used."""
    known = {field.name: field for field in fields}
    for name in given:
        if name not in known:
            raise InputRefused(str(name)[:NUMBER_CHARACTERS], "unknown_field")
    values: dict[str, Value] = {}
    for field in fields:
        values[field.name] = _read_one(field, given.get(field.name), values)
    return values


def is_used(field: Field, values: Mapping[str, object]) -> bool:
    """Whether the field counts under the choices made. Choices stand before the fields that hang on them."""
    return field.used_with is None or values.get(field.used_with[0]) == field.used_with[1]


def _read_one(field: Field, given: object, before: Mapping[str, Value]) -> Value:
    if is_used(field, before):
        return field.read(given)
    if given is None or given == "":
        return None
    choice = field.used_with[0] if field.used_with else field.name
    raise InputRefused(field.name, "not_used", str(before.get(choice)))


def _unwrap(name: str, given: object, key: str) -> tuple[object, str]:
    if not isinstance(given, Mapping):
        return given, ""
    _only(name, given, {key, "source"})
    return given.get(key), read_source(name, given.get("source"))


def _only(name: str, given: Mapping[str, object], allowed: set[str]) -> None:
    strangers = sorted(str(key) for key in given if key not in allowed)
    if strangers:
        raise InputRefused(f"{name}.{strangers[0][:NUMBER_CHARACTERS]}", "unknown_field")
