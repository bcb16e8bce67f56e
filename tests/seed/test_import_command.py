"""`manage.py import_listings` from file to floor: counts, a second run, a dry run, faults and exit codes."""

import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from marketplace.accounts.models import Organisation
from marketplace.common.audit import AuditEntry
from marketplace.common.models import Counter, OutboxRow
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import NotAllowed
from marketplace.listings import events
from marketplace.listings.models import Listing
from marketplace.listings.states import State
from marketplace.needs.models import Need
from marketplace.seed.importing import files
from marketplace.seed.importing.run import import_file
from marketplace.taxonomy.models import Code, Source

pytestmark = pytest.mark.django_db

CATALOGUES = Path(files.__file__).resolve().parent.parent / "data" / "catalogues"
NAMES = {
    "nasa-software": "nasa-software.jsonl.gz",
    "nasa-patents": "nasa-patents.csv.gz",
    "sbir-topics": "sbir-topics.jsonl.gz",
}


def _import(path: Path, source: str, *flags: str) -> dict[str, object]:
    out = StringIO()
    call_command("import_listings", str(path), "--source", source, "--json", *flags, stdout=out)
    return json.loads(out.getvalue())


def _head(source: str, rows: int) -> list[bytes]:
    """The first lines of a shipped catalogue."""
    with gzip.open(CATALOGUES / NAMES[source]) as file:
        return [next(file) for _ in range(rows)]


def _file(tmp_path: Path, content: bytes | list[bytes], *, name: str = "catalogue") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else b"".join(content))
    return path


def _own(tmp_path: Path, *rows: str, header: str = "source_id,kind,owner,title_vi,ipc") -> Path:
    return _file(tmp_path, "\n".join([header, *rows]).encode())


@pytest.mark.parametrize(("source", "rows"), [("nasa-software", 12), ("nasa-patents", 13), ("sbir-topics", 12)])
def test_a_second_run_creates_nothing(tmp_path, source, rows):
    path = _file(tmp_path, _head(source, rows))

    first = _import(path, source)
    second = _import(path, source)

    assert first == {"created": 12, "updated": 0, "unchanged": 0, "rejected": []}
    assert second == {"created": 0, "updated": 0, "unchanged": 12, "rejected": []}
    assert Listing.objects.count() + Need.objects.count() == 12


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path):
    path = _file(tmp_path, [*_head("nasa-software", 5), b"broken\n"])
    tables = (Listing, Organisation, AuditEntry, OutboxRow, Counter)
    before = [table.objects.count() for table in tables]

    dry = _import(path, "nasa-software", "--dry-run")

    assert [table.objects.count() for table in tables] == before
    assert dry == _import(path, "nasa-software")
    assert dry["created"] == 5


def test_a_changed_row_is_an_update_and_keeps_its_reference(tmp_path):
    line = json.loads(_head("nasa-software", 1)[0])
    _import(_file(tmp_path, json.dumps(line).encode()), "nasa-software")
    before = Listing.objects.get()

    report = _import(_file(tmp_path, json.dumps({**line, "name": "Another name"}).encode()), "nasa-software")

    after = Listing.objects.get()
    assert report == {"created": 0, "updated": 1, "unchanged": 0, "rejected": []}
    assert (after.reference, after.title_en) == (before.reference, "Another name")
    assert after.version > before.version


def test_every_row_is_counted_with_its_line(tmp_path):
    good, other = _head("nasa-software", 2)
    nameless = json.dumps({**json.loads(good), "local-id": "x", "name": None}).encode() + b"\n"
    huge = b'{"name": "' + b"x" * 10_000_000 + b'"}\n'
    changed = json.dumps({**json.loads(good), "description": "Other"}).encode() + b"\n"
    path = _file(tmp_path, [good, b"{broken\n", b"\n", nameless, huge, b"\x00\n", good, changed, other])

    report = _import(path, "nasa-software")

    assert (report["created"], report["updated"], report["unchanged"]) == (2, 0, 1)
    assert [row["line"] for row in report["rejected"]] == [2, 4, 5, 6, 8]
    assert all(row["reason"] for row in report["rejected"])
    assert report["rejected"][-1]["reason"].endswith("stands on line 1 already, with another content")


def test_many_batches_are_one_import(tmp_path, settings):
    settings.IMPORT_BATCH = 5
    path = _file(tmp_path, [*_head("nasa-software", 12), b"broken\n"])

    report = _import(path, "nasa-software")

    assert (report["created"], len(report["rejected"])) == (12, 1)
    assert OutboxRow.objects.filter(event=events.IMPORTED).values("subject_id").distinct().count() == 3


