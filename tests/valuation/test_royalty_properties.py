"""Laws that relief from royalty obeys for any inputs within their limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.valuation import methods
from marketplace.valuation.methods.amortisation import amortisation_factor
from marketplace.valuation.methods.conventions import Convention, annuity
from marketplace.valuation.methods.royalty_model import stream, value_of
from tests.valuation.royalty import POINTS, RANGES, estimate

rates = st.floats(0.03, 1.0)
taxes = st.floats(0, 0.59)
royalties = st.floats(0.001, 0.4)
lives = st.floats(0.5, 40)
losses = st.floats(0, 0.9)
revenues = st.floats(1e3, 1e13)
shares_up = st.floats(1.01, 2)
conventions = st.sampled_from(list(Convention))
cases = st.fixed_dictionaries(
    {
        "first_revenue": revenues,
        "growth": st.floats(-0.5, 0.5),
        "royalty": royalties,
        "life": lives,
        "attrition_rate": losses,
        "discount_rate": rates,
        "tax": taxes,
        "amortisation_years": st.sampled_from([0, 5, 10, 20]),
        "convention": conventions,
    }
)


def base(**changes):
    merged = {name: value for name, value in {**POINTS, **changes}.items() if value is not None}
    return float(value_of(methods.read(methods.RELIEF_FROM_ROYALTY, merged)))


@given(cases, shares_up)
def test_value_falls_as_the_rate_rises(case, factor):
    assert base(**{**case, "discount_rate": min(1.5, case["discount_rate"] * factor)}) < base(**case)


@given(cases, st.floats(0.001, 0.3))
def test_value_falls_as_tax_rises_without_its_benefit(case, more):
    case = {**case, "amortisation_years": 0}
    assert base(**{**case, "tax": min(0.599, case["tax"] + more)}) < base(**case)


@given(cases, st.floats(0.001, 0.3))
def test_value_never_rises_with_attrition(case, more):
    assert base(**{**case, "attrition_rate": min(0.99, case["attrition_rate"] + more)}) <= base(**case)


@given(cases, st.floats(0.01, 10))
def test_value_rises_with_life(case, more):
    # Where almost nothing survives, the years added are smaller than the last digit of the sum.
    assert base(**{**case, "life": case["life"] + more}) >= base(**case) * (1 - 1e-12)


@given(cases, shares_up)
def test_value_is_linear_in_royalty(case, factor):
    royalty = min(0.5, case["royalty"] * factor)
    expected = base(**case) * royalty / case["royalty"]
    assert base(**{**case, "royalty": royalty}) == pytest.approx(expected, rel=1e-9)


@given(cases, st.floats(0.01, 100))
def test_value_is_linear_in_revenue_and_scales_with_the_currency(case, factor):
    scaled = base(**{**case, "first_revenue": case["first_revenue"] * factor})
    assert scaled == pytest.approx(base(**case) * factor, rel=1e-9)


@given(cases)
def test_mid_year_is_end_year_times_the_root_of_one_plus_the_rate(case):
    case = {**case, "amortisation_years": 0, "life": math.ceil(case["life"])}
    mid = base(**{**case, "convention": "mid-year"})
    end = base(**{**case, "convention": "end-year"})
    assert mid == pytest.approx(end * math.sqrt(1 + case["discount_rate"]), rel=1e-9)


@given(st.floats(0.001, 0.59), st.floats(1, 50), rates, conventions)
def test_the_amortisation_factor_is_above_one(tax, years, rate, convention):
    assert amortisation_factor(tax=tax, years=years, rate=rate, convention=convention) > 1


@given(cases)
def test_attrition_of_zero_equals_no_attrition(case):
    none = {key: value for key, value in case.items() if key != "attrition_rate"}
    assert base(**{**case, "attrition_rate": 0.0}) == base(**none, attrition="none", attrition_rate=None)


@given(cases)
@settings(max_examples=25)
def test_a_range_without_width_gives_the_base(case):
    flat = {
        name: {"low": number, "likely": number, "high": number} if isinstance(number, float) else number
        for name, number in case.items()
        if name != "amortisation_years"
    }
    found = estimate(POINTS, **flat)

    assert found.spread is None
    assert found.base.value == pytest.approx(base(**flat), rel=1e-12)


def test_a_range_of_almost_no_width_has_its_percentiles_at_the_base():
    narrow = {"low": 0.045 * (1 - 1e-13), "likely": 0.045, "high": 0.045 * (1 + 1e-13)}
    found = estimate(POINTS, royalty=narrow)

    assert found.spread.percentiles["p10"] == pytest.approx(found.base.value, rel=1e-12)
    assert found.spread.percentiles["p90"] == pytest.approx(found.base.value, rel=1e-12)


@given(st.permutations(list(RANGES)))
@settings(max_examples=20)
def test_the_order_of_inputs_changes_nothing(names):
    assert estimate({name: RANGES[name] for name in names}) == estimate(RANGES)


@given(st.floats(0.01, 1000))
@settings(max_examples=20)
def test_percentiles_scale_with_the_currency(factor):
    scaled = {
        **RANGES["first_revenue"],
        **{end: RANGES["first_revenue"][end] * factor for end in ("low", "likely", "high")},
    }

    one, other = estimate(RANGES), estimate(RANGES, first_revenue=scaled)

    for name, mark in one.spread.percentiles.items():
        assert other.spread.percentiles[name] == pytest.approx(mark * factor, rel=1e-9)


@given(st.floats(1, 40), conventions)
def test_a_rate_of_zero_sums_the_years(years, convention):
    assert float(annuity(0.0, years, convention=convention)) == years
    assert float(annuity(1e-12, years, convention=convention)) == pytest.approx(years, rel=1e-9)


@given(cases)
def test_rows_add_up_to_the_value_before_the_benefit(case):
    found = estimate(POINTS, **case)

    assert sum(row.pv for row in found.base.rows) == pytest.approx(found.base.value_before_benefit, rel=1e-9)
    assert found.base.rows[-1].cumulative == pytest.approx(found.base.value_before_benefit, rel=1e-9)
    assert len(found.base.rows) == math.ceil(case["life"])


@given(st.sampled_from(["exponential", "linear", "weibull"]), st.floats(0.2, 30), lives)
def test_survival_never_rises_and_stays_within_zero_and_one(kind, years, life):
    own = {"exponential": {"half_life": years}, "linear": {"fade_years": years}, "weibull": {"weibull_scale": years}}
    given_ = {**POINTS, "attrition": kind, "growth": 0.0, "life": float(math.ceil(life)), **own[kind]}
    given_.pop("attrition_rate")

    base_ = stream(methods.read(methods.RELIEF_FROM_ROYALTY, given_)).base / POINTS["first_revenue"]

    assert np.all((base_ >= 0) & (base_ <= 1))
    assert np.all(np.diff(base_) <= 1e-15)


@given(st.floats(0.1, 20), st.floats(0, 50))
def test_adoption_rises_from_nothing_to_its_ceiling_however_steep(speed, midpoint):
    case = {**POINTS, "shape": "logistic", "ceiling_revenue": 1.0, "ramp_speed": speed, "ramp_midpoint": midpoint}
    for name in ("first_revenue", "growth"):
        del case[name]

    with np.errstate(all="raise", under="ignore"):
        base_ = stream(methods.read(methods.RELIEF_FROM_ROYALTY, {**case, "attrition_rate": 0.0, "life": 50})).base

    assert np.all((base_ >= 0) & (base_ <= 1))
    assert np.all(np.diff(base_) >= 0)
