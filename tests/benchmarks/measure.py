"""Ratios of two things measured in one run: each call by the median of its rounds, then quantiles over the calls."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Item = TypeVar("Item")
MS = 1000
SEED = 20261124


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each call, for every item the median of all rounds: what else the machine did meanwhile falls out."""

    seconds: tuple[float, ...]

    def quantile(self, share: float) -> float:
        """Linear between neighbours, as numpy's default."""
        ordered = sorted(self.seconds)
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    def ms(self, share: float) -> float:
        """In milliseconds: for the scale only."""
        return self.quantile(share) * MS


def ratio(above: Times, below: Times, share: float) -> float:
    """The quotient of the two quantiles."""
    return above.quantile(share) / below.quantile(share)


def side_by_side(
    sides: Mapping[str, Callable[[Item], object]], items: Sequence[Item], *, rounds: int, warm_ups: int = 1
) -> dict[str, Times]:
    """Time every side on every item, side after side within a round; each round in another order of both.

    A side runs through all items before the next one starts, so that it finds the caches as it left them.
    """
    chance = random.Random(SEED)
    found: dict[str, dict[int, list[float]]] = {name: {at: [] for at in range(len(items))} for name in sides}
    for number in range(warm_ups + rounds):
        order = chance.sample(list(sides), len(sides))
        shuffled = chance.sample(range(len(items)), len(items))
        for name in order:
            for at in shuffled:
                took = seconds(sides[name], items[at])
                if number >= warm_ups:
                    found[name][at].append(took)
    return {name: Times(tuple(median(times) for times in of_items.values())) for name, of_items in found.items()}


def seconds(call: Callable[[Item], object], item: Item) -> float:
    started = clock()
    call(item)
    return clock() - started


clock = time.perf_counter
