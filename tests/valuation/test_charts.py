"""The charts' geometry: true to the numbers, inside the frame, labels equal to the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.valuation.web.charts import (
    BAR_LEFT,
    BAR_RIGHT,
    BOTTOM,
    LEFT,
    RIGHT,
    Swing,
    histogram,
    nice_ticks,
    tornado,
)


def words(number):
    return f"{number:.0f}"


def test_heights_follow_the_counts_and_the_middle_stands_out():
    drawn = histogram([0, 10, 20, 30], [5, 10, 5], p10=8, p50=15, p90=22, words=words)

    assert [float(bar.height) for bar in drawn.bars] == pytest.approx([86, 172, 86])
    assert [bar.look for bar in drawn.bars] == ["bar2", "bar", "bar2"]
    assert all(float(bar.y) + float(bar.height) == BOTTOM for bar in drawn.bars)
    assert float(drawn.bars[0].x) == LEFT
    assert [mark.text for mark in drawn.marks] == ["P10 · 8", "P50 · 15", "P90 · 22"]


def test_labels_of_close_cuts_are_turned_away_from_each_other():
    drawn = histogram([0, 100], [1], p10=49, p50=50, p90=51, words=words)

    assert [mark.anchor for mark in drawn.marks] == ["end", "middle", "start"]


@given(st.floats(-1e12, 1e12), st.floats(1e-4, 1e4))
def test_ticks_are_few_round_and_within_the_range(low, width):
    high = low + width * max(1.0, abs(low))

    ticks = nice_ticks(low, high)

    assert 1 <= len(ticks) <= 7
    hair = 1e-9 * (high - low)
    assert all(low - hair <= tick <= high + hair for tick in ticks)


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=1, max_size=12), st.floats(-1e9, 1e9))
def test_every_bar_stays_within_the_frame(ends, base):
    drawn = tornado([Swing("x", low, high, "1", "2") for low, high in ends], base=base, words=words)

    for row in drawn.rows:
        for bar in (row.low, row.high):
            assert BAR_LEFT - 1 <= float(bar.x) <= BAR_RIGHT + 1
            assert 0 <= float(bar.width) <= BAR_RIGHT - BAR_LEFT + 1
    assert RIGHT < 720


def test_the_lower_value_stands_left_whichever_input_level_gives_it():
    drawn = tornado([Swing("rate", 120.0, 80.0, "17 %", "25 %")], base=100.0, words=words)

    row = drawn.rows[0]
    assert (row.left.text, row.left_level, row.right.text, row.right_level) == ("80", "25 %", "120", "17 %")
