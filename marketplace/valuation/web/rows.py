"""Runs as lines of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from marketplace.common.web.rows import State
from marketplace.common.web.state_looks import look_of
from marketplace.valuation.methods.rounding import significant
from marketplace.valuation.models import Run
from marketplace.valuation.web.numbers import Scale


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run: what it is of, when, its state, and its range where there is one."""

    number: str
    url: str
    title: str
    asked_at: datetime
    state: State
    value: str


def run_rows(runs: Iterable[Run]) -> list[RunRow]:
    return [
        RunRow(run.number, run.get_absolute_url(), run.listing.title, run.created_at, look_of(run), _value(run))
        for run in runs
    ]


def _value(run: Run) -> str:
    """P10 to P90, or the base case where nothing was uncertain; nothing until it is computed."""
    if run.result is None:
        return ""
    spread, base = run.result["spread"], run.result["base"]["value"]
    if not spread:
        return Scale.around(base, run.currency).words(significant(base))
    marks = spread["percentiles"]
    scale = Scale.around(marks["p50"], run.currency)
    return scale.between(significant(marks["p10"]), significant(marks["p90"]))
