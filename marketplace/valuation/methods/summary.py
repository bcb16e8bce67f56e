"""What a reader needs of many simulated values: percentiles, spread, shape, error and what drives it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from marketplace.valuation.methods.conventions import Array

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)  # percent
MOST_BARS = 40  # Narrower bars than 1/40 of a chart cannot be told apart on a phone.
SHOWN = (0.5, 99.5)  # Percent of values between which bars are drawn; the rest is counted beside them.
BATCHES = 16


@dataclass(frozen=True, slots=True)
class Histogram:
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    below: int
    above: int


@dataclass(frozen=True, slots=True)
class Summary:
    mean: float
    deviation: float
    standard_error: float
    percentiles: dict[str, float]  # p5 … p95
    negative_share: float
    below_price_share: float | None
    histogram: Histogram
    drivers: dict[str, float]


def summarise(values: Array, *, inputs: Mapping[str, Array], price: float | None = None) -> Summary:
    """Everything the page and the report show of a simulation. `inputs` are the draws behind the values."""
    marks = np.percentile(values, PERCENTILES)
    return Summary(
        mean=float(values.mean()),
        deviation=float(values.std()),
        standard_error=batch_error(values),
        percentiles={f"p{share}": float(mark) for share, mark in zip(PERCENTILES, marks, strict=True)},
        negative_share=float((values < 0).mean()),
        below_price_share=None if price is None else float((values < price).mean()),
        histogram=histogram(values),
        drivers=variance_shares(values, inputs),
    )


def batch_error(values: Array) -> float:
    """Standard error of the mean from the spread of 16 consecutive batches.

    Each batch of a Sobol sequence is balanced in itself, so this is what the draws really scatter;
    σ/√n would be the error of plain random numbers.
    """
    means = values[: len(values) // BATCHES * BATCHES].reshape(BATCHES, -1).mean(axis=1)
    return float(means.std(ddof=1) / np.sqrt(BATCHES))


def histogram(values: Array) -> Histogram:
    """Bars by the rule of Freedman and Diaconis, at most MOST_BARS, over the middle 99 % of the values."""
    low, high = np.percentile(values, SHOWN)
    if high - low <= 1e-12 * max(1.0, abs(high)):
        return Histogram((float(low), float(high)), (len(values),), 0, 0)
    inner = values[(values >= low) & (values <= high)]
    width = 2 * (np.percentile(values, 75) - np.percentile(values, 25)) / len(values) ** (1 / 3)
    bars = MOST_BARS if width <= 0 else int(np.clip(np.ceil((high - low) / width), 1, MOST_BARS))
    counts, edges = np.histogram(inner, bins=bars, range=(low, high))
    return Histogram(
        tuple(map(float, edges)), tuple(map(int, counts)), int((values < low).sum()), int((values > high).sum())
    )


def variance_shares(values: Array, inputs: Mapping[str, Array]) -> dict[str, float]:
    """Squared rank correlation of each input with the value, scaled to sum to 1; largest first."""
    ranks = rankdata(values)
    squares = {name: _correlation(rankdata(draws), ranks) ** 2 for name, draws in inputs.items()}
    total = sum(squares.values()) or 1.0
    shares = {name: square / total for name, square in squares.items()}
    return dict(sorted(shares.items(), key=lambda share: (-share[1], share[0])))


def _correlation(first: Array, second: Array) -> float:
    spread = first.std() * second.std()
    return 0.0 if spread == 0 else float(((first - first.mean()) * (second - second.mean())).mean() / spread)
