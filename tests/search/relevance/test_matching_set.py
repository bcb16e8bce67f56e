"""The golden set for matching has the form that its README promises."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from marketplace.taxonomy import data

FOLDER = Path(__file__).resolve().parent / "matching"
LANGUAGES = ("vi", "en")
OPERATORS = {"eq", "ge", "le", "range"}
VERIFICATIONS = {"declared", "seen", "verified", "contested"}
NEED_TEXTS = ("title", "problem", "current_practice", "not_wanted")
LISTING_TEXTS = ("title", "summary", "abstract", "problem_solved", "how_it_works", "applications", "keywords")
GRADES = range(4)
PROVINCES_OF = "2025-07-01"

Row = dict[str, Any]


@cache
def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def needs() -> list[Row]:
    return read("needs")


def listings() -> dict[str, Row]:
    return {row["id"]: row for row in read("listings")}


def judgements() -> dict[str, dict[str, int]]:
    return read("judgements")


@cache
def codes(name: str, edition: str | None = None) -> set[str]:
    return {code for (row_list, of, code) in _keys() if row_list == name and edition in (None, of)}


@cache
def _keys() -> tuple[data.Key, ...]:
    return tuple(row.key for row in data.code_rows())


def text_of(row: Row, names: tuple[str, ...], language: str) -> str:
    parts = (row[f"{name}_{language}"] for name in names)
    return " ".join(" ".join(part) if isinstance(part, list) else part for part in parts).strip()


def share_of_marked_letters(text: str) -> float:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(ord(letter) >= 0xC0 for letter in letters) / max(1, len(letters))


def languages_of(row: Row) -> set[str]:
    return set(LANGUAGES) if row["language"] == "both" else {row["language"]}


def answers(need: Row) -> list[Row]:
    """The listings that solve the need, with a gap or without."""
    return [listings()[key] for key, grade in judgements()[need["id"]].items() if grade >= 2]


def test_the_set_is_large_enough() -> None:
    assert len(needs()) >= 64
    assert len(listings()) >= 260


def test_ids_are_unique_and_every_judgement_names_a_need_and_a_listing() -> None:
    assert len({need["id"] for need in needs()}) == len(needs())
    assert len(listings()) == len(read("listings"))
    assert set(judgements()) == {need["id"] for need in needs()}
    assert {key for judged in judgements().values() for key in judged} <= set(listings())


def test_half_of_the_needs_are_vietnamese_a_quarter_cross_the_languages_a_tenth_have_no_answer() -> None:
    groups = [need["group"] for need in needs()]

    assert set(groups) == {"vi", "en", "cross", "none"}
    assert sum(need["language"] == "vi" for need in needs()) * 2 >= len(needs())
    assert groups.count("cross") * 4 >= len(needs())
    assert groups.count("none") >= max(7, len(needs()) / 10)


def test_every_need_has_at_least_twelve_judged_listings_graded_0_to_3() -> None:
    for need_id, judged in judgements().items():
        assert len(judged) >= 12, need_id
        assert all(grade in GRADES for grade in judged.values()), need_id


@pytest.mark.parametrize("need", needs(), ids=lambda need: need["id"])
def test_a_need_speaks_the_language_it_claims(need: Row) -> None:
    own = need["language"]
    other = "en" if own == "vi" else "vi"

    assert need[f"title_{own}"]
    assert need[f"problem_{own}"]
    assert text_of(need, NEED_TEXTS, other) == ""
    marked = share_of_marked_letters(text_of(need, NEED_TEXTS, own))
    assert marked > 0.1 if own == "vi" else marked < 0.02


def test_a_listing_speaks_the_languages_it_claims() -> None:
    for row in listings().values():
        for language in LANGUAGES:
            text = text_of(row, LISTING_TEXTS, language)
            if language not in languages_of(row):
                assert text == "", row["id"]
                continue
            assert row[f"title_{language}"], row["id"]
            marked = share_of_marked_letters(text)
            assert marked > 0.1 if language == "vi" else marked < 0.03, row["id"]


def test_a_need_of_one_language_has_an_answer_in_that_language() -> None:
    for need in needs():
        if need["group"] in LANGUAGES:
            assert need["language"] == need["group"], need["id"]
            assert any(need["language"] in languages_of(row) for row in answers(need)), need["id"]


def test_a_need_across_languages_is_answered_in_the_other_language_alone() -> None:
    for need in needs():
        if need["group"] == "cross":
            assert answers(need), need["id"]
            assert all(need["language"] not in languages_of(row) for row in answers(need)), need["id"]


def test_a_need_without_answer_has_none_in_the_pool() -> None:
    assert [need["id"] for need in needs() if need["group"] == "none" and answers(need)] == []


def test_codes_are_rows_of_the_taxonomy() -> None:
    for row in [*needs(), *listings().values()]:
        assert row["field"] == "" or row["field"] in codes("st_field"), row["id"]
        assert set(row["ipc"]) <= codes("ipc"), row["id"]
        assert set(row["licence_kinds"]) <= codes("licence_kind"), row["id"]
        assert row["currency"] in codes("currency"), row["id"]
        assert row["province"] == "" or row["province"] in codes("province", PROVINCES_OF), row["id"]
    for row in listings().values():
        assert row["country"] in codes("country"), row["id"]
        assert row["kind"] in {"technology", "ip_asset", "service"}, row["id"]


def test_a_window_of_readiness_opens_before_it_closes() -> None:
    for need in needs():
        low, high = need["trl_min"], need["trl_max"]
        assert (low is None and high is None) or 1 <= low <= high <= 9, need["id"]
    assert all(row["trl"] is None or 1 <= row["trl"] <= 9 for row in listings().values())


def test_prices_and_budgets_rise() -> None:
    for row in needs():
        assert _rises(row["budget_min"], row["budget_max"]), row["id"]
    for row in listings().values():
        assert _rises(row["price_min"], row["price_max"]), row["id"]


def test_figures_have_a_metric_an_operator_a_number_and_a_unit() -> None:
    for row, figure in _figures():
        assert any(figure[f"metric_{language}"] for language in languages_of(row)), row["id"]
        assert figure["operator"] in OPERATORS, row["id"]
        assert isinstance(figure["value"], int | float), row["id"]
        assert figure["unit"], row["id"]
        assert (figure["value_high"] is not None) == (figure["operator"] == "range"), row["id"]
        assert _rises(figure["value"], figure["value_high"]), row["id"]


def test_requirements_say_whether_they_must_be_met_and_claims_how_far_they_were_checked() -> None:
    assert all(isinstance(row["must"], bool) for need in needs() for row in need["requirements"])
    assert {row["verification"] for one in listings().values() for row in one["claims"]} <= VERIFICATIONS


def test_a_third_of_the_pairs_was_judged_twice_and_the_readme_states_the_agreement() -> None:
    pairs = [grades for judged in read("passes").values() for grades in judged.values()]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert len(pairs) * 10 >= sum(map(len, judgements().values())) * 3
    assert f"unweighted {cohens_kappa(pairs, power=0):.3f}" in readme
    assert f"linear {cohens_kappa(pairs, power=1):.3f}" in readme
    assert f"quadratic {cohens_kappa(pairs, power=2):.3f}" in readme


def cohens_kappa(pairs: list[list[int]], *, power: int) -> float:
    """Agreement beyond chance; a disagreement weighs its distance to the power (0: any distance alike)."""
    shares = [{grade: sum(pair[side] == grade for pair in pairs) / len(pairs) for grade in GRADES} for side in (0, 1)]
    observed = sum(_weight(first, second, power) for first, second in pairs) / len(pairs)
    expected = sum(_weight(a, b, power) * shares[0][a] * shares[1][b] for a in GRADES for b in GRADES)
    return 1 - observed / expected


def _weight(first: int, second: int, power: int) -> float:
    return 0.0 if first == second else float(abs(first - second) ** power)


def _figures() -> Iterator[tuple[Row, Mapping[str, Any]]]:
    for need in needs():
        yield from ((need, figure) for figure in need["requirements"])
    for row in listings().values():
        yield from ((row, figure) for figure in row["claims"])


def _rises(low: float | None, high: float | None) -> bool:
    return low is None or high is None or low <= high
