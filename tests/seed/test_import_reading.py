"""Files as they come: packed or not, damaged, with every fault kept inside its own row."""

import gzip
import io
from pathlib import Path

import pytest

from marketplace.seed.importing import files
from marketplace.seed.importing.files import Unreadable
from marketplace.seed.importing.parsing import BadRow, Row, csv_rows, json_rows

HEADER = "id;title;ends\r\n"


def _csv(text: str | bytes, *, required=("id", "title")) -> list[Row | BadRow]:
    content = text.encode() if isinstance(text, str) else text
    return list(csv_rows(files.lines(io.BytesIO(content)), required=required))


def _json(content: bytes) -> list[Row | BadRow]:
    return list(json_rows(files.lines(io.BytesIO(content))))


def test_gzip_is_known_by_its_first_bytes_and_not_by_its_name(tmp_path: Path):
    packed, plain = tmp_path / "a.jsonl", tmp_path / "b.gz"
    packed.write_bytes(gzip.compress(b'{"a": 1}\n', mtime=0))
    plain.write_bytes(b'{"a": 1}\n')

    for path in (packed, plain):
        files.check(path)
        with files.opened(path) as stream:
            assert [line.content for line in files.lines(stream)] == [b'{"a": 1}']


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(b"x" * 100_000, mtime=0)[:-20], "damaged gzip"),
        (gzip.compress(b"abc", mtime=0)[:-4] + b"\0\0\0\0", "damaged gzip"),
        (b"PK\x03\x04rest", "ZIP or spreadsheet"),
        ("a;b".encode("utf-16"), "UTF-16"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_what_is_no_catalogue_is_refused_with_one_sentence(tmp_path: Path, content, sentence):
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match=sentence):
        files.check(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(Unreadable, match="cannot be opened"):
            files.check(path)


def test_a_line_of_ten_megabytes_is_one_rejected_row():
    rows = _json(b'{"a": 1}\n{"b": "' + b"x" * 10_000_000 + b'"}\n{"c": 3}')

    assert rows == [
        Row(1, {"a": 1}),
        BadRow(2, "the row is longer than 1,000,000 bytes"),
        Row(3, {"c": 3}),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": ', "not valid JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' * 50_000, "nested too deeply"),
        (b'{"a": "b\\u0000c"}', "NUL"),
        (b'{"a": ["b", {"c\\u0000": 1}]}', "NUL"),
        (b'{"a": "b\x00c"}', "not valid JSON"),
        (b"\x00\x01\x02", "not valid JSON"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "not valid JSON"),
    ],
)
def test_a_broken_row_of_json_is_rejected_and_the_next_one_read(line, reason):
    bad, good = _json(line + b'\n{"a": 1}\n')

    assert reason in bad.reason
    assert bad.line == 1
    assert good == Row(2, {"a": 1})


def test_bom_empty_lines_and_crlf_are_no_rows_but_count_as_lines():
    assert _json(b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \n{"b": 2}') == [Row(1, {"a": 1}), Row(4, {"b": 2})]


def test_csv_with_bom_semicolons_and_crlf():
    assert _csv(b"\xef\xbb\xbf" + HEADER.encode() + b"1;One;\r\n2;Two;2020\r\n") == [
        Row(2, {"id": "1", "title": "One", "ends": ""}),
        Row(3, {"id": "2", "title": "Two", "ends": "2020"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_read_from_the_header(delimiter):
    assert _csv(f"ID{delimiter} Title \n1{delimiter}One\n") == [Row(2, {"id": "1", "title": "One"})]


def test_a_spreadsheets_hint_of_its_delimiter_is_no_header():
    assert _csv("sep=;\nid;title\n1;One\n") == [Row(3, {"id": "1", "title": "One"})]


def test_a_quoted_field_runs_over_lines():
    assert _csv(HEADER + '1;"One\r\ntwo";x\r\n2;Next;y\r\n') == [
        Row(2, {"id": "1", "title": "One\ntwo", "ends": "x"}),
        Row(4, {"id": "2", "title": "Next", "ends": "y"}),
    ]


def test_a_quote_that_nobody_closes_spoils_its_own_line_only():
    rows = _csv(HEADER + '1;"One;x\n2;Two;y\n3;"Three";z\n')

    assert rows == [
        BadRow(2, "a quotation mark is not closed"),
        Row(3, {"id": "2", "title": "Two", "ends": "y"}),
        Row(4, {"id": "3", "title": "Three", "ends": "z"}),
    ]


def test_many_open_quotes_stay_quick_and_are_counted():
    rows = _csv(HEADER + '1;"One;x\n' * 2_000)

    assert len(rows) == 2_000
    assert all(isinstance(row, BadRow) for row in rows)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1;One", "2 columns, the header 3"),
        ("1;One;x;more", "4 columns, the header 3"),
        ('1;"One"more;x', "not valid CSV"),
        ("1;On\x00e;x", "NUL"),
        ("1;" + "x" * 200_000 + ";y", "field larger than field limit"),
        ("1;One\rtwo;x", "not valid CSV"),
    ],
)
def test_a_broken_row_of_csv_is_rejected_and_the_next_one_read(line, reason):
    bad, good = _csv(f"{HEADER}{line}\n2;Two;y\n")

    assert reason in bad.reason
    assert good == Row(3, {"id": "2", "title": "Two", "ends": "y"})


def test_empty_cells_beyond_the_header_are_no_fault():
    assert _csv("id,title\n1,One,,\n") == [Row(2, {"id": "1", "title": "One"})]


def test_quotes_inside_a_field_are_letters():
    assert _csv('id;title\n1;A 5" wafer\n') == [Row(2, {"id": "1", "title": 'A 5" wafer'})]


@pytest.mark.parametrize("content", ["", "\n", "name;words\n1;2\n", '{"id": 1}\n'])
def test_without_its_columns_the_file_is_unreadable(content):
    with pytest.raises(Unreadable, match="lacks the columns"):
        _csv(content)


def test_a_column_named_twice_makes_the_file_unreadable():
    with pytest.raises(Unreadable, match="twice"):
        _csv("id;title;title\n")


def test_bytes_that_are_no_utf8_are_read_as_western_windows():
    assert _csv("id;title\n1;Caf\u00e9 \u2013 x\n".encode("cp1252")) == [Row(2, {"id": "1", "title": "Café – x"})]
