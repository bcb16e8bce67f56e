"""The file of the matrix: one row per address and method, one cell per role. Reviewed like code."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.permissions.roles import ROLES

FILE = Path(__file__).with_name("matrix.csv")
LOG_IN = "login"  # A redirect to log-in, to the password again, or to the second factor.
COLUMNS = ("path", "method", "queue", *ROLES, "note")


@dataclass(frozen=True, slots=True)
class Row:
    """What each role gets from an address; `queue` is the staff whose work it is, `note` explains what looks odd."""

    path: str
    method: str
    queue: str
    cells: dict[str, str] = field(hash=False)
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.path, self.method


def read() -> dict[tuple[str, str], Row]:
    if not FILE.exists():
        return {}
    with FILE.open(newline="", encoding="utf-8") as lines:
        rows = [
            Row(row["path"], row["method"], row["queue"], {role: row[role] for role in ROLES}, row["note"])
            for row in csv.DictReader(lines)
        ]
    return {row.key: row for row in rows}


def write(rows: Iterable[Row]) -> None:
    with FILE.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in sorted(rows, key=lambda row: row.key):
            writer.writerow([row.path, row.method, row.queue, *(row.cells[role] for role in ROLES), row.note])
