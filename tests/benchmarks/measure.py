"""Ratios of two things measured in one run: rounds of calls, quantiles per round, the median of the rounds."""

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
    """Seconds of each call, round by round."""

    rounds: tuple[tuple[float, ...], ...]

    def quantile(self, share: float) -> list[float]:
        """One value per round."""
        return [_quantile(sorted(one), share) for one in self.rounds]

    def ms(self, share: float) -> float:
        """The median round in milliseconds: for the scale only."""
        return median(self.quantile(share)) * MS


def ratio(above: Times, below: Times, share: float) -> float:
    """The median over the rounds of the two quantiles' quotient."""
    return median(a / b for a, b in zip(above.quantile(share), below.quantile(share), strict=True))


def side_by_side(
    sides: Mapping[str, Callable[[Item], object]], items: Sequence[Item], *, rounds: int, warm_ups: int = 1
) -> dict[str, Times]:
    """Time every side on every item, side after side within a round; each round in another order of both.

    A side runs through all items before the next one starts, so that it finds the caches as it left them.
    """
    chance = random.Random(SEED)
    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in sides}
    for number in range(warm_ups + rounds):
        order = chance.sample(list(sides), len(sides))
        shuffled = chance.sample(list(items), len(items))
        for name in order:
            times = tuple(seconds(sides[name], item) for item in shuffled)
            if number >= warm_ups:
                found[name].append(times)
    return {name: Times(tuple(of_rounds)) for name, of_rounds in found.items()}


def seconds(call: Callable[[Item], object], item: Item) -> float:
    started = time.perf_counter()
    call(item)
    return time.perf_counter() - started


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between neighbours, as numpy's default."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