def test_what_is_imported_is_marked_and_has_neither_contact_nor_clock(tmp_path):
    _import(_file(tmp_path, _head("nasa-software", 1)), "nasa-software")

    listing = Listing.objects.get()
    assert listing.state == State.PUBLISHED
    assert listing.is_catalogue_record
    assert (listing.contact, listing.author) == (None, None)
    assert listing.reference.startswith("US-00-TO-")
    assert (listing.owner.on_floor, listing.owner.name_en) == (False, "NASA Ames Research Center")
    assert listing.source_restriction == "purpose_limited"
    assert [code.code for code in listing.licence_kinds.all()] == ["standard_licence"]


def test_spellings_of_one_centre_are_one_organisation(tmp_path):
    line = json.loads(_head("nasa-software", 1)[0])
    rows = [
        json.dumps({**line, "local-id": str(number), "organization": spelling}).encode() + b"\n"
        for number, spelling in enumerate(["LaRC", "NASA Langley Research Center"])
    ]

    _import(_file(tmp_path, rows), "nasa-software")

    assert [owner.name_en for owner in Organisation.objects.all()] == ["NASA Langley Research Center"]


def test_an_expired_patent_is_expired_and_not_exclusive(tmp_path):
    _import(_file(tmp_path, _head("nasa-patents", 40)), "nasa-patents")

    expired = Listing.objects.filter(rights__status__code="expired")
    assert expired.count() > 10
    assert set(expired.values_list("licence_kinds__code", flat=True)) == {"open_licence"}
    assert not expired.exclude(price_mode__code="free").exists()


def test_a_topic_becomes_an_open_need_without_a_last_day(tmp_path):
    line = json.loads(_head("sbir-topics", 1)[0])
    _import(_file(tmp_path, json.dumps({**line, "areas": ["ITAR", "Sensors"]}).encode()), "sbir-topics")

    need = Need.objects.get()
    assert (need.state, need.kind, need.answers_by) == ("open", "research", None)
    assert need.source_restriction == "no_export"


def test_the_own_form_brings_listings_and_needs_and_keeps_unknown_classes(tmp_path):
    path = _own(
        tmp_path,
        "1,technology,Viện A,Sấy lạnh,H10X 1/00;A23F",
        "2,technology_need,Hợp tác xã B,Cần máy sấy,",
        "3,thing,Viện A,Sai,",
    )

    report = _import(path, "csv")

    assert (report["created"], [row["line"] for row in report["rejected"]]) == (2, [4])
    assert Listing.objects.get().title_vi == "Sấy lạnh"
    assert Need.objects.get().title_vi == "Cần máy sấy"
    assert {code.code for code in Listing.objects.get().ipc.all()} == {"A23F", "H10X"}
    assert not Code.objects.get(list="ipc", code="H10X").verified


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(b'{"a": 1}\n' * 10_000)[:-30], "damaged gzip"),
        (b"PK\x03\x04", "ZIP or spreadsheet"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_2_and_one_sentence(tmp_path, content, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        _import(_file(tmp_path, content), "nasa-software")

    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    assert not Listing.objects.exists()


@pytest.mark.parametrize("source", ["nasa-patents", "csv"])
def test_a_table_without_its_columns_ends_with_2(tmp_path, source):
    with pytest.raises(CommandError, match="lacks the columns") as refusal:
        _import(_file(tmp_path, b"a;b\n1;2\n"), source)

    assert refusal.value.returncode == 2


def test_a_missing_file_ends_with_2(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened") as refusal:
        _import(tmp_path / "none", "nasa-software")

    assert refusal.value.returncode == 2


def test_a_source_that_is_not_registered_ends_with_2(tmp_path):
    Source.objects.filter(code="nasa-software").delete()

    with pytest.raises(CommandError, match="not registered") as refusal:
        _import(_file(tmp_path, b""), "nasa-software")

    assert refusal.value.returncode == 2


def test_an_empty_file_of_json_lines_has_no_rows(tmp_path):
    assert _import(_file(tmp_path, b""), "nasa-software") == {
        "created": 0, "updated": 0, "unchanged": 0, "rejected": [],
    }  # fmt: skip


def test_only_curators_import(tmp_path, now):
    path = _file(tmp_path, _head("nasa-software", 1))

    with pytest.raises(NotAllowed):
        import_file(path, source="nasa-software", actor=ANONYMOUS, now=now)


def test_progress_is_told_after_every_batch(tmp_path, settings, now):
    settings.IMPORT_BATCH = 5
    told: list[int] = []

    import_file(
        _file(tmp_path, _head("nasa-software", 12)),
        source="nasa-software", now=now, progress=told.append,
    )  # fmt: skip

    assert told == [5, 10, 12]


def test_without_json_the_report_is_in_words(tmp_path):
    out = StringIO()

    call_command("import_listings", str(_file(tmp_path, b"{broken\n")), "--source", "nasa-software", stdout=out)

    assert out.getvalue().startswith(
        "0 created, 0 updated, 0 unchanged, 1 rejected.\n  line 1: the row is not valid JSON"
    )
