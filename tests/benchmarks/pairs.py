"""Matching on the demo floor: every open need judged against what is offered, candidates by the engine.

Not part of the goals of `make bench`, whose synthetic floor has no needs: `python -m tests.benchmarks.pairs FOLDER`
takes the data folder of a floor that was seeded and indexed. Nothing is written.
"""

import time
from dataclasses import dataclass
from datetime import datetime

from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from search.matching.pairs import run, snapshots

GOAL_SECONDS = 60  # All real needs × all real offers of the demo floor, on two cores.


@dataclass(frozen=True, slots=True)
class Measured:
    """`cold` reads and cuts every text, `warm` finds them in memory; both count candidates, gates and judgement."""

    needs: int
    pairs: int
    cold_seconds: float
    warm_seconds: float

    def lines(self) -> list[str]:
        return [
            f"{self.needs} needs, {self.pairs} pairs judged",
            f"cold {self.cold_seconds:.1f} s, warm {self.warm_seconds:.1f} s (goal: cold ≤ {GOAL_SECONDS} s)",
        ]


def measure_pairs(*, now: datetime) -> Measured:
    """Two runs over all needs, the first of them from nothing."""
    ids = list(Need.objects.filter(need_rules.in_search()).order_by("pk").values_list("pk", flat=True))
    run.forget()
    began = time.perf_counter()
    snapshots.in_force(now=now)
    judged = [len(run.judged_for(need_id, now=now)) for need_id in ids]
    between = time.perf_counter()
    for need_id in ids:
        run.judged_for(need_id, now=now)
    return Measured(len(ids), sum(judged), between - began, time.perf_counter() - between)
