"""Draws: scrambled Sobol points, joined by a Gaussian copula, sent through inverse distribution functions.

The same seed, draws and library versions give the same numbers.
"""

import math
from collections.abc import Mapping

import numpy as np
from scipy import special
from scipy.stats import qmc

from marketplace.valuation.methods.bounds import CORRELATION
from marketplace.valuation.methods.conventions import Array
from marketplace.valuation.methods.distributions import Distribution
from marketplace.valuation.methods.refusals import InputRefused

FEWEST_DRAWS = 2**8
DEFAULT_DRAWS = 2**14
MOST_DRAWS = 2**18
EDGE = 1e-12  # Keeps an inverse distribution function away from infinity.


class NotSemidefinite(InputRefused):
    """Correlations that no joint distribution has; `nearest` is the closest set that one has."""

    def __init__(self, nearest: Array) -> None:
        super().__init__("correlations", "not_semidefinite")
        self.nearest = nearest


def checked_draws(draws: int) -> int:
    """A power of two between 2^8 and 2^18: Sobol points are balanced in no other number."""
    if draws < FEWEST_DRAWS:
        raise InputRefused("draws", "at_least", FEWEST_DRAWS)
    if draws > MOST_DRAWS:
        raise InputRefused("draws", "at_most", MOST_DRAWS)
    if draws & (draws - 1):
        raise InputRefused("draws", "not_power_of_two")
    return draws


def sobol_points(dimensions: int, *, draws: int, seed: int) -> Array:
    """Points in the unit cube, shape (draws, dimensions), off its faces by EDGE."""
    engine = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    points = engine.random_base2(int(math.log2(checked_draws(draws))))
    return np.clip(points, EDGE, 1 - EDGE)


def gaussian_rho(spearman: Array | float) -> Array:
    """The correlation of the normal variables behind a rank correlation: 2·sin(π·r_s/6)."""
    return 2 * np.sin(np.pi * np.asarray(spearman, dtype=float) / 6)


def nearest_correlation(matrix: Array) -> Array:
    """Eigenvalues raised to a small positive floor, diagonal scaled back to 1."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    raised = (vectors * np.maximum(values, 1e-8)) @ vectors.T
    scale = np.sqrt(np.diag(raised))
    return np.asarray(raised / np.outer(scale, scale))


def correlated(points: Array, spearman: Array) -> Array:
    """The same uniform margins with the rank correlations asked for. Raises NotSemidefinite."""
    rho = gaussian_rho(spearman)
    np.fill_diagonal(rho, 1.0)
    if np.linalg.eigvalsh(rho).min() < -1e-10:
        raise NotSemidefinite(nearest_correlation(rho))
    root = np.linalg.cholesky(rho + 1e-12 * np.eye(len(rho)))
    mixed = np.asarray(special.ndtr(np.asarray(special.ndtri(points)) @ root.T))
    return np.clip(mixed, EDGE, 1 - EDGE)


def spearman_matrix(names: list[str], pairs: Mapping[tuple[str, str], float]) -> Array:
    """A full matrix from the pairs named; all others are independent."""
    matrix = np.eye(len(names))
    for (first, second), target in pairs.items():
        row, column = names.index(first), names.index(second)
        matrix[row, column] = matrix[column, row] = CORRELATION.check("correlations", target)
    return matrix


def draw(
    inputs: Mapping[str, Distribution],
    *,
    draws: int,
    seed: int,
    correlations: Mapping[tuple[str, str], float] | None = None,
) -> dict[str, Array]:
    """One array of draws per input. Inputs take Sobol dimensions in order of name, so their order does not matter."""
    names = sorted(inputs)
    if not names:
        return {}
    points = sobol_points(len(names), draws=draws, seed=seed)
    if correlations:
        points = correlated(points, spearman_matrix(names, correlations))
    return {name: inputs[name].quantile(points[:, column]) for column, name in enumerate(names)}
