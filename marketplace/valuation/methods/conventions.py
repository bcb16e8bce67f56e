"""Time value of money: discount factors, annuities, mid-year and end-year flows, a stub first period (IVS 105).

Rates are decimals per year, times are years from the valuation date, DF(t) = (1 + r)^-t.
"""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Number = float | Array


class Convention(StrEnum):
    MID_YEAR = "mid-year"
    END_YEAR = "end-year"

    @property
    def part(self) -> float:
        """How much of a period has passed when its flow is counted."""
        return 0.5 if self is Convention.MID_YEAR else 1.0


def discount_factor(rate: Number, times: Number) -> Array:
    """(1 + r)^-t; at rate 0 it is 1."""
    return np.exp(-np.asarray(times, dtype=float) * np.log1p(np.asarray(rate, dtype=float)))


def annuity(rate: Number, years: Number, *, convention: Convention = Convention.END_YEAR) -> Array:
    """a(r, n) = (1 - (1 + r)^-n)/r, a(0, n) = n; mid-year a·(1 + r)^0.5."""
    rates, terms = np.broadcast_arrays(np.asarray(rate, dtype=float), np.asarray(years, dtype=float))
    safe = np.where(rates == 0, 1.0, rates)
    # expm1 and log1p keep full precision where the rate is close to zero.
    end = np.where(rates == 0, terms, -np.expm1(-terms * np.log1p(safe)) / safe)
    return end * (1 + rates) ** (1 - convention.part)


def growing_annuity(rate: float, growth: float, years: float) -> float:
    """Present value of 1, 1 + g, (1 + g)², … at year ends."""
    if rate == growth:
        return years / (1 + rate)
    return float(-np.expm1(years * (np.log1p(growth) - np.log1p(rate))) / (rate - growth))


def yearly_times(count: int, *, convention: Convention) -> Array:
    """Years at which the flows of year 1 … count are counted."""
    return np.arange(count, dtype=float) + convention.part


def stub_times(fraction: float, count: int, *, convention: Convention = Convention.MID_YEAR) -> Array:
    """First period of `fraction` years, then full years: p·part, p + part, p + 1 + part, …"""
    later = fraction + np.arange(count - 1, dtype=float) + convention.part
    return np.concatenate(([fraction * convention.part], later))


def year_weights(life: Number, years: int) -> Array:
    """The share of each year that lies within the life: 1, 1, …, the rest of the last one, 0."""
    return np.clip(np.asarray(life, dtype=float) - np.arange(years, dtype=float), 0.0, 1.0)


def flow_times(weights: Array, *, convention: Convention) -> Array:
    """Years at which the flows of whole and partial years are counted."""
    return np.arange(weights.shape[-1], dtype=float) + weights * convention.part


def present_value(flows: Array, times: Array, rate: Number) -> Array:
    """Σ flow·DF over the last axis."""
    return (np.asarray(flows, dtype=float) * discount_factor(rate, times)).sum(axis=-1)
