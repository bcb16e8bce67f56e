"""Hard limits of inputs, each with its reason. Beyond them a method refuses; within them it may warn.

Limits of shares are floats and are told in percent; those that are whole numbers are told as they stand.
"""

import math
from dataclasses import dataclass

from marketplace.valuation.methods.refusals import InputRefused


@dataclass(frozen=True, slots=True)
class Bound:
    """An interval; an open end is not allowed itself."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def check(self, field: str, value: float) -> float:
        """Return the value, or raise InputRefused with the limit that it crosses."""
        if not math.isfinite(value):
            raise InputRefused(field, "not_a_number")
        if value < self.low or (self.low_open and value == self.low):
            raise InputRefused(field, "above" if self.low_open else "at_least", self.low)
        if value > self.high or (self.high_open and value == self.high):
            raise InputRefused(field, "below" if self.high_open else "at_most", self.high)
        return value

    def inside(self, value: float) -> float:
        """The nearest allowed value: for draws of an unbounded distribution, which may stray."""
        hair = 1e-9 * max(1.0, self.high - self.low)
        return min(max(value, self.low + hair * self.low_open), self.high - hair * self.high_open)


# The table of limits in the floor's valuation rules; changing one changes what every method accepts.
RATE = Bound(0.0, 1.5, low_open=True)  # per year; 150 % is above any published venture rate
TAX = Bound(0.0, 0.6, high_open=True)  # share of profit
ROYALTY = Bound(0.0, 0.5, low_open=True)  # share of net revenue
LIFE_YEARS = Bound(0, 50, low_open=True)  # no right but a trade mark lives longer
GROWTH = Bound(-0.9, 5.0, low_open=True, high_open=True)  # per year
SHARE = Bound(0.0, 1.0)
PROBABILITY = Bound(0.0, 1.0)
CORRELATION = Bound(-0.99, 0.99)
MONEY = Bound(0, 1e16)  # VND: about the output of a large country; above it float64 loses the dong
ANY_MONEY = Bound(-1e16, 1e16)
MARGIN = Bound(0.0, 1.0, low_open=True)
TERM_YEARS = Bound(0, 100, low_open=True)  # plain time value of money, where no right runs out
MATH_RATE = Bound(-1, 10, low_open=True)  # where only the arithmetic must hold; r = 0 is fine
MATH_TAX = Bound(0, 1, high_open=True)
INFLATION = Bound(-0.5, 5)
