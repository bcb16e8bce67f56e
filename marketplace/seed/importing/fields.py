"""Reading the values of a row: absent is empty, another type is a reason to refuse the row."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from marketplace.seed.importing import cleaning

TEXT_MAX_CHARS = 100_000  # The longest real field has 6,638; beyond this it is no text for a reader.
LINK_MAX_CHARS = 500
ID_MAX_CHARS = 200
_KINDS = {bool: "a yes or no", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)


class RowRefused(Exception):
    """The row cannot become a record; the message is the reason in words."""


def text(values: Mapping[str, object], name: str) -> str:
    """A field as it stands, "" where absent or null. Raises RowRefused when it is no text or far too long."""
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowRefused(f"{name} must be a text and is {_KINDS.get(type(value), 'something else')}")
    if len(value) > TEXT_MAX_CHARS:
        raise RowRefused(f"{name} is longer than {TEXT_MAX_CHARS:,} characters")
    return value


def texts(values: Mapping[str, object], name: str) -> list[str]:
    """A list of texts, nulls in it left out. Raises RowRefused when it is no list or holds anything else."""
    value = values.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise RowRefused(f"{name} must be a list and is {_KINDS.get(type(value), 'something else')}")
    return [text({name: one}, name) for one in value if one is not None]


def record(values: Mapping[str, object], name: str) -> Mapping[str, object]:
    """An object inside the row, empty where absent or null. Raises RowRefused when it is something else."""
    value = values.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RowRefused(f"{name} must be an object and is {_KINDS.get(type(value), 'something else')}")
    return value


def identifier(values: Mapping[str, object], name: str) -> str:
    """The record's own id. Raises RowRefused when it is missing or too long: a second run could not recognise it."""
    found = cleaning.line(text(values, name))
    if not found:
        raise RowRefused(f"{name} is missing, so the record has no id")
    if len(found) > ID_MAX_CHARS:
        raise RowRefused(f"{name} is longer than {ID_MAX_CHARS} characters")
    return found


def link(*candidates: str) -> str:
    """The first web address among them, "" when there is none; a missing scheme is added."""
    for candidate in candidates:
        address = cleaning.line(candidate)
        if "://" not in address and _HOST.match(address):
            address = f"https://{address}"
        if _is_web_address(address):
            return address
    return ""


def _is_web_address(address: str) -> bool:
    if len(address) > LINK_MAX_CHARS or any(mark in address for mark in " <>\"'\\"):
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "@" not in parts.netloc and bool(_HOST.fullmatch(host))


def day(value: str, styles: Sequence[str], *, name: str) -> date | None:
    """A date in one of the styles of `strptime`, None when empty. Raises RowRefused when it is something else."""
    found = cleaning.line(value)
    for style in styles:
        try:
            return datetime.strptime(found, style).date()
        except ValueError:
            continue
    if found:
        raise RowRefused(f"{name} “{found[:40]}” is not a date")
    return None
