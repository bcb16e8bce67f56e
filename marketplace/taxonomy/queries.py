"""Reads of code lists and dated rules. They are public: nobody's permission is asked."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.common.problems import Invalid
from marketplace.taxonomy import ipc
from marketplace.taxonomy.models import Code, CodeFact, Crosswalk, DatedRate, Holiday, Source

# Labels are on every page and change when a curator edits one; other processes follow within this time. What is kept
# holds its days, so that a list changes on the right one.
LABEL_CACHE_SECONDS = 60.0
WORKING_DAYS_MAX = 400
Found = TypeVar("Found")

_kept: dict[tuple[str, ...], tuple[float, Any]] = {}


class UnknownCode(Invalid):
    """A list has no such row."""

    code = "unknown-code"

    def __init__(self, list_name: str, code: str) -> None:
        words = {"code": code[:60], "list": list_name}
        super().__init__(_("“%(code)s” is not in the list “%(list)s”.") % words)


class UnknownRate(LookupError):
    """No rate of this name is in force on that day; a curator has to enter one."""


class UnknownSource(LookupError):
    """No catalogue of this name is registered."""


def in_force(on: date) -> Q:
    """Rows in force, and so selectable, on a day."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))


def codes(list_name: str, *, on: date | None = None) -> QuerySet[Code]:
    """Rows of a list in its order: those selectable on a day, or without one every row, past ones included."""
    rows = Code.objects.filter(list=list_name)
    return rows.filter(in_force(on)) if on else rows


def code(list_name: str, code: str, *, edition: str | None = None) -> Code:
    """One row, whatever its dates; without an edition the youngest one. Raises UnknownCode."""
    rows = Code.objects.filter(list=list_name, code=code).order_by("-edition")
    found = (rows if edition is None else rows.filter(edition=edition)).first()
    if found is None:
        raise UnknownCode(list_name, code)
    return found


def choices(list_name: str, *, on: date) -> list[tuple[str, str]]:
    """(code, label in the active language) of the selectable rows, in the list's order."""
    return [
        (code, _worded(vi, en, get_language() or ""))
        for code, vi, en, since, until in _remembered(("choices", list_name), _dated_labels)
        if (since is None or since <= on) and (until is None or until >= on)
    ]


def label(list_name: str, code: str, language: str | None = None) -> str:
    """The wording of the youngest edition in a language, the active one if none is named. Raises UnknownCode."""
    found = _known(list_name).get(code) or _known(list_name, fresh=True).get(code)
    if found is None:
        raise UnknownCode(list_name, code)
    return _worded(*found, language or get_language() or "")


def forget_labels() -> None:
    """Called by every action that edits a list."""
    _kept.clear()


def _worded(vi: str, en: str, language: str) -> str:
    return (en or vi) if language.startswith("en") else (vi or en)


def _known(list_name: str, *, fresh: bool = False) -> dict[str, tuple[str, str]]:
    return _remembered(("labels", list_name), _labels, fresh=fresh)


def _remembered(key: tuple[str, ...], read: Callable[..., Found], *, fresh: bool = False) -> Found:
    """What `read` finds for the names after the first one of the key, asked once in a while."""
    until, found = _kept.get(key, (0.0, None))
    if fresh or time.monotonic() >= until:
        found = read(*key[1:])
        _kept[key] = (time.monotonic() + LABEL_CACHE_SECONDS, found)
    return found


def _labels(list_name: str) -> dict[str, tuple[str, str]]:
    rows = Code.objects.filter(list=list_name).order_by("edition").values_list("code", "label_vi", "label_en")
    return {code: (vi, en) for code, vi, en in rows}


def _dated_labels(list_name: str) -> list[tuple[str, str, str, date | None, date | None]]:
    return list(codes(list_name).values_list("code", "label_vi", "label_en", "valid_from", "valid_to"))


def _facts(list_name: str, name: str) -> dict[str, str]:
    rows = CodeFact.objects.filter(code__list=list_name, name=name)
    return dict(rows.order_by("code__edition").values_list("code__code", "value"))


def facts(list_name: str, name: str) -> dict[str, str]:
    """Code → value of one fact of a list, rows without it left out: `facts("legal_status", "live_right")`."""
    return dict(_remembered(("facts", list_name, name), _facts))


def leads_to(row: Code, to_list: str) -> list[Code]:
    """Rows of another list that a crosswalk leads to."""
    return list(Code.objects.filter(list=to_list, comes_from__from_code=row))


def wipo_field_of(symbols: Iterable[str]) -> str:
    """The WIPO field that most of these IPC symbols belong to, the first one on a tie; empty when none is known."""
    subclasses = [ipc.listed_code(symbol) for symbol in symbols]
    walks = Crosswalk.objects.filter(from_code__list="ipc", from_code__code__in=subclasses, to_code__list="wipo_field")
    fields = dict(walks.values_list("from_code__code", "to_code__code"))
    counted = Counter(fields[one] for one in subclasses if one in fields)
    return counted.most_common(1)[0][0] if counted else ""


def rate(code: str, *, on: date) -> DatedRate:
    """The rate in force on a day. Raises UnknownRate."""
    found = DatedRate.objects.filter(in_force(on), code=code).order_by("-valid_from").first()
    if found is None:
        raise UnknownRate(f"no rate {code!r} is in force on {on}")
    return found


def source(code: str) -> Source:
    """A registered catalogue. Raises UnknownSource."""
    found = Source.objects.filter(code=code).first()
    if found is None:
        raise UnknownSource(code)
    return found


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A day reached by counting working days; `calendar_known` is false where holidays of a year are not entered."""

    day: date
    calendar_known: bool


def working_day_after(start: date, days: int) -> WorkingDay:
    """The `days`-th working day after `start`, Monday to Friday by the Vietnamese calendar; `days` from 1 to 400."""
    if not 1 <= days <= WORKING_DAYS_MAX:
        raise ValueError(f"{days} working days are outside 1 to {WORKING_DAYS_MAX}")
    last = start + timedelta(days=days * 3 + 30)  # Farther than any run of days off can push the answer.
    entered = dict(Holiday.objects.filter(day__gt=start, day__lte=last).values_list("day", "kind"))
    years = {year.year for year in Holiday.objects.dates("day", "year")}
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= _is_worked(day, entered.get(day))
    return WorkingDay(day=day, calendar_known=set(range(start.year, day.year + 1)) <= years)


def _is_worked(day: date, kind: str | None) -> bool:
    return kind == Holiday.Kind.WORKED or (kind is None and day.isoweekday() <= 5)
