"""What is demanded against what is claimed: names, bounds, units, trust."""

import pytest

from search.matching.pairs.metrics import same_metric
from search.matching.pairs.requirements import Verdict, compare, verdict
from tests.search.pairs.facts import figure


@pytest.mark.parametrize(
    ("demanded", "claimed", "expected"),
    [
        (("ge", 60, "kg/giờ"), ("eq", 75, "kg/giờ"), Verdict.MET),
        (("ge", 60, "kg/giờ"), ("eq", 60, "kg/giờ"), Verdict.MET),
        (("ge", 60, "kg/giờ"), ("eq", 1, "kg/phút"), Verdict.MET),
        (("ge", 60, "kg/giờ"), ("eq", 50, "kg/giờ"), Verdict.MISSED),
        (("ge", 60, "kg/giờ"), ("ge", 70, "kg/giờ"), Verdict.MET),
        (("ge", 60, "kg/giờ"), ("ge", 50, "kg/giờ"), Verdict.OPEN),
        (("ge", 60, "kg/giờ"), ("le", 50, "kg/giờ"), Verdict.MISSED),
        (("ge", 60, "kg/giờ"), ("le", 90, "kg/giờ"), Verdict.OPEN),
        (("le", 0.8, "kW"), ("eq", 800, "W"), Verdict.MET),
        (("le", 0.8, "kW"), ("le", 900, "W"), Verdict.OPEN),
        (("le", 0.8, "kW"), ("eq", 3.1, "kW"), Verdict.MISSED),
        (("le", 0.8, "kW"), ("eq", 800, "kg"), Verdict.OTHER_UNIT),
        (("le", 0.8, "kW"), ("eq", 800, "quux"), Verdict.OTHER_UNIT),
        (("eq", 50, "Hz"), ("eq", 50.2, "Hz"), Verdict.MET),
        (("eq", 50, "Hz"), ("eq", 52, "Hz"), Verdict.MISSED),
        (("le", 4, "°C"), ("eq", 39, "°F"), Verdict.MET),
    ],
)
def test_a_bound_is_met_missed_or_left_open(demanded, claimed, expected):
    assert verdict(figure("Công suất", *demanded), figure("Công suất", *claimed)) is expected


def test_ranges():
    wanted = figure("Độ ẩm cuối", "range", 10, "%", high=12)

    assert verdict(wanted, figure("Độ ẩm cuối", "eq", 11, "%")) is Verdict.MET
    assert verdict(wanted, figure("Độ ẩm cuối", "range", 10.5, "%", high=11)) is Verdict.MET
    assert verdict(wanted, figure("Độ ẩm cuối", "range", 11, "%", high=14)) is Verdict.OPEN
    assert verdict(wanted, figure("Độ ẩm cuối", "eq", 13, "%")) is Verdict.MISSED


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Tỉ lệ nảy mầm", "Germination"), ("Tỷ lệ nảy mầm", ""), True),
        (("Tỉ lệ nảy mầm", ""), ("", "Germination rate"), True),
        (("Độ đục nước ra khi đầu vào 60 NTU", ""), ("Độ đục nước ra", ""), True),
        (("Giá máy", ""), ("", "Complete machine price"), True),
        (("Công suất điện", ""), ("", "Electric power"), True),
        (("Thời gian mẻ", ""), ("Thời gian giữ", ""), False),
        (("Saponin giảm", ""), ("Khối lượng giảm khi sấy", ""), False),
        (("", ""), ("", ""), False),
    ],
)
def test_names_of_one_figure_in_both_languages(one, other, same):
    assert same_metric(one, other) is same


def test_must_rows_count_whole_and_nice_ones_half():
    rows = [figure("Công suất điện", "le", 5, "kW"), figure("Thời gian mẻ", "le", 4, "giờ", must=False)]
    claims = [
        figure("Công suất điện", "eq", 6, "kW", trust="verified"),
        figure("Thời gian mẻ", "eq", 3, "giờ", trust="verified"),
    ]

    compared = compare(rows, claims)

    assert compared.value == pytest.approx(0.5 / 1.5)
    assert compared.known == 1


@pytest.mark.parametrize(("trust", "value"), [("verified", 1.0), ("seen", 0.7), ("declared", 0.7), ("contested", 0.0)])
def test_what_stands_behind_a_claim_decides_how_much_it_counts(trust, value):
    row = figure("Công suất điện", "le", 5, "kW")

    assert compare([row], [figure("Công suất điện", "eq", 3, "kW", trust=trust)]).value == value


def test_a_row_that_no_claim_speaks_about_is_missing_and_not_missed():
    rows = [figure("Công suất điện", "le", 5, "kW"), figure("Tiếng ồn", "le", 80, "dB(A)")]

    compared = compare(rows, [figure("Công suất điện", "eq", 3, "kW", trust="verified")])

    assert compared.value == 1
    assert compared.known == 0.5
    assert [check.verdict for check in compared.checks] == [Verdict.MET, Verdict.NO_CLAIM]


def test_without_rows_on_either_side_there_is_nothing_to_compare():
    row = figure("Công suất điện", "le", 5, "kW")

    assert compare([], [row]) is None
    assert compare([row], []) is None
