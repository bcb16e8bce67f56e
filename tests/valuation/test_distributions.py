"""Shapes of uncertainty against scipy, their limits, and draws that carry the correlations asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from marketplace.valuation.methods.distributions import (
    Discrete,
    Lognormal,
    Normal,
    Pert,
    Point,
    Triangular,
    Uniform,
    product_moments,
)
from marketplace.valuation.methods.refusals import InputRefused
from marketplace.valuation.methods.simulation import NotSemidefinite, draw, sobol_points

SHARES = np.array([0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Triangular(80, 100, 150), stats.triang(20 / 70, 80, 70)),
        (Triangular(0, 0, 1), stats.triang(0, 0, 1)),
        (Triangular(0, 1, 1), stats.triang(1, 0, 1)),
        (Pert(80, 100, 150), stats.beta(1 + 80 / 70, 1 + 200 / 70, 80, 70)),
        (Uniform(2, 5), stats.uniform(2, 3)),
        (Normal(3, 0.5), stats.norm(3, 0.5)),
        (Lognormal(1, 0.4), stats.lognorm(0.4, scale=np.e)),
    ],
    ids=lambda shape: type(shape).__name__,
)
def test_moments_and_quantiles_equal_scipy(ours, theirs):
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-12)
    assert ours.variance == pytest.approx(theirs.var(), rel=1e-9)
    assert ours.quantile(SHARES) == pytest.approx(theirs.ppf(SHARES), rel=1e-9)


@given(st.floats(-1e6, 1e6))
def test_a_shape_without_width_is_its_point(number):
    for shape in (
        Triangular(number, number, number),
        Pert(number, number, number),
        Uniform(number, number),
        Point(number),
    ):
        assert shape.quantile(SHARES) == pytest.approx(np.full(7, number), rel=1e-12)
        assert shape.variance == pytest.approx(0, abs=1e-6)


def test_discrete_values_keep_their_probabilities():
    shape = Discrete((1.0, 0.2), (0.3, 0.7))

    assert shape.mean == pytest.approx(0.44)
    assert shape.quantile(np.array([0.0, 0.69, 0.71, 1.0])).tolist() == [0.2, 0.2, 1.0, 1.0]


@pytest.mark.parametrize(
    "build",
    [
        lambda: Triangular(2, 1, 3),
        lambda: Pert(1, 4, 3),
        lambda: Pert(1, 2, 3, -1),
        lambda: Discrete((1.0,), (0.9,)),
        lambda: Discrete((1.0, 2.0), (1.0,)),
        lambda: Lognormal.from_p10_p90(0, 1),
        lambda: Lognormal.from_p10_p90(2, 1),
        lambda: Lognormal.from_p10_p90(1e-300, 1e300),
    ],
)
def test_shapes_that_contradict_themselves_are_refused(build):
    with pytest.raises(InputRefused):
        build()


def test_sobol_points_lie_inside_the_cube_and_repeat_with_their_seed():
    one, same, other = (sobol_points(3, draws=512, seed=seed) for seed in (5, 5, 6))

    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert np.all((one > 0) & (one < 1))
    assert one.mean(axis=0) == pytest.approx([0.5] * 3, abs=0.005)


@pytest.mark.parametrize("target", [-0.5, 0.3, 0.6, 0.9])
def test_draws_carry_the_rank_correlation_asked_for(target):
    shapes = {"a": Triangular(0, 1, 5), "b": Lognormal(0, 0.5), "c": Uniform(0, 1)}

    drawn = draw(shapes, draws=4096, seed=1, correlations={("a", "b"): target})

    assert stats.spearmanr(drawn["a"], drawn["b"]).statistic == pytest.approx(target, abs=0.03)
    assert stats.spearmanr(drawn["a"], drawn["c"]).statistic == pytest.approx(0, abs=0.03)
    assert drawn["b"].mean() == pytest.approx(shapes["b"].mean, rel=0.01)


def test_correlations_that_contradict_each_other_are_refused_with_the_nearest_that_do_not():
    shapes = dict.fromkeys("abc", Uniform(0, 1))

    with pytest.raises(NotSemidefinite) as refused:
        draw(shapes, draws=256, seed=1, correlations={("a", "b"): 0.95, ("b", "c"): 0.95, ("a", "c"): -0.95})

    assert np.linalg.eigvalsh(refused.value.nearest).min() >= -1e-9
    assert np.diag(refused.value.nearest) == pytest.approx([1, 1, 1])


def test_the_product_of_independent_lognormals_meets_its_simulation():
    shapes = {"a": Lognormal(1, 0.3), "b": Lognormal(2, 0.5)}

    mean, variance = product_moments(list(shapes.values()))
    drawn = draw(shapes, draws=2**15, seed=3, correlations={("a", "b"): 0.0})

    assert (drawn["a"] * drawn["b"]).mean() == pytest.approx(mean, rel=0.005)
    assert (drawn["a"] * drawn["b"]).var() == pytest.approx(variance, rel=0.05)
