"""Between plain values (`common.facts`) and rows whose codes live in lists: from the one to the other and back."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from marketplace.common.facts import Fact, Plain, Shape, Values
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.taxonomy.models import Code

CodeKey = tuple[str, str]  # (names of the lists as the fact declares them, code)
Codes = Mapping[CodeKey, Code]
Facts = Mapping[str, Fact]
CURRENCY = "currency"  # Stored as its three letters, so that the database can check amount and currency together.


def plain_value(holder: models.Model, fact: Fact) -> Plain:
    """The plain form of what the holder stores for this fact."""
    if fact.shape is Shape.CODES:
        return [code.code for code in getattr(holder, fact.name).all()]
    stored = getattr(holder, fact.name)
    match stored:
        case None:
            return fact.empty
        case Code():
            return stored.code
        case models.Model():  # Another row of the same object, named by its key.
            return str(stored.key)  # type: ignore[attr-defined]
        case Decimal():
            return format(stored.normalize(), "f")
        case date():
            return stored.isoformat()
    return stored


def plain_rows(rows: Iterable[models.Model], columns: Facts) -> list[dict[str, Plain]]:
    """Rows in plain form, each with its id."""
    return [{"id": row.pk, **{name: plain_value(row, fact) for name, fact in columns.items()}} for row in rows]


def stored_value(fact: Fact, value: Plain, codes: Codes) -> object:
    """What a column holds for this plain value."""
    if fact.code_list == CURRENCY:
        return value or ""
    if fact.shape is Shape.CODE:
        return codes[fact.code_list, str(value)] if value else None
    if fact.shape is Shape.DATE:
        return date.fromisoformat(str(value)) if value else None
    if fact.shape is Shape.NUMBER:
        return Decimal(str(value)) if value is not None else None
    return value


def changed_names(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> list[str]:
    """Names whose plain values differ, in the order of `after`; a name that `before` lacks counts as changed."""
    return [name for name, value in after.items() if name not in before or _bare(before[name]) != _bare(value)]


def changes_only(before: Values, given: Values) -> Values:
    """The given values that differ from the ones before."""
    return {name: given[name] for name in changed_names(before, given)}


def topics_of(names: Iterable[str], facts: Facts) -> list[str]:
    """The topics of these facts, each once: title_vi and title_en are one change of "title"."""
    return list(dict.fromkeys(facts[name].topic for name in names if name in facts))


def resolve_codes(values: Values, *, facts: Facts, rows: Mapping[str, Facts], on: date, kept: Values) -> Codes:
    """The rows behind every code among the values, in one query.

    Raises Invalid for a code that its list lacks, or that cannot be chosen on the day and is not among `kept`.
    """
    wanted = dict(_codes_among(facts, values, rows))
    found = find_codes(wanted, on=on, kept={key for key, _pointer in _codes_among(facts, kept, rows)})
    missing = sorted(pointer for key, pointer in wanted.items() if key not in found)
    if missing:
        words = _("This choice is not in the list, or no longer.")
        raise Invalid(errors=[FieldProblem(pointer, "unknown_code", words) for pointer in missing])
    return found


def find_codes(wanted: Iterable[CodeKey], *, on: date, kept: Iterable[CodeKey] = ()) -> dict[CodeKey, Code]:
    """Code rows in force on the day, or `kept` from before; where editions share a code, the latest one."""
    keys, old = list(wanted), set(kept)
    names = {name for lists, _code in keys for name in lists.split()}
    known = {(row.list, row.code): row for row in _rows(names, keys, on=on, old=old)}
    found: dict[CodeKey, Code] = {}
    for lists, code in keys:
        row = next((known[name, code] for name in lists.split() if (name, code) in known), None)
        if row is not None:
            found[lists, code] = row
    return found


def _rows(names: Iterable[str], keys: Iterable[CodeKey], *, on: date, old: set[CodeKey]) -> Iterable[Code]:
    """Oldest edition first, so that the latest one that counts wins."""
    kept = {(name, code) for lists, code in old for name in lists.split()}
    rows = Code.objects.filter(list__in=list(names), code__in=[code for _lists, code in keys]).order_by("edition")
    return [row for row in rows if _in_force(row, on) or (row.list, row.code) in kept]


def _in_force(row: Code, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or row.valid_to >= day)


def _codes_among(
    facts: Facts, values: Mapping[str, Plain], rows: Mapping[str, Facts], *, pointer: str = ""
) -> Iterable[tuple[CodeKey, str]]:
    """(list, code) and the pointer of every code among the values, those of rows included."""
    for name, value in values.items():
        place, fact = f"{pointer}/{name}", facts.get(name)
        if fact is None or not value:
            continue
        if fact.shape is Shape.CODE:
            yield (fact.code_list, str(value)), place
        elif fact.shape is Shape.CODES and isinstance(value, list):
            yield from (((fact.code_list, str(code)), place) for code in value)
        elif fact.shape is Shape.ROWS and isinstance(value, list):
            for position, row in enumerate(value):
                if isinstance(row, dict):
                    yield from _codes_among(rows[name], row, {}, pointer=f"{place}/{position}")


def _bare(value: Plain) -> object:
    """Rows without their ids, codes without their order: what a reader would call the same."""
    if not isinstance(value, list):
        return value
    if all(isinstance(item, str) for item in value):
        return sorted(map(str, value))
    return [{name: kept for name, kept in row.items() if name != "id"} for row in value if isinstance(row, dict)]
