"""Worked examples of every formula: the functions that match on the floor answer them to their tolerance."""

import json
from math import exp, log, sqrt
from pathlib import Path

import pytest

from search.evaluation import average_precision, dcg, ndcg, precision, recall, reciprocal_rank
from search.matching.compiled import Condition, Publication
from search.matching.pairs import mathematics
from search.matching.table import SearchTable

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))["vectors"]
BY_ID = {found["id"]: found for found in VECTORS}


def given(name):
    """Inputs, what is expected, and a comparison to the vector's tolerance."""
    found = BY_ID[name]
    tolerance = found["tol"]["rel"]
    return found["inputs"], found["expected"], lambda value: pytest.approx(value, rel=tolerance)


def test_every_vector_of_the_table_is_shipped():
    assert len(BY_ID) == len(VECTORS) == 17


def test_match_01_contributions_add_up_to_the_total():
    inputs, expected, near = given("MATCH-01")

    added = mathematics.shares(inputs["components"], inputs["weights"])

    assert added == near(expected["contributions"])
    assert mathematics.weighted_total(inputs["components"], inputs["weights"]) == near(expected["total"])


def test_match_02_a_missing_component_leaves_its_weight_to_the_others():
    inputs, expected, near = given("MATCH-02")
    values = {name: value for name, value in BY_ID["MATCH-01"]["inputs"]["components"].items() if name != "semantic"}

    assert mathematics.weighted_total(values, inputs["weights"]) == near(expected["total"])


def test_sat_01_saturation_and_the_steeper_form_that_the_words_use():
    inputs, expected, near = given("SAT-01")
    steep = inputs["exponent"]

    assert mathematics.saturation(inputs["S"], pivot=inputs["pivot"]) == near(expected["saturation"])
    assert mathematics.saturation(inputs["S"] ** steep, pivot=inputs["pivot"] ** steep) == near(expected["sigmoid"])
    assert log(inputs["scaling"] + inputs["S"]) == near(expected["log"])


def test_bm25_01_as_lucene_has_it():
    inputs, expected, near = given("BM25-01")

    score = mathematics.bm25(
        frequency=inputs["freq"],
        length=inputs["doc_len"],
        average=inputs["avg_len"],
        documents=inputs["N"],
        having=inputs["n"],
    )

    assert mathematics.inverse_frequency(documents=inputs["N"], having=inputs["n"]) == near(expected["idf"])
    assert score == near(expected["score"])
    assert score * (inputs["k1"] + 1) == near(expected["score_with_k1_plus_1"])


def test_tax_01_wu_palmer():
    inputs, expected, near = given("TAX-01")

    assert mathematics.wu_palmer(inputs["path_a"], inputs["path_b"]) == near(expected["similarity"])


def test_trl_01_inside_and_outside_the_window():
    inputs, expected, near = given("TRL-01")
    low, high = inputs["window"]

    assert [mathematics.readiness_fit(level, low=low, high=high) for level in inputs["trl"]] == near(expected["fit"])


def test_decay_01_half_life():
    inputs, expected, near = given("DECAY-01")
    width = -(inputs["gauss_scale"] ** 2) / (2 * log(inputs["gauss_decay"]))

    half = mathematics.half_life(inputs["age_days"], half_life_days=inputs["half_life"])

    assert half == near(expected["half_life_value"])
    assert exp(-(inputs["gauss_age"] ** 2) / (2 * width)) == near(expected["gauss_at_28"])


def test_rec_02_the_cooler_side_decides():
    inputs, expected, near = given("REC-02")
    one, other = inputs["seller_to_buyer"], inputs["buyer_to_seller"]

    assert mathematics.reciprocity(one, other) == near(expected["harmonic"])
    assert sqrt(one * other) == near(expected["geometric"])
    assert (one + other) / 2 == near(expected["arithmetic"])


def test_div_01_marginal_relevance():
    inputs, expected, _near = given("DIV-01")

    order = mathematics.marginal_relevance(inputs["scores"], inputs["similarity"], balance=inputs["lam"])

    assert order == expected["order"]


