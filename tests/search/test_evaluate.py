"""The metrics against published and calculated values, the files, and the command from end to end."""

import gzip
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation import (
    BadFile,
    Entry,
    average_precision,
    dcg,
    ndcg,
    precision,
    read_entries,
    read_judgements,
    recall,
    reciprocal_rank,
    write_run,
)

GRADES = {"a": 3, "b": 2, "c": 3, "d": 0, "e": 1, "f": 2}


def test_ndcg_divides_by_the_ideal_of_all_judged_documents() -> None:
    """IR-01: a list judged only by what it retrieved would flatter itself (.960808)."""
    assert dcg(list(GRADES.values())) == pytest.approx(6.861126688593502, rel=1e-9)
    assert ndcg("abcdef", GRADES, k=6) == pytest.approx(0.9608081943360617, rel=1e-9)
    assert ndcg("abcdef", {**GRADES, "x": 3, "y": 2}, k=6) == pytest.approx(0.785002371969948, rel=1e-9)


def test_a_query_without_a_hit_counts_nothing() -> None:
    """IR-03."""
    judged = {"r": 1}
    ranks = [reciprocal_rank(ranking, judged, k=10) for ranking in (["x", "y", "r"], ["x", "r"], ["r"], ["x"])]

    assert sum(ranks) / 4 == pytest.approx(0.4583333333333333, rel=1e-9)
    assert reciprocal_rank(["x"] * 10 + ["r"], judged, k=10) == 0
    assert ndcg(["x"], {}, k=10) == recall(["x"], {}, k=10) == average_precision(["x"], {}) == 0


def test_precision_recall_and_average_precision() -> None:
    """IR-04."""
    ranking, judged = list("uvwxyz"), {"u": 1, "w": 1, "z": 1, "missing": 1}

    assert precision(ranking, judged, k=5) == pytest.approx(0.4)
    assert recall(ranking, judged, k=5) == pytest.approx(0.5)
    assert average_precision(ranking, judged) == pytest.approx(0.5416666666666666, rel=1e-9)


@given(st.dictionaries(st.characters(), st.integers(0, 3), min_size=1), st.integers(1, 20))
def test_the_ideal_order_is_worth_one_and_no_order_more(judged: dict[str, int], k: int) -> None:
    best = sorted(judged, key=lambda document: -judged[document])

    assert ndcg(best, judged, k=k) == pytest.approx(1.0 if any(judged.values()) else 0.0)
    assert 0 <= ndcg(best[::-1], judged, k=k) <= ndcg(best, judged, k=k) + 1e-12


# --- Files ---

CORPUS = [
    {"_id": "d1", "title": "Sấy lạnh dược liệu", "text": "Giữ tinh dầu"},
    {"_id": "d2", "title": "Máy sấy nóng", "text": "Sấy nhanh"},
    {"_id": "d3", "title": "", "text": ""},
    {"_id": "d4", "title": "Lọc nước", "text": "Cát và than \ud800"},
]
QUERIES = [{"_id": "q1", "text": "say lanh"}, {"_id": "q2", "text": "lọc nước"}, {"_id": "q3", "text": "zzz"}]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in CORPUS)
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, QUERIES)), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td4\t2\nq3\td2\t1\n")
    return {
        "corpus": tmp_path / "corpus.jsonl.gz",
        "queries": tmp_path / "queries.jsonl",
        "qrels": tmp_path / "qrels.tsv",
    }


def test_entries_are_read_from_plain_and_gzipped_files(files: dict[str, Path]) -> None:
    assert next(read_entries(files["corpus"])) == Entry("d1", "Giữ tinh dầu", "Sấy lạnh dược liệu")
    assert [entry.id for entry in read_entries(files["queries"])] == ["q1", "q2", "q3"]


def test_judgements_are_read_in_both_forms(tmp_path: Path, files: dict[str, Path]) -> None:
    trec = tmp_path / "qrels.txt"
    trec.write_text("q1 0 d1 1\nq2 0 d4 2\nq3 0 d2 1\n")

    assert read_judgements(files["qrels"]) == {"q1": {"d1": 1}, "q2": {"d4": 2}, "q3": {"d2": 1}}
    assert read_judgements(trec) == read_judgements(files["qrels"])


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "no id"}', "1"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "bad.jsonl").write_text(f'{{"_id": "a"}}\n{line}\n')

    with pytest.raises(BadFile, match=r"bad\.jsonl:2"):
        list(read_entries(tmp_path / "bad.jsonl"))


def test_a_run_is_written_in_trec_form() -> None:
    file = io.StringIO()

    write_run({"q1": [("d2", 1.5), ("d1", 0.25)]}, file, tag="x")

    assert file.getvalue() == "q1 Q0 d2 1 1.500000 x\nq1 Q0 d1 2 0.250000 x\n"


# --- The command ---


def evaluate(files: dict[str, Path], **options) -> dict:
    out = io.StringIO()
    call_command("evaluate_search", **({"json": True, "backend": "embedded"} | files | options), stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_the_figures_and_leaves_nothing_behind(files: dict[str, Path], settings) -> None:
    run = files["corpus"].with_name("run.trec")

    figures = evaluate(files, run=run, language="vi")

    assert figures == {"ndcg@10": 0.666667, "recall@100": 0.666667, "mrr@10": 0.666667, "queries": 3}
    assert [line.split()[:4] for line in run.read_text().splitlines()] == [
        ["q1", "Q0", "d1", "1"],
        ["q2", "Q0", "d4", "1"],
    ]
    assert list(settings.VAR_DIR.glob("scratch-*")) == []


def test_the_command_works_without_judgements(files: dict[str, Path]) -> None:
    assert evaluate({"corpus": files["corpus"], "queries": files["queries"]}) == {"queries": 3}


def test_a_missing_file_and_a_missing_server_are_said_in_one_sentence(files: dict[str, Path], settings) -> None:
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
        evaluate(files, backend="elasticsearch")
    with pytest.raises(CommandError, match="absent"):
        evaluate(files | {"corpus": Path("absent.jsonl")})
