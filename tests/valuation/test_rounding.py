"""What is shown adds up to what is shown."""

from decimal import Decimal

import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.valuation.methods.rounding import apportioned, significant
from marketplace.valuation.methods.timevalue import internal_rate, net_present_value


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=50))
def test_rounded_parts_sum_to_the_rounded_total(parts):
    shown = apportioned(parts)

    total = sum((Decimal(repr(part)) for part in parts), Decimal(0))
    assert abs(sum(shown) - total) <= Decimal("0.5")
    assert all(abs(one - Decimal(repr(part))) <= 1 for one, part in zip(shown, parts, strict=True))


@pytest.mark.parametrize(
    ("value", "shown"), [(1_579_005_142.1, 1_580_000_000), (0, 0), (-1234.5, -1230), (0.045678, 0.0457), (999.9, 1000)]
)
def test_a_conclusion_has_three_significant_figures(value, shown):
    assert significant(value) == pytest.approx(shown)


def test_present_value_and_internal_rate_agree_with_a_second_library():
    flows = [-1000.0, 300.0, 420.0, 680.0]

    assert net_present_value(flows, 0.1) == pytest.approx(numpy_financial.npv(0.1, flows))
    assert internal_rate(flows) == pytest.approx(numpy_financial.irr(flows))
