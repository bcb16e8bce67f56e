"""Symbols of the International Patent Classification as people and files write them. Pure.

Sections, classes and subclasses are rows of list `ipc`; groups are free text checked by their pattern.
"""

import re

EDITION = "2023.01"

# WIPO, Guide to the IPC: section letter, two digits, subclass letter, main group, slash, subgroup. Y is CPC's own.
_SYMBOL = re.compile(r"([A-HY])(?:(\d\d)(?:([A-Z])(?:\s*(\d{1,4})\s*(?:/\s*(\d{2,6}))?)?)?)?")


def parse(text: str) -> str | None:
    """The symbol as it is printed, `a61b5/00` gives `A61B 5/00`; None when it is none."""
    found = _SYMBOL.fullmatch(text.strip().upper())
    if not found:
        return None
    section, number, letter, group, subgroup = (part or "" for part in found.groups())
    head = section + number + letter
    return f"{head} {group}/{subgroup}" if subgroup else f"{head} {group}".strip()


def listed_code(symbol: str) -> str:
    """The row of list `ipc` that a symbol belongs to: at most its subclass."""
    return symbol.split(" ")[0][:4]


def ancestors(code: str) -> list[str]:
    """Section, class and subclass of a code, the widest first: `A61B` gives A, A61, A61B."""
    return [code[:length] for length in (1, 3, 4) if length <= len(code)]
