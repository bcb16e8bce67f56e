"""Numbers as people type them in either language, and as a form shows them again. Pure."""

import re
from decimal import Decimal

from django.utils.formats import localize

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_PLAIN = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
_GROUPED = re.compile(
    r"(?P<whole>-?[1-9]\d{0,2}(?P<group>[.,])\d{3}(?:(?P=group)\d{3})*)(?:(?P<decimal>[.,])(?P<part>\d+))?", re.ASCII
)


def read_number(text: str, *, language: str) -> str:
    """The number in its plain form: `1.234,5` and `1,234.5` give `1234.5` whatever the page's language.

    The same people type in both habits. A mark that stands alone before exactly three digits means what it means in
    the language, thousands where the digits are zeros, and decimals after a zero: nobody who types `0.625` means six
    hundred. Raises ValueError when it is no number.
    """
    compact = _SPACES.sub("", text).replace("\u2212", "-")
    grouped = _GROUPED.fullmatch(compact)
    if grouped and grouped["group"] != grouped["decimal"] and not _is_decimal(grouped, language):
        whole = grouped["whole"].replace(grouped["group"], "")
        return f"{whole}.{grouped['part']}" if grouped["part"] else whole
    if not _PLAIN.fullmatch(compact):
        raise ValueError(text)
    return compact.replace(",", ".")


def write_number(value: Decimal) -> str:
    """As the page's language writes it, without zeros that say nothing: `120.000.000`, `0,62`."""
    return str(localize(Decimal(format(value.normalize(), "f"))))


def _is_decimal(grouped: re.Match[str], language: str) -> bool:
    """`1,250` is one and a quarter in Vietnamese, as `1.250` is in English; nobody writes `8.000` for eight."""
    if grouped["whole"].endswith("000"):
        return False
    alone = grouped["whole"].count(grouped["group"]) == 1 and not grouped["decimal"]
    return alone and grouped["group"] == ("," if language.startswith("vi") else ".")
