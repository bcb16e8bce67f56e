"""Rounding happens once, in what is shown."""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal


def significant(value: float, figures: int = 3) -> float:
    """A conclusion carries three significant figures: more would claim what no model knows."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, figures - 1 - math.floor(math.log10(abs(value))))


def apportioned(parts: Sequence[float], *, step: Decimal = Decimal(1)) -> list[Decimal]:
    """Parts rounded to `step` so that they sum to the rounded total (largest remainder)."""
    exact = [Decimal(repr(part)) / step for part in parts]
    floors = [Decimal(math.floor(part)) for part in exact]
    total = sum(exact, Decimal(0)).to_integral_value(rounding=ROUND_HALF_EVEN)
    missing = int(total - sum(floors, Decimal(0)))
    by_remainder = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    for place in by_remainder[:missing]:
        floors[place] += 1
    return [whole * step for whole in floors]
