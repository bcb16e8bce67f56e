"""From lines to rows: JSON Lines and CSV, each fault kept inside its own row."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from marketplace.seed.importing.files import LINE_MAX_BYTES, Line, Unreadable, decode

FIELD_LINES_MAX = 200  # A quoted CSV field may run over this many lines; more is a quote that nobody closed.
DELIMITERS = ";,\t|"
_TOO_LONG = f"the row is longer than {LINE_MAX_BYTES:,} bytes"


@dataclass(frozen=True, slots=True)
class Row:
    """One record and the line it begins on."""

    line: int
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, and why."""

    line: int
    reason: str


def json_rows(lines: Iterable[Line]) -> Iterator[Row | BadRow]:
    """One JSON object per line; empty lines are no rows."""
    for line in lines:
        if line.content is None:
            yield BadRow(line.number, _TOO_LONG)
        elif text := decode(line.content).strip():
            yield _json_row(line.number, text)


def _json_row(number: int, text: str) -> Row | BadRow:
    try:
        values = json.loads(text)
    except RecursionError:
        return BadRow(number, "the row is nested too deeply")
    except ValueError as error:
        return BadRow(number, f"the row is not valid JSON ({str(error)[:80]})")
    if not isinstance(values, dict):
        return BadRow(number, "the row is not a JSON object")
    if _holds_nul(values):
        return BadRow(number, "the row holds a NUL character")
    return Row(number, values)


def _holds_nul(value: object) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and "\x00" in one:
            return True
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
    return False


def csv_rows(lines: Iterable[Line], *, required: Sequence[str]) -> Iterator[Row | BadRow]:
    """Rows below a header, by its column names in lower case with underscores; any usual delimiter.

    Raises Unreadable when there is no header or it lacks one of the `required` columns.
    """
    source = _Lines(lines)
    header, delimiter = _header(source, required)
    while (line := source.next()) is not None:
        if line.content is None:
            yield BadRow(line.number, _TOO_LONG)
        elif line.content.strip(b" \t"):
            row = _csv_row(line, source, width=len(header), delimiter=delimiter)
            yield row if isinstance(row, BadRow) else Row(line.number, dict(zip(header, row, strict=True)))


def _header(source: "_Lines", required: Sequence[str]) -> tuple[list[str], str]:
    text = _next_text(source)
    if text.lower().startswith("sep="):  # Spreadsheets write this line to name the delimiter.
        text = _next_text(source)
    delimiter = max(DELIMITERS, key=text.count)
    cells = _cells(text, delimiter)
    names = [column_name(cell) for cell in cells] if isinstance(cells, list) else []
    missing = [name for name in required if name not in names]
    if missing:
        raise Unreadable(f"The first line must be a header; it lacks the columns {', '.join(missing)}.")
    repeated = sorted(name for name in set(names) if name and names.count(name) > 1)
    if repeated:
        raise Unreadable(f"The header names the column {repeated[0]} twice.")
    return names, delimiter


def _next_text(source: "_Lines") -> str:
    line = source.next()
    return decode(line.content) if line and line.content else ""


def column_name(cell: str) -> str:
    """`Patent Expiration Date` as `patent_expiration_date`."""
    return "_".join(cell.strip().lower().replace("-", " ").split())


def _csv_row(first: Line, source: "_Lines", *, width: int, delimiter: str) -> list[str] | BadRow:
    """Cells of the row that begins on `first`, which runs on where a quoted field holds line breaks.

    A quote that nobody closes spoils its own line only: what was read after it is put back.
    """
    parts = [decode(first.content or b"")]
    taken: list[Line] = []
    cells = _cells(parts[0], delimiter)
    while cells is None:
        line = source.next() if len(taken) < FIELD_LINES_MAX else None
        if line is None or line.content is None:
            source.put_back([*taken, line] if line else taken)
            return BadRow(first.number, _OPEN_QUOTE)
        taken.append(line)
        parts.append(decode(line.content))
        if '"' in parts[-1]:
            cells = _cells("\n".join(parts), delimiter)
    fault = cells if isinstance(cells, str) else _fault(cells, width)
    if isinstance(cells, str) or fault:
        source.put_back(taken)
        return BadRow(first.number, _OPEN_QUOTE if taken else fault)
    return cells[:width]


_OPEN_QUOTE = "a quotation mark is not closed"


def _fault(cells: list[str], width: int) -> str:
    if len(cells) < width or any(cells[width:]):
        return f"the row has {len(cells)} columns, the header {width}"
    return "the row holds a NUL character" if any("\x00" in cell for cell in cells) else ""


def _cells(text: str, delimiter: str) -> list[str] | str | None:
    """Cells of one logical row; None while a quoted field is open; a sentence when the row is no CSV."""
    try:
        return next(csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        return None if "unexpected end of data" in str(error) else f"the row is not valid CSV ({error})"


class _Lines:
    """Lines that can be put back."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._waiting: list[Line] = []

    def next(self) -> Line | None:
        return self._waiting.pop() if self._waiting else next(self._lines, None)

    def put_back(self, lines: Sequence[Line]) -> None:
        self._waiting += reversed(lines)
