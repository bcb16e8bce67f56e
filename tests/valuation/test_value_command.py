"""`manage.py value`: one line of JSON per vector, or one computed method."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.valuation.royalty import POINTS, RANGES

VECTORS = Path(__file__).parent / "vectors.json"


def lines(*args, **options):
    out, err = StringIO(), StringIO()
    call_command("value", *args, stdout=out, stderr=err, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_each_vector_gives_a_line_that_is_right():
    told, errors = lines(vectors=VECTORS)

    wanted = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    assert [line["id"] for line in told] == [vector["id"] for vector in wanted]
    assert all(line["ok"] is True for line in told)
    assert [set(line["got"]) for line in told] == [set(vector["expected"]) for vector in wanted]
    assert errors == ""


def test_without_expected_the_answer_is_neither_right_nor_wrong(tmp_path):
    bare = {"id": "TVM-01", "group": "tvm", "inputs": {"cf": 200, "n": 5, "r": 0.1}}
    (tmp_path / "v.jsonl").write_text(f"{json.dumps(bare)}\n{json.dumps(bare)}\n")

    told, _errors = lines(vectors=tmp_path / "v.jsonl")

    assert [line["ok"] for line in told] == [None, None]
    assert told[0]["got"]["pv"] == pytest.approx(2 * 379.07867694084484)


def test_a_wrong_expectation_a_refusal_and_an_unknown_method_are_told_apart(tmp_path):
    level = {"id": "TVM-01", "group": "tvm", "inputs": {"cf": 100, "n": 5, "r": 0.1}, "tol": {"rel": 1e-9}}
    wrong = {**level, "expected": {"pv": 379.0}}
    refused = {**wrong, "inputs": {"cf": 100, "n": -5, "r": 0.1}}
    unknown = {"id": "RO-01", "group": "real_option", "inputs": {"S": 42}}
    (tmp_path / "v.json").write_text(json.dumps([wrong, refused, unknown]))

    told, errors = lines(vectors=tmp_path / "v.json")

    assert [line["ok"] for line in told] == [False, False]
    assert told[1]["refused"] == {"field": "n", "code": "above", "limit": 0}
    assert "RO-01" in errors


def test_a_method_is_computed_from_a_file(tmp_path):
    (tmp_path / "inputs.json").write_text(json.dumps(RANGES))

    (told,), _errors = lines("relief_from_royalty", inputs=tmp_path / "inputs.json")

    assert told["method"] == "relief_from_royalty"
    assert told["spread"]["percentiles"]["p10"] < told["base"]["value"] < told["spread"]["percentiles"]["p90"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "not JSON"), ("[]", "one JSON object"), (json.dumps({**POINTS, "royalty": 2}), "royalty")],
)
def test_wrong_inputs_end_with_a_clear_sentence(tmp_path, text, words):
    (tmp_path / "inputs.json").write_text(text)

    with pytest.raises(CommandError, match=words):
        lines("relief_from_royalty", inputs=tmp_path / "inputs.json")


def test_a_missing_file_and_missing_words_end_with_a_clear_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        lines(vectors=tmp_path / "none.json")
    with pytest.raises(CommandError, match="either"):
        lines()
