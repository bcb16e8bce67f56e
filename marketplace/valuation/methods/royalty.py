"""Relief from royalty: what an owner is spared by not having to license the asset in (IVS 210).

The *tiền sử dụng* of TT 37/2024/TT-BTC art. 6.

A_k = Rev_k·S_k·roy - maintenance_k; V0 = Σ A_k(1 - tax)·DF(t_k); V = V0·TABF.
"""

from dataclasses import dataclass

import numpy as np

from marketplace.valuation.methods.conventions import Array, Number, discount_factor


@dataclass(frozen=True, slots=True)
class Stream:
    """Arrays whose last axis is the year."""

    base: Array  # currency, revenue that still stands
    royalty: Array  # currency, before tax and upkeep
    after_tax: Array  # currency
    times: Array  # years from the valuation date
    factors: Array
    present: Array  # currency

    @property
    def value(self) -> Array:
        """Before the tax amortisation benefit."""
        return self.present.sum(axis=-1)


def relief_stream(
    *, revenue: Array, survival: Number, royalty: Number, maintenance: Number, tax: Number, rate: Number, times: Array
) -> Stream:
    base = np.asarray(revenue, dtype=float) * survival
    gross = base * royalty
    after_tax = (gross - maintenance) * (1 - np.asarray(tax))
    factors = discount_factor(rate, times)
    return Stream(base, gross, after_tax, np.asarray(times, dtype=float), factors, after_tax * factors)
