"""The points on the page: whole numbers that add up to the score, whatever the judgement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matches.explanation import (
    Component,
    Contribution,
    Explanation,
    Judge,
    band_of,
    component_points,
    packed,
    unpacked,
)
from tests.factories.matches import explain

values = st.floats(min_value=0, max_value=1, allow_nan=False)
weights = st.floats(min_value=0.01, max_value=1, allow_nan=False)
rows = st.dictionaries(
    st.tuples(st.sampled_from(Component), st.sampled_from(Judge)), st.tuples(values, weights), min_size=1
)


def judgement(given_rows):
    """A sum as matching makes it: weights scaled to one, each share at most its weight."""
    total = sum(weight for _value, weight in given_rows.values())
    contributions = [
        Contribution(component, judge, value, weight / total, value * weight / total)
        for (component, judge), (value, weight) in given_rows.items()
    ]
    score = min(sum(row.share for row in contributions), 1.0)
    return Explanation(score, contributions, [], "1", 1, 1)


@given(rows)
def test_points_add_up_to_the_score_and_limits_to_a_hundred(given_rows):
    explanation = judgement(given_rows)

    found = component_points(explanation)

    assert sum(row.points for row in found) == explanation.points
    assert sum(row.out_of for row in found) == 100
    assert [row for row in found if not 0 <= row.points <= row.out_of] == []
    assert {row.component for row in found} == {component for component, _judge in given_rows}


def test_both_judges_stand_in_one_row():
    found = component_points(explain(0.8))

    assert [(row.component, row.points, row.out_of) for row in found] == [
        (Component.LEXICAL, 24, 30),
        (Component.REQUIREMENTS, 24, 30),
        (Component.TAXONOMY, 16, 20),
        (Component.TRL, 16, 20),
    ]


@given(rows)
def test_a_judgement_survives_being_stored(given_rows):
    explanation = judgement(given_rows)

    assert unpacked(packed(explanation)) == explanation


@pytest.mark.parametrize(
    ("points", "band"), [(0, "weak"), (54, "weak"), (55, "fair"), (74, "fair"), (75, "strong"), (100, "strong")]
)
def test_bands_begin_where_the_floor_says(points, band):
    assert band_of(points) == band