def test_rrf_01_rank_fusion():
    inputs, expected, near = given("RRF-01")

    scores = mathematics.fused(inputs["lists"], k=inputs["k"])

    assert scores == near(expected["scores"])
    assert list(scores) == expected["order"]


def test_wilson_01_lower_bound():
    inputs, expected, near = given("WILSON-01")

    lower = mathematics.wilson_lower(inputs["accepts"], shown=inputs["shown"], z=inputs["z"])

    assert lower == near(expected["lower"])


def test_expl_01_posterior_and_upper_confidence():
    inputs, expected, near = given("EXPL-01")
    accepts, shown = inputs["accepts"], inputs["shown"]

    mean, deviation = mathematics.posterior(accepts, shown=shown, prior=tuple(inputs["prior"]))
    upper = mathematics.upper_confidence(accepts, shown=shown, total_shown=inputs["total_shown"])

    assert mean == near(expected["posterior_mean"])
    assert deviation == near(expected["posterior_sd"])
    assert upper == near(expected["ucb1"])


def test_rev_01_the_table_of_saved_searches_selects_what_counting_selects():
    inputs, expected, _near = given("REV-01")
    table = SearchTable()
    for saved in inputs["saved"]:
        excluded = tuple(saved.get("excluded", ()))
        table.put(saved["id"], Condition(tuple(saved["terms"]), saved["required"], (), excluded, (), ()))

    found = table.candidates(Publication(frozenset(inputs["document_tokens"]), {}))

    assert sorted(found) == expected["matches"]


def test_ir_01_the_ideal_is_over_all_judged():
    inputs, expected, near = given("IR-01")
    ranking = [f"d{at}" for at in range(len(inputs["relevances"]))]
    seen = dict(zip(ranking, inputs["relevances"], strict=True))
    judged = {**seen, **{f"unseen{at}": grade for at, grade in enumerate(inputs["judged_not_retrieved"])}}

    assert dcg(inputs["relevances"]) == near(expected["dcg"])
    assert ndcg(ranking, judged, k=inputs["k"]) == near(expected["ndcg_all_judged"])
    assert ndcg(ranking, seen, k=inputs["k"]) == near(expected["ndcg_retrieved_only"])
    assert dcg(sorted(judged.values(), reverse=True)[: inputs["k"]]) == near(expected["idcg_all_judged"])
    assert dcg(sorted(seen.values(), reverse=True)) == near(expected["idcg_retrieved_only"])


def test_ir_02_exponential_gain_for_comparison():
    inputs, expected, near = given("IR-02")
    grades = inputs["relevances"]

    assert dcg(grades, exponential=True) == near(expected["dcg"])
    assert dcg(grades, exponential=True) / dcg(sorted(grades, reverse=True), exponential=True) == near(expected["ndcg"])


def test_ir_03_a_need_without_a_hit_counts_zero():
    inputs, expected, near = given("IR-03")
    ranks = [
        reciprocal_rank([str(at) for at in range(1, 11)], {str(rank): 1} if rank else {"none": 1}, k=10)
        for rank in inputs["first_relevant_ranks"]
    ]

    assert sum(ranks) / 4 == near(expected["mrr_all"])
    assert sum(ranks[:3]) / 3 == near(expected["mrr_three"])


def test_ir_04_precision_recall_and_their_mean():
    inputs, expected, near = given("IR-04")
    ranking = [str(at) for at in range(len(inputs["ranked_relevance"]))]
    judged = {name: grade for name, grade in zip(ranking, inputs["ranked_relevance"], strict=True) if grade}
    judged |= {f"unseen{at}": 1 for at in range(inputs["total_relevant"] - len(judged))}

    assert precision(ranking, judged, k=inputs["k"]) == near(expected["p_at_5"])
    assert recall(ranking, judged, k=inputs["k"]) == near(expected["r_at_5"])
    assert average_precision(ranking, judged) == near(expected["ap"])
