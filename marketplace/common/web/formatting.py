"""How numbers, dates, readiness and foreign text are written on a page. Pure: the language is asked, never guessed."""

import re
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import get_language

NBSP = "\u00a0"
DASH = "–"
TRL_MAX = 9
_NUMBER_THEN_WORD = re.compile(r"(?<=\d) (?=[^\W\d_]|[%‰°₫µ])")
_DATE = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
_ZONE_NAMES = {("en", "+0700"): "ICT"}


def language() -> str:
    """The page's language, `vi` or `en`."""
    return (get_language() or "vi")[:2]


def other(code: str) -> str:
    return "en" if code == "vi" else "vi"


def join_numbers(text: str) -> str:
    """Number and following unit never part at the end of a line: "180 triệu" gets a no-break space."""
    return _NUMBER_THEN_WORD.sub(NBSP, text)


def with_unit(value: object, unit: str = "") -> str:
    """`12.5, "kWh"` → "12,5 kWh" in the page's format; without a unit, the numbers inside a text are joined."""
    if value is None or value == "":
        return ""
    if not unit:
        return join_numbers(str(value))
    return f"{localize(value)}{NBSP}{unit}"


def write_date(value: date | datetime | None) -> str:
    """`23/11/2026` in Vietnamese, `23 Nov 2026` in English; the reader's zone for a moment."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) and timezone.is_aware(value) else value
    return format_date(day, format=_DATE[language()], locale=language())


def write_moment(value: datetime | None) -> str:
    """`14:30 23/11/2026 (GMT+7)` in Vietnamese, `23 Nov 2026, 14:30 (ICT)` in English."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    clock, zone = f"{local:%H:%M}", f"({_zone(local)})"
    if language() == "vi":
        return f"{clock} {write_date(local)} {zone}"
    return f"{write_date(local)}, {clock} {zone}"


def _zone(moment: datetime) -> str:
    offset = f"{moment:%z}"
    known = _ZONE_NAMES.get((language(), offset))
    if known:
        return known
    hours, minutes = int(offset[:3]), offset[3:5]
    return f"GMT{hours:+d}" + (f":{minutes}" if minutes != "00" else "")


def trl_number(value: object) -> int | None:
    """Readiness 1–9 from a number, a code ("trl_7") or an object with `.code`; None when not stated."""
    code = str(getattr(value, "code", value) or "").removeprefix("trl_")
    return int(code) if code.isdigit() and 1 <= int(code) <= TRL_MAX else None


def coordinate(value: float | Decimal | int) -> str:
    """A number inside an SVG: point as decimal mark in every language, at most one decimal."""
    text = f"{float(value):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def in_language(thing: object, field: str) -> tuple[str, str]:
    """(text, language) of `field_vi` or `field_en`: the page's language first, the other when that is empty."""
    wanted = language()
    for code in (wanted, other(wanted)):
        text = thing.get(f"{field}_{code}") if isinstance(thing, dict) else getattr(thing, f"{field}_{code}", "")
        if text:
            return str(text), code
    return "", wanted


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with an ellipsis when something is missing."""
    clean = " ".join(text.split())
    if len(clean) <= limit:
        return clean
    return clean[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…" if " " in clean[:limit] else clean[: limit - 1] + "…"
