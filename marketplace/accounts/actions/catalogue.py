"""A slice of a catalogue, published as it is: marked, without response clock. What listings and needs import alike."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar, Generic, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from marketplace.accounts import rules
from marketplace.accounts.actions.sources import SourceOrganisation, find_or_create_source_organisations
from marketplace.accounts.catalogue import ImportOutcome, Outcome, SourceRecord
from marketplace.accounts.models import Organisation
from marketplace.accounts.models.posting import RESTRICTION_MAX_CHARS, Posting
from marketplace.common.audit import record as record_audit
from marketplace.common.facts import Fact, Shape, Values
from marketplace.common.permissions import Actor, require
from marketplace.common.references import Series, issue_references
from marketplace.taxonomy.models import Source
from marketplace.taxonomy.plain import CodeKey, Codes, find_codes

SLICE_MAX = settings.IMPORT_BATCH  # Records of one transaction; a longer one holds the only writer of SQLite too long.
EVENT_IDS_MAX = 150  # So many ids fit into the 2 kB of an event's facts.
EXPIRED = "expired"
_RENEWED = ("version", "index_version", "updated_at", "owner")
_OF_SOURCE = ("source_digest", "source_link", "source_restriction", "source_restriction_text")

Record = TypeVar("Record", bound=SourceRecord)
Row = TypeVar("Row", bound=Posting)


class CatalogueSlice(ABC, Generic[Record, Row]):
    """One transaction of an import. A subclass says what its postings store, and tells of them by its own event."""

    model: ClassVar[type[Posting]]
    kinds: ClassVar[Sequence[str]]
    facts: ClassVar[Mapping[str, Fact]]
    own_columns: ClassVar[frozenset[str]]  # Facts that a changed record writes anew, beside its frame.
    in_search: ClassVar[str]  # The state that an import publishes into.
    verb: ClassVar[str]  # Of the audit entry.

    def __init__(self, *, source: Source, actor: Actor, now: datetime) -> None:
        self.source, self.actor, self.now = source, actor, now
        self.outcomes: dict[str, ImportOutcome] = {}
        self.owners: Mapping[str, Organisation] = {}
        self.codes: Codes = {}
        self.present: dict[str, Row] = {}

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def publish(self, records: Sequence[Record]) -> list[ImportOutcome]:
        """Outcomes in the order of the records.

        Raises NotAllowed, ValueError when the slice is too long or names one record twice.
        """
        require(rules.may_import(self.actor))
        if len(records) > SLICE_MAX or len({one.source_id for one in records}) != len(records):
            raise ValueError(f"a slice holds at most {SLICE_MAX} records, each once")
        with transaction.atomic():
            self._open(records)
            wanted = [one for one in records if self._is_due(one)]
            created = self._create([one for one in wanted if one.source_id not in self.present])
            updated = self._update([one for one in wanted if one.source_id in self.present])
            self._refold([*created, *updated])
            revived = self._prolong()
            self._tell([*created, *updated, *revived])
        return [self.outcomes[one.source_id] for one in records]

    # --- What a subclass says ---

    @abstractmethod
    def values(self, record: Record) -> Values:
        """The record in the posting's own plain form."""

    @abstractmethod
    def code_keys(self, record: Record) -> set[CodeKey]:
        """Every code that the record names."""

    @abstractmethod
    def columns(self, values: Values) -> Mapping[str, object]:
        """What the posting's own columns hold for these values."""

    @abstractmethod
    def write_related(self, records: Sequence[Record], rows: Sequence[Row]) -> None:
        """Everything that is not a column of the posting."""

    @abstractmethod
    def clear_related(self, rows: Sequence[Row]) -> None:
        """Take away what `write_related` wrote before."""

    @abstractmethod
    def series(self, row: Row) -> Series: ...

    @abstractmethod
    def expires_on(self) -> date: ...

    @abstractmethod
    def with_content(self, rows: QuerySet) -> QuerySet: ...

    @abstractmethod
    def folded(self, row: Row) -> str:
        """The public projection as the database search reads it."""

    @abstractmethod
    def emit_imported(self, first: Row, ids: list[int]) -> None: ...

    # --- The same for all ---

    def _rows(self, **wanted: object) -> QuerySet:
        return self.model._default_manager.filter(**wanted)

    def _open(self, records: Sequence[Record]) -> None:
        """Lock the records that are there already, and find what all of them refer to."""
        held = self._rows(source=self.source, source_key__in=[one.source_id for one in records])
        organisations = {one.owner_key: _owner(one) for one in records if not self._refusal(one)}
        self.owners = find_or_create_source_organisations(
            organisations.values(), source=self.source, actor=self.actor, now=self.now
        )
        self.codes = find_codes({key for one in records for key in self.code_keys(one)}, on=self.today)
        self.present = {row.source_key: row for row in held.select_for_update()}

    def _is_due(self, record: Record) -> bool:
        """True for what is new or changed; says what became of each record."""
        held, reason = self.present.get(record.source_id), self._refusal(record)
        if reason:
            outcome = Outcome.REJECTED
        elif held is None:
            outcome = Outcome.CREATED
        elif held.source_digest == record.fingerprint or held.state not in (self.in_search, EXPIRED):
            outcome = Outcome.UNCHANGED
        else:
            outcome = Outcome.UPDATED
        self.outcomes[record.source_id] = ImportOutcome(record.source_id, outcome, reason)
        return outcome in (Outcome.CREATED, Outcome.UPDATED)

    def _refusal(self, record: Record) -> str:
        if record.kind not in self.kinds:
            return f"kind {record.kind!r} is not one of the floor's"
        if not (record.title_en or record.title_vi):
            return "no title"
        if not (record.owner_name_en or record.owner_name_vi):
            return "the owner has no name"
        return "" if record.country else "the owner's country is not known"

    def _create(self, records: Sequence[Record]) -> list[Row]:
        rows = [self._filled(self._unsaved(record), record) for record in records]
        self._number(rows)
        self.model._default_manager.bulk_create(rows)
        self.write_related(records, rows)
        return rows

    def _update(self, records: Sequence[Record]) -> list[Row]:
        rows = [self._filled(self.present[record.source_id], record) for record in records]
        for row in rows:
            row.version += 1
            row.index_version += 1
            row.updated_at = self.now
        if rows:
            self.model._default_manager.bulk_update(rows, sorted({*_RENEWED, *_OF_SOURCE, *self.own_columns}))
        self.clear_related(rows)
        self.write_related(records, rows)
        return rows

    def _unsaved(self, record: Record) -> Row:
        return self.model(  # type: ignore[misc, return-value]
            kind=record.kind,
            state=self.in_search,
            state_since=self.now,
            source=self.source,
            source_key=record.source_id,
            imported_at=self.now,
            published_at=self.now,
            expires_on=self.expires_on(),
            created_at=self.now,
            updated_at=self.now,
        )

    def _filled(self, row: Row, record: Record) -> Row:
        row.owner = self.owners[record.owner_key]
        row.source_link = record.source_link
        row.source_digest = record.fingerprint
        row.source_restriction = record.restriction
        row.source_restriction_text = record.restriction_text[:RESTRICTION_MAX_CHARS]
        known: Values = {name: value for name, value in self.values(record).items() if self._is_known(name, value)}
        for name, value in self.columns(known).items():
            setattr(row, name, value)
        return row

    def _is_known(self, name: str, value: object) -> bool:
        """A code that the floor's lists lack is left out; the record is not lost for it."""
        fact = self.facts[name]
        return fact.shape is not Shape.CODE or not value or (fact.code_list, str(value)) in self.codes

    def _number(self, rows: Sequence[Row]) -> None:
        """References, one reservation per series."""
        by_series: dict[Series, list[Row]] = {}
        for row in rows:
            by_series.setdefault(self.series(row), []).append(row)
        for series, members in by_series.items():
            for row, reference in zip(members, issue_references(series, count=len(members)), strict=True):
                row.reference = reference

    def _refold(self, changed: Sequence[Row]) -> None:
        rows = list(self.with_content(self._rows(pk__in=[row.pk for row in changed])))
        for row in rows:
            row.public_text_folded = self.folded(row)
        if rows:
            self.model._default_manager.bulk_update(rows, ["public_text_folded"])

    def _prolong(self) -> list[Row]:
        """Every record that the source still has lives on; returns those that had run out and are back in search."""
        held = self._rows(pk__in=[one.pk for one in self.present.values()])
        revived = list(held.filter(state=EXPIRED))
        held.filter(pk__in=[one.pk for one in revived]).update(
            state=self.in_search, state_since=self.now, index_version=F("index_version") + 1
        )
        held.filter(state=self.in_search).update(expires_on=self.expires_on(), imported_at=self.now)
        return revived

    def _tell(self, rows: Sequence[Row]) -> None:
        ids = list(dict.fromkeys(row.pk for row in rows))
        if not ids:
            return
        record_audit(self.verb, subject=self.source, actor=self.actor, now=self.now, first=ids[0], count=len(ids))
        for start in range(0, len(ids), EVENT_IDS_MAX):
            self.emit_imported(rows[start], ids[start : start + EVENT_IDS_MAX])


def _owner(record: SourceRecord) -> SourceOrganisation:
    return SourceOrganisation(
        key=record.owner_key,
        name=record.owner_name_en or record.owner_name_vi,
        country=record.country,
        kind=record.owner_kind,
    )


def joined_keywords(words: Sequence[str], *, limit: int) -> str:
    """As many whole keywords as fit, separated by commas."""
    text = ", ".join(words)
    return text if len(text) <= limit else text[:limit].rsplit(",", 1)[0]
