"""Whatever a file holds, a row becomes a record inside its limits, or a reason."""

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.seed.importing import files
from marketplace.seed.importing.fields import RowRefused
from marketplace.seed.importing.mapping import nasa_patents, nasa_software, own_csv, sbir_topics
from marketplace.seed.importing.parsing import BadRow, Row, csv_rows, json_rows
from tests.seed.test_import_mapping import CONTEXT, OWN, PATENT, RELEASE, TOPIC

TEXT = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        ["", " ", "x" * 100_001, "\x93\x94", "&#43;" * 50, "<b>", "Đường sấy", "YYYY-MM-DD", "jane@nasa.gov"]
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


def _changed(row: dict[str, object], values: st.SearchStrategy) -> st.SearchStrategy:
    return st.dictionaries(st.sampled_from(sorted(row)), values, min_size=1, max_size=3).map(lambda new: {**row, **new})


def _check(to_record, row: dict[str, object]) -> None:
    try:
        record = to_record(row, CONTEXT)
    except RowRefused:
        return
    texts = (record.title_en, record.title_vi, record.summary_en, record.summary_vi, record.body_en, *record.keywords)
    assert record.source_id
    assert record.owner_key
    assert record.title_en or record.title_vi
    assert max(len(record.title_en), len(record.title_vi)) <= 150
    assert max(len(record.summary_en), len(record.summary_vi)) <= 280
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "".join(texts))
    assert not re.search(r"[\w.]+@[\w-]+\.[a-z]", " ".join(texts))
    assert record.fingerprint == to_record(row, CONTEXT).fingerprint


@settings(max_examples=150, deadline=None)
@given(row=_changed(RELEASE, JSON))
def test_any_release(row):
    _check(nasa_software.to_record, row)


@settings(max_examples=100, deadline=None)
@given(row=_changed(TOPIC, JSON))
def test_any_topic(row):
    _check(sbir_topics.to_record, row)


@settings(max_examples=100, deadline=None)
@given(row=_changed(PATENT, TEXT))
def test_any_patent(row):
    _check(nasa_patents.to_record, row)


@settings(max_examples=100, deadline=None)
@given(row=_changed({**OWN, "ipc": "", "ip_kind": "", "link": "", "keywords": "", "field": "", "country": ""}, TEXT))
def test_any_row_of_the_own_form(row):
    _check(own_csv.to_record, row)


@settings(max_examples=150, deadline=None)
@given(content=st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")), max_size=12))
def test_every_line_of_json_is_a_row_or_empty(content):
    rows = list(json_rows(files.lines(io.BytesIO(b"\n".join(content)))))

    assert [row.line for row in rows] == sorted({row.line for row in rows})
    assert all(isinstance(row, Row | BadRow) for row in rows)
    assert len(rows) <= len(content)


@settings(max_examples=150, deadline=None)
@given(
    content=st.lists(st.sampled_from(["1;a;b", '2;"a;b', '3;"a";b', '"4;a;b"', ";;", '5;a";b', "6;a", ""]), max_size=12)
)
def test_no_quote_swallows_whole_rows(content):
    text = "\n".join(["id;title;ends", *content])

    rows = list(csv_rows(files.lines(io.BytesIO(text.encode())), required=("id",)))

    assert {int(row.values["id"]) for row in rows if isinstance(row, Row) and row.values["id"].isdecimal()} <= {
        1,
        3,
        5,
        2,
    }
    assert len([row for row in rows if isinstance(row, Row)]) >= content.count("1;a;b") - content.count('2;"a;b')


@pytest.mark.parametrize("kind", ["name", "description", "local-id"])
def test_an_escaped_nul_is_a_rejected_row(kind):
    line = json.dumps({**RELEASE, kind: "a\x00b"}).encode()

    assert list(json_rows(files.lines(io.BytesIO(line)))) == [BadRow(1, "the row holds a NUL character")]
