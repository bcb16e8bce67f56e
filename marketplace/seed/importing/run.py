"""An import from file to counts: row by row, in batches of one transaction each, every row accounted for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from marketplace.common.permissions import SYSTEM, Actor
from marketplace.common.problems import NotAllowed, Problem
from marketplace.common.text import fold
from marketplace.listings.actions import import_published_batch as import_listings
from marketplace.listings.catalogue import CatalogueRecord as ListingRecord
from marketplace.needs.actions import import_published_batch as import_needs
from marketplace.seed.importing import files
from marketplace.seed.importing.context import Context, Record
from marketplace.seed.importing.fields import RowRefused
from marketplace.seed.importing.files import Unreadable
from marketplace.seed.importing.forms import FORMS, Form
from marketplace.seed.importing.parsing import BadRow
from marketplace.taxonomy import ipc
from marketplace.taxonomy import queries as taxonomy
from marketplace.taxonomy.actions import keep_code
from marketplace.taxonomy.models import Source

LISTS = (
    "country",
    "ip_kind",
    "legal_status",
    "licence_kind",
    "listing_subtype",
    "org_kind",
    "price_mode",
    "province",
    "service_kind",
    "st_field",
    "trl",
    "wipo_field",
)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that became nothing; `line` is where it begins in the unpacked file, from 1."""

    line: int
    reason: str


@dataclass(slots=True)
class ImportReport:
    """Every row of the file is in exactly one of these."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + len(self.rejected)

    def as_dict(self) -> dict[str, object]:
        """The printed form."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [{"line": one.line, "reason": one.reason} for one in self.rejected],
        }


@dataclass(frozen=True, slots=True)
class _Drafted:
    line: int
    record: Record


def import_file(
    path: Path,
    *,
    source: str,
    now: datetime,
    actor: Actor = SYSTEM,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Publish the records of a catalogue file, or with `dry_run` only say what would become of them.

    `source` is a registered source's code and names the form too. Raises Unreadable before anything is written when the
    file or its source cannot be used, NotAllowed unless curator.
    """
    form = FORMS[source]
    registered = _registered(source)
    context = _context(registered, today=timezone.localdate(now))
    files.check(path)
    report = ImportReport()
    with files.opened(path) as stream:
        for batch in _batches(_drafted(form.rows(files.lines(stream)), form, context, report)):
            _import(batch, source=registered, actor=actor, now=now, dry_run=dry_run, report=report)
            if progress:
                progress(report.rows)
    report.rejected.sort(key=lambda one: one.line)
    return report


def _registered(code: str) -> Source:
    try:
        return taxonomy.source(code)
    except taxonomy.UnknownSource:
        raise Unreadable(f"The source {code} is not registered; run manage.py load_codes first.") from None


def _context(source: Source, *, today: date) -> Context:
    return Context(
        source_code=source.code,
        source_name=source.name_en,
        as_of=source.as_of or source.retrieved_on,
        today=today,
        words={name: _words(name, today) for name in LISTS},
    )


def _words(list_name: str, today: date) -> Mapping[str, str]:
    """Every way to name a selectable code: its label and symbol count less than the code itself."""
    rows = list(taxonomy.codes(list_name, on=today))
    words: dict[str, str] = {}
    for spell in (lambda row: row.label_vi, lambda row: row.label_en, lambda row: row.symbol, lambda row: row.code):
        words |= {fold(spell(row)): row.code for row in rows if spell(row)}
    return words


def _drafted(rows: Iterator, form: Form, context: Context, report: ImportReport) -> Iterator[_Drafted]:
    """Rows that became records; the others are counted here. An id counts once in a file."""
    seen: dict[str, tuple[int, str]] = {}
    for row in rows:
        if isinstance(row, BadRow):
            report.rejected.append(Rejection(row.line, row.reason))
            continue
        try:
            record = form.to_record(row.values, context)
        except RowRefused as refusal:
            report.rejected.append(Rejection(row.line, str(refusal)))
            continue
        earlier = seen.setdefault(record.source_id, (row.line, record.fingerprint))
        if earlier[0] == row.line:
            yield _Drafted(row.line, record)
        elif earlier[1] == record.fingerprint:
            report.unchanged += 1
        else:
            reason = f"the id {record.source_id} stands on line {earlier[0]} already, with another content"
            report.rejected.append(Rejection(row.line, reason))


def _batches(drafted: Iterator[_Drafted]) -> Iterator[list[_Drafted]]:
    batch: list[_Drafted] = []
    for one in drafted:
        batch.append(one)
        if len(batch) >= settings.IMPORT_BATCH:
            yield batch
            batch = []
    yield batch  # Perhaps empty: the last rejections are progress too.


def _import(
    batch: Sequence[_Drafted], *, source: Source, actor: Actor, now: datetime, dry_run: bool, report: ImportReport
) -> None:
    for importer, part in (
        (import_listings, [one for one in batch if isinstance(one.record, ListingRecord)]),
        (import_needs, [one for one in batch if not isinstance(one.record, ListingRecord)]),
    ):
        if part:
            _import_part(part, importer, source=source, actor=actor, now=now, dry_run=dry_run, report=report)


def _import_part(
    part: Sequence[_Drafted],
    importer: Callable,
    *,
    source: Source,
    actor: Actor,
    now: datetime,
    dry_run: bool,
    report: ImportReport,
) -> None:
    """One slice in one transaction, which a dry run takes back. What the whole slice trips over is tried row by row."""
    try:
        with transaction.atomic():
            _keep_unknown_ipc(part, actor=actor, now=now)
            outcomes = importer(records=[one.record for one in part], source=source, actor=actor, now=now)
            transaction.set_rollback(dry_run)
    except NotAllowed:
        raise
    except (Problem, DataError, IntegrityError) as fault:
        if len(part) == 1:
            report.rejected.append(Rejection(part[0].line, str(fault)))
            return
        for one in part:
            _import_part([one], importer, source=source, actor=actor, now=now, dry_run=dry_run, report=report)
        return
    for one, outcome in zip(part, outcomes, strict=True):
        _count(one, outcome.status, outcome.reason, report)


def _count(one: _Drafted, status: str, reason: str, report: ImportReport) -> None:
    if status == "rejected":
        report.rejected.append(Rejection(one.line, reason))
    else:
        setattr(report, status, getattr(report, status) + 1)


def _keep_unknown_ipc(part: Sequence[_Drafted], *, actor: Actor, now: datetime) -> None:
    """Classes that the list lacks become unverified rows of it, for the curator to see: a record loses none."""
    records = [one.record for one in part if isinstance(one.record, ListingRecord)]
    named = {ipc.listed_code(symbol) for record in records for symbol in record.ipc}
    known = set(taxonomy.codes("ipc").filter(code__in=named).values_list("code", flat=True))
    for code in sorted(named - known):
        keep_code(list_name="ipc", code=code, edition="", actor=actor, now=now)
