"""Every method built so far answers its vectors; a vector that nothing answers fails here."""

import json
from pathlib import Path

import pytest

from marketplace.valuation.methods import InputRefused
from marketplace.valuation.methods.answers import Unanswered, agrees, answer

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))["vectors"]


def vector(id_: str) -> dict:
    return next(dict(found) for found in VECTORS if found["id"] == id_)


@pytest.mark.parametrize("given", VECTORS, ids=lambda found: found["id"])
def test_answer_agrees_within_its_tolerance(given):
    got = answer(given)

    assert set(got) == set(given["expected"])
    assert agrees(got, given["expected"], given["tol"])


@pytest.mark.parametrize("given", VECTORS, ids=lambda found: found["id"])
def test_a_vector_without_expected_is_answered_with_the_same_keys(given):
    bare = {key: given[key] for key in given if key not in ("expected", "tol", "method")}

    got = answer(bare)

    assert agrees(got, given["expected"], given["tol"])


def test_one_wrong_figure_deep_in_an_answer_is_found():
    given = vector("RFR-02")
    wrong = answer(given)
    wrong["rows"][3]["pv"] *= 1 + 1e-6

    assert not agrees(wrong, given["expected"], given["tol"])


def test_a_missing_key_and_a_key_too_many_are_found():
    given = vector("MC-01")
    got = answer(given)

    assert not agrees({**got, "p99": 1.0}, given["expected"], given["tol"])
    assert not agrees({"mean": got["mean"]}, given["expected"], given["tol"])


def test_other_inputs_under_the_same_id_give_another_answer():
    given = vector("RFR-01")
    given["inputs"] = {**given["inputs"], "revenue": 2000.0}

    assert answer(given)["pv_end"] == pytest.approx(2 * given["expected"]["pv_end"], rel=1e-12)


def test_the_inputs_decide_where_the_id_is_not_known():
    given = {**vector("TAB-03"), "id": "TAB-99"}

    assert answer(given) == answer(vector("TAB-03"))


def test_the_words_tell_end_from_mid_year_where_the_id_does_not():
    given = {**vector("TVM-02"), "id": "?"}

    assert answer(given)["pv"] == pytest.approx(given["expected"]["pv"], rel=1e-9)


def test_a_stub_is_read_from_the_dates_where_no_fraction_is_given():
    given = vector("TVM-06")
    given["inputs"] = {key: value for key, value in given["inputs"].items() if key != "stub_fraction"}

    assert answer(given)["discount_times"] == pytest.approx([0.125, 0.75, 1.75])


def test_an_unknown_vector_is_not_answered():
    with pytest.raises(Unanswered):
        answer({"id": "NOVEL-01", "group": "novel", "inputs": {"x": 1}})


@pytest.mark.parametrize(
    ("id_", "changes", "field"),
    [
        ("TVM-01", {"n": -1}, "n"),
        ("TVM-01", {"r": "ten"}, "r"),
        ("TVM-01", {"cf": float("nan")}, "cf"),
        ("TVM-01", {"cf": True}, "cf"),
        ("TVM-04", {"g": 0.11}, "g"),
        ("TVM-05", {"cash_flows": [1, 2, 3]}, "cash_flows"),
        ("TAB-01", {"tax": 1.2}, "tax"),
        ("RFR-02", {"maintenance": [10]}, "maintenance"),
        ("RFR-02", {"survival": [0.5, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]}, "survival"),
        ("RUL-03", {"filing_date": "15/03/2018"}, "filing_date"),
        ("MC-01", {"m": 200}, "range"),
        ("MC-03", {"p10": -1}, "p10"),
        ("MC-07", {"revenue": [1, 2]}, "revenue"),
    ],
)
def test_inputs_outside_the_domain_are_refused_by_name(id_, changes, field):
    given = vector(id_)
    given["inputs"] = {**given["inputs"], **changes}

    with pytest.raises(InputRefused) as refused:
        answer(given)

    assert refused.value.field == field


def test_a_missing_input_is_named():
    given = vector("RFR-01")
    given["inputs"] = {"revenue": 1000, "royalty": 0.05, "tax": 0.25}

    with pytest.raises(InputRefused, match="missing") as refused:
        answer(given)

    assert refused.value.field in {"n", "r"}


def test_a_rate_of_zero_is_handled():
    given = vector("RFR-01")
    given["inputs"] = {**given["inputs"], "r": 0.0}

    assert answer(given)["pv_end"] == pytest.approx(1000 * 0.05 * 0.75 * 10)
