"""Documents and the figures that rest on them, in plain values: every document has a key, no figure names a lost one.

Pure: nothing here touches the database.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.common.facts import Plain, Values

Row = Mapping[str, Any]


def completed(given: Values, before: Mapping[str, Plain]) -> Values:
    """The changes with a key for each new document, and without links to documents that they drop."""
    if "evidence" not in given:
        return given
    documents = _keyed(rows_of(given, "evidence"), rows_of(before, "evidence"))
    lost = keys_of(rows_of(before, "evidence")) - keys_of(documents)
    figures = rows_of(given if "claims" in given else before, "claims")
    unlinked = [{**row, "evidence": ""} if row.get("evidence") in lost else dict(row) for row in figures]
    changed = any(row.get("evidence") in lost for row in figures)
    return {**given, "evidence": documents, **({"claims": unlinked} if changed else {})}


def keys_of(documents: Sequence[Row]) -> set[str]:
    return {str(row["key"]) for row in documents if row.get("key")}


def rows_of(values: Mapping[str, Plain], name: str) -> list[Row]:
    """The plain rows under this name."""
    rows = values.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _keyed(documents: list[Row], before: list[Row]) -> list[dict[str, Any]]:
    """A document that was stored keeps its key by its id; a new one gets the next number: e1, e2, e3."""
    known = {row.get("id"): row["key"] for row in before if row.get("id") and row.get("key")}
    taken = keys_of(before) | keys_of(documents)
    last = max((int(key[1:]) for key in taken if key[:1] == "e" and key[1:].isdecimal()), default=0)
    keyed = []
    for row in documents:
        key = row.get("key") or known.get(row.get("id"))
        if not key:
            last += 1
            key = f"e{last}"
        keyed.append({**row, "key": key})
    return keyed
