"""The lists that ship with the project, read from the files beside this one. Pure: no database.

`lists/<name>.csv[.gz]` holds one list; its rows stand in their order. Columns whose name begins with `fact:` become
facts of the row. A reference to a row of another list is written `list:code` or `list@edition:code`.
"""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FACT = "fact:"

Key = tuple[str, str, str]  # list, edition, code


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One row of a list file; `values` are the columns of the `Code` model."""

    key: Key
    parent: Key | None
    values: dict[str, object]
    facts: dict[str, str] = field(default_factory=dict)


def code_rows() -> Iterator[CodeRow]:
    """Every row of every list, lists in the order of their names."""
    for path in sorted((FOLDER / "lists").glob("*.csv*")):
        name = path.name.split(".")[0]
        for position, line in enumerate(_read(path), start=1):
            yield _code_row(name, position, line)


def _code_row(name: str, position: int, line: dict[str, str]) -> CodeRow:
    edition = line.get("edition", "")
    values = {
        "symbol": line.get("symbol", ""),
        "label_vi": line["label_vi"],
        "label_en": line.get("label_en", ""),
        "position": position,
        "valid_from": _day(line.get("valid_from", "")),
        "valid_to": _day(line.get("valid_to", "")),
        "source": line["source"],
        "verified": line["verified"] == "yes",
        "note": line.get("note", ""),
    }
    facts = {column.removeprefix(FACT): text for column, text in line.items() if column.startswith(FACT) and text}
    parent = line.get("parent", "")
    return CodeRow(
        key=(name, edition, line["code"]),
        parent=reference(parent, home=(name, edition)) if parent else None,
        values=values,
        facts=facts,
    )


def reference(text: str, *, home: tuple[str, str] = ("", "")) -> Key:
    """`list@edition:code`, `list:code` or, inside a list, its own `code`."""
    if ":" not in text:
        return (*home, text)
    place, code = text.split(":", 1)
    name, _, edition = place.partition("@")
    return name, edition, code


def crosswalk_rows() -> Iterator[tuple[Key, Key, dict[str, object]]]:
    """(from, to, columns of `Crosswalk`) of every crosswalk file."""
    for path in sorted((FOLDER / "crosswalks").glob("*.csv")):
        for line in _read(path):
            values: dict[str, object] = {"source": line["source"], "verified": line["verified"] == "yes"}
            yield reference(line["from"]), reference(line["to"]), values


def rate_rows() -> Iterator[dict[str, object]]:
    """Columns of `DatedRate`."""
    for line in _read(FOLDER / "rates.csv"):
        yield {
            **line,
            "value": Decimal(line["value"]),
            "valid_from": _day(line["valid_from"]),
            "valid_to": _day(line["valid_to"]),
            "verified": line["verified"] == "yes",
        }


def holiday_rows() -> Iterator[dict[str, object]]:
    """Columns of `Holiday`."""
    for line in _read(FOLDER / "holidays.csv"):
        yield {**line, "day": date.fromisoformat(line["day"]), "verified": line["verified"] == "yes"}


def source_rows() -> Iterator[dict[str, object]]:
    """Columns of `Source`."""
    for line in _read(FOLDER / "sources.csv"):
        yield {**line, "retrieved_on": date.fromisoformat(line["retrieved_on"]), "as_of": _day(line["as_of"])}


def _read(path: Path) -> Iterator[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    yield from csv.DictReader(io.StringIO(text, newline=""))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
