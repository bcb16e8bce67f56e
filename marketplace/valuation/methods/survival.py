"""How fast the earning power of an asset fades. S lies in [0, 1] and never rises."""

import math
from enum import StrEnum

import numpy as np

from marketplace.valuation.methods.conventions import Array, Number
from marketplace.valuation.methods.refusals import InputRefused


class Attrition(StrEnum):
    NONE = "none"
    CONSTANT = "constant"
    EXPONENTIAL = "exponential"
    WEIBULL = "weibull"
    LINEAR = "linear"


def constant(loss: Number, years: Array) -> Array:
    """(1 - a)^(k-1): the first year is whole."""
    return (1 - np.asarray(loss)) ** (years - 1)


def exponential(half_life: Number, times: Array) -> Array:
    """2^(-t / half-life)."""
    return np.exp2(-times / np.asarray(half_life))


def weibull(scale: Number, shape: Number, times: Array) -> Array:
    """exp(-(t / scale)^shape); shape 1 is exponential, above 1 the loss speeds up with age."""
    return np.exp(-((times / np.asarray(scale)) ** np.asarray(shape)))


def linear(end: Number, times: Array) -> Array:
    """1 - t / end, then nothing."""
    return np.clip(1 - times / np.asarray(end), 0.0, 1.0)


def annual_loss(half_life: float) -> float:
    """The constant yearly loss that halves in `half_life` years."""
    return -math.expm1(-math.log(2) / half_life)


def mean_exponential(half_life: float) -> float:
    return half_life / math.log(2)


def mean_weibull(scale: float, shape: float) -> float:
    return scale * math.gamma(1 + 1 / shape)


def median_weibull(scale: float, shape: float) -> float:
    return scale * float(math.log(2) ** (1 / shape))


def checked(survival: Array) -> Array:
    """A survival curve that a person typed. Raises InputRefused where it leaves [0, 1] or rises."""
    whole = np.concatenate(([1.0], survival))
    if np.any(survival < 0) or np.any(np.diff(whole) > 1e-12):
        raise InputRefused("survival", "survival_rises")
    return survival
