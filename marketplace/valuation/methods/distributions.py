"""Shapes of uncertainty with their exact moments and inverse distribution functions."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import special

from marketplace.valuation.methods.conventions import Array
from marketplace.valuation.methods.refusals import InputRefused

Z90 = float(special.ndtri(0.9))  # 1.2815516
HIGHEST_SPREAD = 10.0  # σ of a logarithm; beyond it the mean has no meaning for anybody.


class Distribution(Protocol):
    @property
    def mean(self) -> float: ...
    @property
    def variance(self) -> float: ...
    def quantile(self, share: Array) -> Array: ...


@dataclass(frozen=True, slots=True)
class Point:
    value: float

    @property
    def mean(self) -> float:
        return self.value

    @property
    def variance(self) -> float:
        return 0.0

    def quantile(self, share: Array) -> Array:
        return np.full_like(np.asarray(share, dtype=float), self.value)


@dataclass(frozen=True, slots=True)
class Uniform:
    low: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        return (self.high - self.low) ** 2 / 12

    def quantile(self, share: Array) -> Array:
        return self.low + np.asarray(share) * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Triangular:
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        ordered(self.low, self.mode, self.high)

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> float:
        """(a² + m² + b² - am - ab - mb)/18, written by its widths, which cancel nothing."""
        below, above = self.mode - self.low, self.high - self.mode
        return (below**2 + above**2 + below * above) / 18

    def quantile(self, share: Array) -> Array:
        u = np.asarray(share, dtype=float)
        low, mode, high = self.low, self.mode, self.high
        width = high - low
        if width == 0:
            return np.full_like(u, mode)
        rising = low + np.sqrt(u * width * (mode - low))
        falling = high - np.sqrt((1 - u) * width * (high - mode))
        return np.where(u < (mode - low) / width, rising, falling)


@dataclass(frozen=True, slots=True)
class Pert:
    """A beta on [low, high] whose mean weighs the mode λ times."""

    low: float
    mode: float
    high: float
    weight: float = 4.0

    def __post_init__(self) -> None:
        ordered(self.low, self.mode, self.high)
        if not 0 < self.weight <= 100:
            raise InputRefused("lam", "above", 0)

    @property
    def alpha(self) -> float:
        return 1 + self.weight * self._share(self.mode - self.low)

    @property
    def beta(self) -> float:
        return 1 + self.weight * self._share(self.high - self.mode)

    @property
    def mean(self) -> float:
        return (self.low + self.weight * self.mode + self.high) / (self.weight + 2)

    @property
    def variance(self) -> float:
        """Exact; ((b - a)/6)² of the textbooks holds for one shape only."""
        width = self.high - self.low
        below = (self.weight * (self.mode - self.low) + width) / (self.weight + 2)
        return below * (width - below) / (self.weight + 3)

    def quantile(self, share: Array) -> Array:
        u = np.asarray(share, dtype=float)
        return self.low + (self.high - self.low) * np.asarray(special.betaincinv(self.alpha, self.beta, u))

    def _share(self, part: float) -> float:
        width = self.high - self.low
        return part / width if width else 0.5


@dataclass(frozen=True, slots=True)
class Normal:
    mean: float
    deviation: float

    @property
    def variance(self) -> float:
        return self.deviation**2

    def quantile(self, share: Array) -> Array:
        return self.mean + self.deviation * np.asarray(special.ndtri(np.asarray(share, dtype=float)))


@dataclass(frozen=True, slots=True)
class Lognormal:
    mu: float
    sigma: float

    @classmethod
    def from_p10_p90(cls, p10: float, p90: float) -> "Lognormal":
        """μ = (ln p10 + ln p90)/2, σ = (ln p90 - ln p10)/(2·1.2815516)."""
        if p10 <= 0:
            raise InputRefused("p10", "not_positive")
        ordered(p10, p90)
        sigma = (math.log(p90) - math.log(p10)) / (2 * Z90)
        if sigma > HIGHEST_SPREAD:
            raise InputRefused("p90", "at_most", p10 * math.exp(2 * Z90 * HIGHEST_SPREAD))
        return cls((math.log(p10) + math.log(p90)) / 2, sigma)

    @property
    def mean(self) -> float:
        return math.exp(self.mu + self.sigma**2 / 2)

    @property
    def variance(self) -> float:
        return math.expm1(self.sigma**2) * self.mean**2

    def quantile(self, share: Array) -> Array:
        return np.exp(self.mu + self.sigma * np.asarray(special.ndtri(np.asarray(share, dtype=float))))


@dataclass(frozen=True, slots=True)
class Discrete:
    """Values with probabilities that sum to 1; Bernoulli is Discrete((0, 1), (1 - p, p))."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.probabilities) or not self.values:
            raise InputRefused("probabilities", "too_few", len(self.values))
        if min(self.probabilities) < 0 or abs(sum(self.probabilities) - 1) > 1e-9:
            raise InputRefused("probabilities", "at_most", 1)

    @property
    def mean(self) -> float:
        return float(np.dot(self.values, self.probabilities))

    @property
    def variance(self) -> float:
        return float(np.dot((np.array(self.values) - self.mean) ** 2, self.probabilities))

    def quantile(self, share: Array) -> Array:
        order = np.argsort(self.values)
        steps = np.cumsum(np.array(self.probabilities)[order])
        steps[-1] = 1.0  # A sum of floats may end a hair below.
        places = np.searchsorted(steps, np.asarray(share, dtype=float), side="left")
        return np.asarray(np.array(self.values, dtype=float)[order][places])


def ordered(*values: float) -> None:
    """Raises InputRefused unless the values rise."""
    for lower, upper in itertools.pairwise(values):
        if lower > upper:
            raise InputRefused("range", "not_ordered")


def product_moments(factors: Sequence[Distribution]) -> tuple[float, float]:
    """Mean and variance of a product of independent factors, exact."""
    mean = math.prod(factor.mean for factor in factors)
    square = math.prod(factor.variance + factor.mean**2 for factor in factors)
    return mean, square - mean**2
