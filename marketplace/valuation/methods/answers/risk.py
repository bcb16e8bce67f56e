import math
from typing import Any

import numpy as np
from scipy import special

from marketplace.valuation.methods.answers.given import (
    POSITIVE,
    Given,
    Inputs,
    amount,
    convention_of,
    number,
    rate,
    vector_of,
    years,
)
from marketplace.valuation.methods.bounds import MATH_TAX, Bound
from marketplace.valuation.methods.conventions import Array, Convention, annuity
from marketplace.valuation.methods.distributions import (
    Distribution,
    Lognormal,
    Normal,
    Pert,
    Triangular,
    product_moments,
)
from marketplace.valuation.methods.refusals import InputRefused
from marketplace.valuation.methods.sensitivity import tornado
from marketplace.valuation.methods.simulation import DEFAULT_DRAWS, draw, gaussian_rho

CORRELATION = Bound(-1, 1)
SPREAD = Bound(0, 1e30)
SEED = 20261123  # Any will do; fixed, so that an answer is the same twice.


def triangular(inputs: Inputs) -> Given:
    found = Triangular(number(inputs, "a"), number(inputs, "m"), number(inputs, "b"))
    return {"mean": found.mean, "var": found.variance, **_percentiles(found)}


def pert(inputs: Inputs) -> Given:
    weight = number(inputs, "lam", POSITIVE) if "lam" in inputs else 4.0
    found = Pert(number(inputs, "a"), number(inputs, "m"), number(inputs, "b"), weight)
    moments = {"alpha": found.alpha, "beta": found.beta, "mean": found.mean, "var": found.variance}
    return {**moments, **_percentiles(found)}


def lognormal(inputs: Inputs) -> Given:
    found = Lognormal.from_p10_p90(number(inputs, "p10", POSITIVE), number(inputs, "p90", POSITIVE))
    high = float(found.quantile(np.asarray(0.95)))
    moments = {"mu": found.mu, "sigma": found.sigma, "mean": found.mean}
    return {**moments, "median": math.exp(found.mu), "p95": high}


def lognormal_pair(inputs: Inputs) -> Given:
    """Two lognormals under a Gaussian copula: exact moments."""
    mu, sigma = _two(vector_of(inputs, "mu"), "mu"), _two(vector_of(inputs, "sigma", SPREAD), "sigma")
    rho = number(inputs, "rho", CORRELATION)
    product = math.exp(sum(mu) + (sigma[0] ** 2 + sigma[1] ** 2 + 2 * rho * sigma[0] * sigma[1]) / 2)
    spread = math.sqrt(math.expm1(sigma[0] ** 2) * math.expm1(sigma[1] ** 2))
    pearson = math.expm1(rho * sigma[0] * sigma[1]) / spread if spread else 0.0
    return {"mean_product": product, "pearson": pearson, "spearman": 6 / math.pi * math.asin(rho / 2)}


def copula(inputs: Inputs) -> Given:
    return {"gaussian_rho": gaussian_rho(vector_of(inputs, "spearman", CORRELATION)).tolist()}


def normal_difference(inputs: Inputs) -> Given:
    sold, spent = _two(vector_of(inputs, "revenue"), "revenue"), _two(vector_of(inputs, "cost"), "cost")
    found = Normal(sold[0] - spent[0], math.hypot(sold[1], spent[1]))
    loss = float(special.ndtr(-found.mean / found.deviation)) if found.deviation else float(found.mean < 0)
    low, high = found.quantile(np.array([0.1, 0.9]))
    return {"mean": found.mean, "sd": found.deviation, "p_loss": loss, "p10": float(low), "p90": float(high)}


def royalty_ranges(inputs: Inputs) -> Given:
    """Independent triangular revenue and royalty: exact mean and deviation, simulated percentiles."""
    ranges = {name: Triangular(*_three(vector_of(inputs, name), name)) for name in ("revenue", "royalty")}
    convention = convention_of(inputs, Convention.MID_YEAR)
    scale = (1 - number(inputs, "tax", MATH_TAX)) * float(annuity(rate(inputs), years(inputs), convention=convention))
    mean, variance = product_moments(list(ranges.values()))
    drawn = draw(ranges, draws=DEFAULT_DRAWS, seed=SEED)
    p10, p50, p90 = np.percentile(drawn["revenue"] * drawn["royalty"] * scale, (10, 50, 90))
    return {
        "mean": mean * scale,
        "sd": math.sqrt(variance) * scale,
        "base_at_modes": ranges["revenue"].mode * ranges["royalty"].mode * scale,
        "p10_sim": float(p10),
        "p50_sim": float(p50),
        "p90_sim": float(p90),
    }


def tornado_of(inputs: Inputs) -> Given:
    base, ranges = inputs["base"], inputs["ranges"]
    if not isinstance(base, dict) or not isinstance(ranges, dict):
        raise InputRefused("base", "missing")

    def at(**changed: float) -> float:
        return _royalty_value({**base, **changed})

    bars = tornado(at, {name: _pair(ranges, name) for name in ranges})
    return {
        "base_value": at(),
        "bars": {
            bar.name: {
                "low_input": bar.low_input,
                "high_input": bar.high_input,
                "value_at_low": bar.value_at_low,
                "value_at_high": bar.value_at_high,
                "swing": bar.swing,
            }
            for bar in bars
        },
        "order": [bar.name for bar in bars],
    }


def break_even(inputs: Inputs) -> Given:
    """The value is linear in the royalty, so the price over the value of a royalty of 1 is the answer."""
    whole = _royalty_value({**inputs, "roy": 1.0})
    if whole <= 0:
        raise InputRefused("rev", "above", 0)
    return {"royalty": amount(inputs, "ask") / whole}


def _royalty_value(inputs: Any) -> float:
    after_tax = amount(inputs, "rev") * number(inputs, "roy") * (1 - number(inputs, "tax", MATH_TAX))
    convention = convention_of(inputs, Convention.MID_YEAR)
    return after_tax * float(annuity(rate(inputs), years(inputs), convention=convention))


def _percentiles(found: Distribution) -> Given:
    marks = found.quantile(np.array([0.1, 0.5, 0.9]))
    return {name: float(mark) for name, mark in zip(("p10", "p50", "p90"), marks, strict=True)}


def _pair(ranges: Any, name: str) -> tuple[float, float]:
    low, high = _two(vector_of(ranges, name), name)
    return low, high


def _two(values: Array, name: str) -> list[float]:
    return _exactly(values, 2, name)


def _three(values: Array, name: str) -> list[float]:
    return _exactly(values, 3, name)


def _exactly(values: Array, count: int, name: str) -> list[float]:
    if len(values) != count:
        raise InputRefused(name, "too_few" if len(values) < count else "too_many", count)
    return [float(value) for value in values]
