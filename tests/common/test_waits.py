"""Stated durations are measured: the median, and none from a handful."""

from datetime import timedelta

import pytest
from django.utils import translation

from marketplace.common.waits import median_wait
from marketplace.common.web.waits import measured_words
from tests.factories.accounts import NOW


def spans(*days: float):
    return [(NOW, NOW + timedelta(days=day)) for day in days]


def test_the_median_is_no_mean():
    assert median_wait(spans(1, 1, 2, 3, 90)) == timedelta(days=2)


@pytest.mark.parametrize("days", [(), (1,), (1, 2, 3, 4)])
def test_a_handful_says_nothing(days):
    assert median_wait(spans(*days)) is None


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(hours=3), "Half of the last decisions came within 1 day."),
        (timedelta(days=2, hours=1), "Half of the last decisions came within 3 days."),
        (None, "Too few decisions yet to say how long one takes."),
    ],
)
def test_it_is_told_in_whole_days(wait, words):
    with translation.override("en"):
        assert measured_words(wait).replace("\u00a0", " ") == words
