"""What an estimate by relief from royalty contains, refuses and warns of."""

import json

import pytest

from marketplace.valuation import methods
from marketplace.valuation.methods import InputRefused
from tests.valuation.royalty import POINTS, RANGES, TODAY, estimate

ROWS = {"shape": "rows", "first_revenue": None, "growth": None}


def codes(found):
    return [caution.code for caution in found.cautions]


def test_the_closed_form_of_flat_revenue_is_met():
    found = estimate(POINTS, first_revenue=1000, growth=0, royalty=0.05, tax=0.25, discount_rate=0.12, life=10,
                     attrition_rate=0, amortisation_years=10)  # fmt: skip

    assert found.base.value_before_benefit == pytest.approx(224.2362747783808, rel=1e-9)
    assert found.base.value == pytest.approx(263.6494560222281, rel=1e-9)


def test_explicit_rows_meet_the_vector_of_a_ramp():
    rows = [500, 1200, 2000, 2400, 2600, 2600, 2500, 2200]
    found = estimate(POINTS, shape="rows", revenue_rows=rows, first_revenue=None, growth=None, royalty=0.04,
                     discount_rate=0.18, life=8, attrition_rate=0.08, maintenance=10, amortisation_years=8)  # fmt: skip

    assert found.base.value_before_benefit == pytest.approx(154.4341415073925, rel=1e-9)
    assert found.base.value == pytest.approx(173.664781613758, rel=1e-9)
    assert found.base.rows[3].pv == pytest.approx(29.024843335964093, rel=1e-9)


def test_a_logistic_ramp_passes_half_its_ceiling_at_the_midpoint():
    found = estimate(POINTS, shape="logistic", first_revenue=None, growth=None, ceiling_revenue=5000, ramp_speed=1.1,
                     ramp_midpoint=3, attrition_rate=0)  # fmt: skip

    assert found.base.rows[2].base == pytest.approx(2500)


def test_simulated_moments_meet_the_exact_ones():
    ranges = {
        "first_revenue": {"low": 900, "likely": 1000, "high": 1300},
        "royalty": {"low": 0.03, "likely": 0.04, "high": 0.06},
    }
    found = estimate(POINTS, **ranges, growth=0, discount_rate=0.15, life=8, attrition_rate=0, amortisation_years=0,
                     draws=2**14)  # fmt: skip

    assert found.spread.mean == pytest.approx(177.94136401506236, rel=0.005)
    assert found.spread.deviation == pytest.approx(29.341001690166465, rel=0.005)
    assert found.base.value == pytest.approx(153.98771885918856, rel=1e-9)
    assert found.spread.percentiles["p10"] == pytest.approx(141.86362405106874, rel=0.01)
    assert "skewed" in codes(found)


def test_the_same_seed_gives_the_same_document_and_another_seed_another():
    one, same, other = estimate(RANGES), estimate(RANGES), estimate(RANGES, seed=7)

    assert methods.document(one) == methods.document(same)
    assert methods.document(one)["spread"]["mean"] != methods.document(other)["spread"]["mean"]


def test_the_document_is_plain_json_with_every_part():
    plain = methods.document(estimate(RANGES))

    assert json.loads(json.dumps(plain)) == plain
    assert set(plain) == {"base", "spread", "bars", "cautions", "draws", "seed"}
    assert (
        sum(plain["spread"]["histogram"]["counts"])
        + plain["spread"]["histogram"]["below"]
        + plain["spread"]["histogram"]["above"]
        == 256
    )


def test_bars_are_sorted_by_swing_and_name_both_levels():
    bars = estimate(RANGES).bars

    assert {bar.name for bar in bars} == {"first_revenue", "royalty", "discount_rate"}
    assert all(bars[place].swing >= bars[place + 1].swing for place in range(len(bars) - 1))
    royalty = next(bar for bar in bars if bar.name == "royalty")
    assert 0.03 < royalty.low_input < 0.045 < royalty.high_input < 0.06


def test_drivers_are_shares_of_one():
    drivers = estimate(RANGES).spread.drivers

    assert sum(drivers.values()) == pytest.approx(1)
    assert set(drivers) == {"first_revenue", "royalty", "discount_rate"}


def test_points_only_have_no_spread_and_no_bars():
    found = estimate(POINTS)

    assert found.spread is None
    assert found.bars == ()


def test_an_asking_price_gives_the_break_even_royalty_and_the_chance_of_falling_short():
    found = estimate(RANGES, asking_price=1.5e9)
    again = estimate(POINTS, royalty=found.base.break_even_royalty)

    assert again.base.value == pytest.approx(1.5e9, rel=1e-9)
    assert 0 < found.spread.below_price_share < 1


def test_draws_beyond_a_hard_limit_are_moved_to_it_and_counted():
    wide = {"low": 0.05, "likely": 0.2, "high": 0.45}
    found = estimate(POINTS, royalty=wide, reading="lognormal")

    assert "draws_clipped" in codes(found)


