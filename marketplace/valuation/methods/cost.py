"""Cost approach: what it would take to make the asset again, less what has worn (IVS 210; TT 10/2019 art. 6 and 8)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marketplace.valuation.methods.conventions import annuity


@dataclass(frozen=True, slots=True)
class Depreciated:
    sequential: float  # the default
    additive: float  # for contrast, never below zero
    total_wear: float


def trended(lines: Iterable[tuple[float, float]], index_now: float) -> float:
    """Reproduction cost new: Σ amount·I_now/I_then."""
    return sum(amount * index_now / index for amount, index in lines)


def compounded(lines: Iterable[tuple[float, float]], year: float, rate: float) -> float:
    """Σ C_i(1 + k)^(T - t_i): what the money would have become elsewhere."""
    return float(sum(amount * (1 + rate) ** (year - spent) for spent, amount in lines))


def depreciated(cost_new: float, *, profit: float, wear: Sequence[float]) -> Depreciated:
    """Replacement cost with the developer's profit, less wear in sequence; each share wears what the last one left."""
    base = cost_new * (1 + profit)
    left = math.prod(1 - share for share in wear)
    return Depreciated(base * left, max(0.0, base * (1 - sum(wear))), 1 - left)


def inutility(used_share: float, exponent: float) -> float:
    """Economic obsolescence 1 - (utilised/capacity)^n; n is usually 0.6."""
    return 1 - float(used_share**exponent)


def excess_operating(excess: float, tax: float, rate: float, years: float) -> float:
    """Incurable functional obsolescence: present value of what it costs more to run, after tax."""
    return excess * (1 - tax) * float(annuity(rate, years))


def age_life(cost_new: float, age: float, life: float) -> float:
    """Straight line; nothing is left beyond the life."""
    return max(0.0, cost_new * (1 - age / life))
