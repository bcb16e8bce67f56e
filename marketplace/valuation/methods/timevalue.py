"""Net present value, internal rate of return, terminal value."""

import numpy as np
from scipy.optimize import brentq

from marketplace.valuation.methods.conventions import Array, discount_factor
from marketplace.valuation.methods.refusals import InputRefused

SMALLEST_SPREAD = 0.02  # r - g below two points makes a terminal value that is mostly the spread's own error.
LOWEST_RATE, HIGHEST_RATE = -0.99, 100.0  # Where a root is looked for.


def net_present_value(flows: Array, rate: float) -> float:
    """The first flow is at time 0, unlike in spreadsheets."""
    times = np.arange(len(flows), dtype=float)
    return float((np.asarray(flows, dtype=float) * discount_factor(rate, times)).sum())


def internal_rate(flows: Array) -> float:
    """The rate at which the flows are worth nothing. Raises InputRefused where there is none."""
    ends = [net_present_value(flows, rate) for rate in (LOWEST_RATE, HIGHEST_RATE)]
    if ends[0] * ends[1] > 0:
        raise InputRefused("cash_flows", "no_single_rate")
    return float(brentq(lambda rate: net_present_value(flows, rate), LOWEST_RATE, HIGHEST_RATE, xtol=1e-14, rtol=1e-14))


def gordon_value(flow: float, *, growth: float, rate: float) -> float:
    """TV_n = CF_n·(1 + g)/(r - g). Raises InputRefused where r - g < 0.02."""
    if rate - growth < SMALLEST_SPREAD - 1e-12:
        raise InputRefused("g", "at_most", round(rate - SMALLEST_SPREAD, 6))
    return flow * (1 + growth) / (rate - growth)