def test_progress_rises_to_nearly_one():
    told = []
    inputs = methods.read(methods.RELIEF_FROM_ROYALTY, {**RANGES, "draws": 2**14})

    methods.value(methods.RELIEF_FROM_ROYALTY, inputs, today=TODAY, on_progress=told.append)

    assert told == sorted(told)
    assert told[0] > 0
    assert told[-1] == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"royalty": 0.51}, "royalty", "at_most"),
        ({"royalty": 0}, "royalty", "above"),
        ({"royalty": None}, "royalty", "missing"),
        ({"discount_rate": 0}, "discount_rate", "above"),
        ({"discount_rate": 1.51}, "discount_rate", "at_most"),
        ({"tax": 0.6}, "tax", "below"),
        ({"tax": -0.1}, "tax", "at_least"),
        ({"life": 0}, "life", "above"),
        ({"life": 51}, "life", "at_most"),
        ({"growth": 5}, "growth", "below"),
        ({"growth": -0.9}, "growth", "above"),
        ({"first_revenue": -1}, "first_revenue", "at_least"),
        ({"first_revenue": "1e400"}, "first_revenue", "not_a_number"),
        ({"first_revenue": "9" * 100}, "first_revenue", "too_long"),
        ({"first_revenue": [1]}, "first_revenue", "not_a_number"),
        ({"first_revenue": False}, "first_revenue", "not_a_number"),
        ({"first_revenue": {"low": 5, "likely": 4, "high": 6}}, "first_revenue", "not_ordered"),
        ({"first_revenue": {"low": 5}}, "first_revenue", "missing"),
        ({"first_revenue": {"likely": 5, "guess": 1}}, "first_revenue.guess", "unknown_field"),
        ({"first_revenue": {"likely": 5, "source": "x" * 301}}, "first_revenue", "too_long"),
        ({"draws": 1000}, "draws", "not_power_of_two"),
        ({"draws": 128}, "draws", "at_least"),
        ({"draws": 2**19}, "draws", "at_most"),
        ({"draws": 256.5}, "draws", "not_whole"),
        ({"seed": -1}, "seed", "at_least"),
        ({"shape": "cubic"}, "shape", "not_a_choice"),
        ({"valuation_date": "24/11/2026"}, "valuation_date", "not_a_date"),
        ({"valuation_date": "0226-11-24"}, "valuation_date", "at_least"),
        ({"valuation_date": "9999-12-31"}, "valuation_date", "at_most"),
        ({"half_life": 4}, "half_life", "not_used"),
        ({"colour": 4}, "colour", "unknown_field"),
        ({**ROWS, "revenue_rows": [1] * 51}, "revenue_rows", "too_many"),
        ({**ROWS, "revenue_rows": []}, "revenue_rows", "too_few"),
        ({"ebit_margin": 0.04}, "royalty", "royalty_above_margin"),
        ({"market_size": 9e9}, "first_revenue", "revenue_above_market"),
        ({"market_size": 1.05e10, "growth": 0.5}, "market_size", "revenue_above_market"),
        ({"royalty": {"low": 0.01, "likely": 0.02, "high": 0.03}, "maintenance": {"low": 0, "likely": 1, "high": 2},
          "reading": "lognormal"}, "maintenance", "not_positive"),
    ],
)  # fmt: skip
def test_inputs_beyond_the_hard_limits_are_refused_by_name(changes, field, code):
    with pytest.raises(InputRefused) as refused:
        estimate(POINTS, **changes)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert code in methods.REFUSALS


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"discount_rate": 0.04}, "rate_low"),
        ({"discount_rate": 0.61}, "rate_high"),
        ({"inflation": 0.25}, "rate_below_inflation"),
        ({"statutory_tax": 0.15}, "tax_not_statutory"),
        ({"royalty": 0.16}, "royalty_high"),
        ({"ebit_margin": 0.08}, "royalty_above_half_margin"),
        ({"legal_life": 6.5}, "life_beyond_legal"),
        ({"subject": "software", "life": 16}, "life_long_for_software"),
        ({"growth": 0.6}, "growth_high"),
        ({"market_size": 2e10}, "market_share_high"),
        ({"life": 40, "growth": 0.3, "attrition_rate": 0}, "value_late"),
        ({"maintenance": 440e6}, "negative_year"),
        ({"valuation_date": "2026-11-25"}, "date_prospective"),
        ({"valuation_date": "2025-11-01"}, "date_old"),
    ],
)
def test_what_a_reader_should_know_is_said(changes, code):
    assert code not in codes(estimate(POINTS))
    assert code in codes(estimate(POINTS, **changes))
    assert code in methods.CAUTIONS


def test_a_year_of_loss_is_shown_and_not_set_to_zero():
    found = estimate(POINTS, maintenance=600e6)

    assert found.base.rows[0].after_tax < 0
    assert found.base.value < 0


def test_the_fingerprint_moves_with_every_input_and_its_source():
    name = methods.RELIEF_FROM_ROYALTY
    context = {"currency": "VND"}

    def mark(given, **context_):
        return methods.fingerprint(name, methods.read(name, given), context={**context, **context_})

    whole = mark(RANGES)
    assert mark({**RANGES, "tax": "0.20"}) == whole
    assert mark({**RANGES, "tax": 0.21}) != whole
    assert mark({**RANGES, "tax": {"likely": 0.2, "source": "Law 67/2025"}}) != whole
    assert mark(RANGES, currency="USD") != whole
