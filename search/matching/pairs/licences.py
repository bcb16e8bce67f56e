"""How well a form of transfer on offer serves one that is wanted. The table is `licences.csv`, with a reason a row.

The same form fits wholly; a pair that the table does not name fits barely: people still may talk.
"""

import csv
from collections.abc import Collection
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("licences.csv")
UNNAMED_FIT = 0.2


def fit(*, wanted: Collection[str], offered: Collection[str]) -> float | None:
    """The best of all pairs, 0–1; None where one side names no form: everything may be possible."""
    if not wanted or not offered:
        return None
    return max(fit_of(one, other) for one in wanted for other in offered)


def fit_of(wanted: str, offered: str) -> float:
    """1 for the same form, else what the table says."""
    return 1.0 if wanted == offered else _table().get((wanted, offered), UNNAMED_FIT)


@cache
def _table() -> dict[tuple[str, str], float]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["wanted"], row["offered"]): float(row["fit"]) for row in csv.DictReader(file)}
