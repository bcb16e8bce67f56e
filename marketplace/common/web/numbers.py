"""Numbers as people type them in either language, and as a form shows them again. Pure."""

import re
from decimal import Decimal

from django.utils.formats import localize

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_SEPARATORS = {"vi": (",", "."), "en": (".", ",")}  # decimal mark, mark between thousands


def read_number(text: str, *, language: str) -> str:
    """The number in its plain form: `1.234,5` in Vietnamese and `1,234.5` in English give `1234.5`.

    A mark that cannot stand between thousands is read as the decimal mark, whatever the language: nobody who types
    `0.62` means sixty-two. Raises ValueError when it is no number.
    """
    compact = _SPACES.sub("", text).replace("\u2212", "-")
    decimal, thousand = _SEPARATORS["vi" if language.startswith("vi") else "en"]
    if decimal not in compact and compact.count(thousand) == 1 and not _groups(compact, thousand):
        decimal, thousand = thousand, decimal
    whole, mark, rest = compact.partition(decimal)
    if thousand in rest or (thousand in whole and not _groups(whole, thousand)):
        raise ValueError(text)
    plain = whole.replace(thousand, "") + ("." if mark else "") + rest
    if not _PLAIN.fullmatch(plain):
        raise ValueError(text)
    return plain


def write_number(value: Decimal) -> str:
    """As the page's language writes it, without zeros that say nothing: `120.000.000`, `0,62`."""
    return str(localize(Decimal(format(value.normalize(), "f"))))


def _groups(text: str, thousand: str) -> bool:
    """True for `1.234` and `-1.234.567`, not for `0.625` or `12.34`."""
    return re.fullmatch(rf"-?[1-9]\d{{0,2}}(?:{re.escape(thousand)}\d{{3}})+", text) is not None
