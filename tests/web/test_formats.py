"""Dates and numbers in and out: the vectors of quality/dependencies.md §6."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.formats import get_format

from marketplace.common.web import formatting

NBSP = "\u00a0"


def parsed(text: str, language: str) -> date | None:
    with translation.override(language):
        field = forms.DateField()
        try:
            return field.clean(text)
        except forms.ValidationError:
            return None


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23/11/2026", date(2026, 11, 23)),
        ("23-11-2026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("05/11/2026", date(2026, 11, 5)),
        ("11/23/2026", None),
    ],
)
def test_dates_in_are_never_month_first(language: str, text: str, day: date | None) -> None:
    assert parsed(text, language) == day


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("vi", Decimal("1234567.5"), "1.234.567,5"),
        ("en", Decimal("1234567.5"), "1,234,567.5"),
        ("vi", 1204, "1.204"),
        ("en", 1204, "1,204"),
    ],
)
def test_numbers_out_are_grouped(language: str, number: Decimal | int, written: str) -> None:
    with translation.override(language):
        assert Template("{{ number }}").render(Context({"number": number})) == written


@pytest.mark.parametrize(("language", "typed"), [("vi", "1.234"), ("en", "1,234")])
def test_numbers_in_are_read_as_they_are_written(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.IntegerField(localize=True).clean(typed) == 1234


def test_plain_filter_groups_nothing() -> None:
    with translation.override("vi"):
        text = Template('{% load floor %}<a href="/{{ n|plain }}/">{{ y|plain }}</a>').render(
            Context({"n": 12345, "y": 2026})
        )

    assert text == '<a href="/12345/">2026</a>'


@pytest.mark.parametrize("language", ["vi", "en"])
def test_week_begins_on_monday(language: str) -> None:
    with translation.override(language):
        assert get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize(("language", "written"), [("vi", "05/11/2026"), ("en", "5 Nov 2026")])
def test_dates_out(language: str, written: str) -> None:
    with translation.override(language):
        assert formatting.write_date(date(2026, 11, 5)) == written
        assert Template("{{ day }}").render(Context({"day": date(2026, 11, 5)})) == written


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("vi", "Asia/Ho_Chi_Minh", "14:30 23/11/2026 (GMT+7)"),
        ("en", "Asia/Ho_Chi_Minh", "23 Nov 2026, 14:30 (ICT)"),
        ("en", "Asia/Kathmandu", "23 Nov 2026, 13:15 (GMT+5:45)"),
        ("vi", "America/New_York", "02:30 23/11/2026 (GMT-5)"),
    ],
)
def test_moments_name_their_zone(language: str, zone: str, written: str) -> None:
    moment = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

    with translation.override(language), timezone.override(zone):
        assert formatting.write_moment(moment) == written


def test_date_of_a_moment_is_the_readers() -> None:
    late = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    with translation.override("vi"), timezone.override("Asia/Ho_Chi_Minh"):
        assert formatting.write_date(late) == "24/11/2026"


@pytest.mark.parametrize(
    ("language", "value", "unit", "written"),
    [
        ("vi", Decimal("0.62"), "kWh/kg", f"0,62{NBSP}kWh/kg"),
        ("en", Decimal("0.62"), "kWh/kg", f"0.62{NBSP}kWh/kg"),
        ("vi", "trong 7 ngày, 180 triệu", "", f"trong 7{NBSP}ngày, 180{NBSP}triệu"),
        ("en", "12 % of 3 rows", "", f"12{NBSP}% of 3{NBSP}rows"),
        ("vi", None, "kg", ""),
    ],
)
def test_number_and_unit_stay_together(language: str, value: object, unit: str, written: str) -> None:
    with translation.override(language):
        assert formatting.with_unit(value, unit) == written


@pytest.mark.parametrize(
    ("value", "number"), [("trl_7", 7), (7, 7), ("9", 9), ("trl_10", None), (0, None), (None, None), ("", None)]
)
def test_readiness_is_one_to_nine(value: object, number: int | None) -> None:
    assert formatting.trl_number(value) == number


@pytest.mark.parametrize(("value", "written"), [(184.25, "184.2"), (12, "12"), (-0.01, "0"), (1234.5, "1234.5")])
def test_coordinates_never_follow_the_language(value: float, written: str) -> None:
    with translation.override("vi"):
        assert formatting.coordinate(value) == written


@pytest.mark.parametrize(
    ("text", "limit", "written"),
    [
        ("Máy sấy", 60, "Máy sấy"),
        ("Máy sấy bơm nhiệt cho chè", 15, "Máy sấy bơm…"),
        ("abcdefghij", 5, "abcd…"),
        ("a  b\n c", 60, "a b c"),
    ],
)
def test_shortening_cuts_at_a_word(text: str, limit: int, written: str) -> None:
    assert formatting.shorten(text, limit) == written
    assert len(formatting.shorten(text, limit)) <= limit
