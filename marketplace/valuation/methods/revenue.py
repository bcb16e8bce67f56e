"""Revenue by year under three ways of knowing it."""

from enum import StrEnum

import numpy as np
from scipy import special

from marketplace.valuation.methods.conventions import Array, Number


class Shape(StrEnum):
    GROWTH = "growth"
    LOGISTIC = "logistic"
    ROWS = "rows"


def growing(first: Number, growth: Number, years: Array) -> Array:
    """First year, then a constant rate: Rev_k = Rev_1·(1 + g)^(k-1)."""
    return np.asarray(first) * (1 + np.asarray(growth)) ** (years - 1)


def logistic(ceiling: Number, speed: Number, midpoint: Number, years: Array) -> Array:
    """An S-curve of adoption: L/(1 + e^(-c(t - t0))), half the ceiling at t0."""
    return np.asarray(ceiling) * special.expit(np.asarray(speed) * (years - np.asarray(midpoint)))
