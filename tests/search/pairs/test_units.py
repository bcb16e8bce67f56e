"""Units: one scale for what measures the same, nothing for what is not known."""

import pytest

from search.matching.pairs.units import number_of, quantity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((2.5, "nghìn đồng/kg"), (2500, "VND/kg")),
        ((800, "W"), (0.8, "kW")),
        ((3.6, "MJ"), (1, "kWh")),
        ((5, "tạ"), (0.5, "tấn")),
        ((1, "ha"), (10_000, "m²")),
        ((1, "sào Bắc Bộ"), (360, "m2")),
        ((1, "công đất"), (1000, "m²")),
        ((30, "mg/l"), (0.03, "g/lít")),
        ((24, "giờ"), (1, "ngày")),
        ((240, "kg/ngày"), (10, "kg/giờ")),
        ((4.5, "triệu đồng"), (4_500_000, "đồng")),
        ((9, "VND million/ha"), (9, "triệu đồng/ha")),
        ((4, "°C"), (39.2, "°F")),
        ((0, "°C"), (273.15, "K")),
        ((2, "%"), (20_000, "ppm")),
        ((100, "CFU/100 ml"), (1, "CFU/ml")),
        ((60, "kg/mẻ"), (60, "kg per batch")),
    ],
)
def test_the_same_in_another_unit(one, other):
    left, right = quantity(*one), quantity(*other)

    assert left is not None
    assert right is not None
    assert left.measures == right.measures
    assert left.magnitude == pytest.approx(right.magnitude, rel=1e-9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("%", "điểm %"),
        ("%", ""),
        ("kg/mẻ", "kg"),
        ("kg/con", "kg/cây"),
        ("mg/m³", "mg/Nm³"),
        ("dB", "dB(A)"),
        ("sào", "m²"),
        ("công", "công đất"),
        ("đồng", "USD"),
        ("mW", "MWh"),
    ],
)
def test_alike_is_not_the_same(one, other):
    assert quantity(1, one).measures != quantity(1, other).measures


@pytest.mark.parametrize("unit", ["quux", "L*", "g/kg cá", "% chất khô", "kg/", "furlong", "m m m quả gì", "ratio"])
def test_a_unit_that_is_not_known_is_never_guessed(unit):
    assert quantity(1, unit) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("2,5", 2.5),
        ("12.5", 12.5),
        ("2.500", 2500),
        ("0,125", 0.125),
        ("1.000.000", 1_000_000),
        ("-3,2", -3.2),
        ("ba", None),
    ],
)
def test_numbers_as_both_languages_write_them(text, number):
    assert number_of(text) == number
