"""Catalogue records of registered sources, open as they are: marked, without response clock, in slices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from marketplace.accounts.actions.sources import SourceOrganisation, find_or_create_source_organisations
from marketplace.accounts.models import Organisation
from marketplace.common.audit import record as record_audit
from marketplace.common.facts import Shape, Values
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.references import Series, issue_references
from marketplace.needs import events, rules
from marketplace.needs.actions.publishing import expiry, series_of
from marketplace.needs.actions.writing import columns_of
from marketplace.needs.catalogue import CatalogueRecord, ImportOutcome, Outcome
from marketplace.needs.fields import FIELDS, KEYWORDS_MAX_CHARS
from marketplace.needs.models import Need
from marketplace.needs.projection import public_texts
from marketplace.needs.queries import with_content
from marketplace.needs.states import Kind, State
from marketplace.taxonomy.models import Source
from marketplace.taxonomy.plain import CodeKey, Codes, find_codes

SLICE_MAX = settings.IMPORT_BATCH  # Records of one transaction; a longer one holds the only writer of SQLite too long.
EVENT_IDS_MAX = 150  # So many ids fit into the 2 kB of an event's facts.
RESTRICTION_MAX_CHARS = 300


@dataclass(slots=True)
class _Slice:
    """What one transaction works on: the records that are there already, and what all of them refer to."""

    source: Source
    now: datetime
    owners: Mapping[str, Organisation]
    codes: Codes
    present: Mapping[str, Need]
    outcomes: dict[str, ImportOutcome] = field(default_factory=dict)


def import_published_batch(
    records: Sequence[CatalogueRecord], *, source: Source, actor: Actor, now: datetime
) -> list[ImportOutcome]:
    """Open a slice of at most 200 needs of a source that is registered with licence and date.

    A record that is there already is updated when its content changed; each import moves `expires_on`. One event
    `needs.imported` for the slice. Outcomes come in the order of the records. Raises NotAllowed, ValueError when the
    slice is too long or names one record twice.
    """
    require(rules.may_import(actor))
    if len(records) > SLICE_MAX or len({one.source_id for one in records}) != len(records):
        raise ValueError(f"a slice holds at most {SLICE_MAX} records, each once")
    with transaction.atomic():
        work = _open(records, source=source, actor=actor, now=now)
        wanted = [one for one in records if _is_due(one, work)]
        created = _create([one for one in wanted if one.source_id not in work.present], work)
        updated = _update([one for one in wanted if one.source_id in work.present], work)
        _refold([*created, *updated])
        revived = _prolong(work)
        _tell([*created, *updated, *revived], source=source, actor=actor, now=now)
    return [work.outcomes[one.source_id] for one in records]


def _open(records: Sequence[CatalogueRecord], *, source: Source, actor: Actor, now: datetime) -> _Slice:
    held = Need.objects.filter(source=source, source_key__in=[one.source_id for one in records])
    organisations = {one.owner_key: _owner(one) for one in records if not _refusal(one)}
    keys = {key for one in records for key in _code_keys(one)}
    return _Slice(
        source=source,
        now=now,
        owners=find_or_create_source_organisations(organisations.values(), source=source, actor=actor, now=now),
        codes=find_codes(keys, on=timezone.localdate(now)),
        present={need.source_key: need for need in held.select_for_update()},
    )


def _owner(record: CatalogueRecord) -> SourceOrganisation:
    return SourceOrganisation(
        key=record.owner_key,
        name=record.owner_name_en or record.owner_name_vi,
        country=record.country,
        kind=record.owner_kind,
    )


def _is_due(record: CatalogueRecord, work: _Slice) -> bool:
    """True for what is new or changed; says what became of each record."""
    held, reason = work.present.get(record.source_id), _refusal(record)
    if reason:
        outcome = Outcome.REJECTED
    elif held is None:
        outcome = Outcome.CREATED
    elif held.source_digest == record.fingerprint or held.state not in (State.OPEN, State.EXPIRED):
        outcome = Outcome.UNCHANGED
    else:
        outcome = Outcome.UPDATED
    work.outcomes[record.source_id] = ImportOutcome(record.source_id, outcome, reason)
    return outcome in (Outcome.CREATED, Outcome.UPDATED)


def _refusal(record: CatalogueRecord) -> str:
    if record.kind not in Kind.values:
        return f"kind {record.kind!r} is not one of the floor's"
    if not (record.title_en or record.title_vi):
        return "no title"
    if not (record.owner_name_en or record.owner_name_vi):
        return "the owner has no name"
    return "" if record.country else "the owner's country is not known"


def _create(records: Sequence[CatalogueRecord], work: _Slice) -> list[Need]:
    needs = [_filled(_unsaved(record, work), record, work) for record in records]
    _number(needs, work)
    Need.objects.bulk_create(needs)
    _set_codes(records, needs, work)
    return needs


def _update(records: Sequence[CatalogueRecord], work: _Slice) -> list[Need]:
    needs = [_filled(work.present[record.source_id], record, work) for record in records]
    for need in needs:
        need.version += 1
        need.index_version += 1
        need.updated_at = work.now
    columns = {
        "version",
        "index_version",
        "updated_at",
        "owner",
        "source_digest",
        "source_link",
        "source_restriction",
    }
    own = {name for name, fact in FIELDS.items() if fact.shape not in (Shape.CODES, Shape.ROWS)}
    if needs:
        Need.objects.bulk_update(needs, sorted(columns | own | {"source_restriction_text"}))
    for through in (Need.licence_kinds.through, Need.service_kinds.through):
        through.objects.filter(need__in=needs).delete()
    _set_codes(records, needs, work)
    return needs


def _unsaved(record: CatalogueRecord, work: _Slice) -> Need:
    return Need(
        kind=record.kind,
        state=State.OPEN,
        state_since=work.now,
        source=work.source,
        source_key=record.source_id,
        imported_at=work.now,
        published_at=work.now,
        expires_on=expiry(work.now, answers_by=None),
        created_at=work.now,
        updated_at=work.now,
    )


def _filled(need: Need, record: CatalogueRecord, work: _Slice) -> Need:
    need.owner = work.owners[record.owner_key]
    need.source_link = record.source_link
    need.source_digest = record.fingerprint
    need.source_restriction = record.restriction
    need.source_restriction_text = record.restriction_text[:RESTRICTION_MAX_CHARS]
    values = {name: value for name, value in _values(record).items() if _is_known(name, value, work)}
    for name, value in columns_of(values, work.codes).items():
        setattr(need, name, value)
    return need


def _values(record: CatalogueRecord) -> Values:
    """The record in the need's own plain form."""
    return {
        "title_vi": record.title_vi,
        "title_en": record.title_en,
        "summary_vi": record.summary_vi,
        "summary_en": record.summary_en,
        "problem_vi": record.body_vi,
        "problem_en": record.body_en,
        "keywords_en": _joined(record.keywords),
        "st_field": record.field,
        "wipo_field": record.wipo_field,
        "answers_by": record.answers_by.isoformat() if record.answers_by else None,
    }


def _joined(words: Sequence[str]) -> str:
    """As many whole keywords as fit."""
    text = ", ".join(words)
    return text if len(text) <= KEYWORDS_MAX_CHARS else text[:KEYWORDS_MAX_CHARS].rsplit(",", 1)[0]


def _code_keys(record: CatalogueRecord) -> set[CodeKey]:
    single = {"st_field": record.field, "wipo_field": record.wipo_field}
    many = {"licence_kind": record.licence_kinds, "service_kind": record.service_kinds}
    keys = {(name, code) for name, code in single.items() if code}
    return keys | {(name, code) for name, codes in many.items() for code in codes}


def _is_known(name: str, value: object, work: _Slice) -> bool:
    """A code that the floor's lists lack is left out; the record is not lost for it."""
    fact = FIELDS[name]
    return fact.shape is not Shape.CODE or not value or (fact.code_list, str(value)) in work.codes


def _number(needs: Sequence[Need], work: _Slice) -> None:
    """References, one reservation per series."""
    by_series: dict[Series, list[Need]] = {}
    for need in needs:
        by_series.setdefault(series_of(need, day=timezone.localdate(work.now)), []).append(need)
    for series, members in by_series.items():
        for need, reference in zip(members, issue_references(series, count=len(members)), strict=True):
            need.reference = reference


def _set_codes(records: Sequence[CatalogueRecord], needs: Sequence[Need], work: _Slice) -> None:
    for name, wanted in (("licence_kinds", "licence_kind"), ("service_kinds", "service_kind")):
        through = getattr(Need, name).through
        through.objects.bulk_create(
            [
                through(need=need, code=work.codes[wanted, word])
                for record, need in zip(records, needs, strict=True)
                for word in getattr(record, name)
                if (wanted, word) in work.codes
            ]
        )


def _refold(needs: Sequence[Need]) -> None:
    rows = list(with_content(Need.objects.filter(pk__in=[need.pk for need in needs])))
    for row in rows:
        row.public_text_folded = public_texts(row).folded()
    if rows:
        Need.objects.bulk_update(rows, ["public_text_folded"])


def _prolong(work: _Slice) -> list[Need]:
    """Every record that the source still has lives on; returns those that had run out and are back in the search."""
    held = Need.objects.filter(pk__in=[one.pk for one in work.present.values()])
    revived = list(held.filter(state=State.EXPIRED))
    held.filter(pk__in=[one.pk for one in revived]).update(
        state=State.OPEN, state_since=work.now, index_version=F("index_version") + 1
    )
    held.filter(state=State.OPEN).update(expires_on=expiry(work.now, answers_by=None), imported_at=work.now)
    return revived


def _tell(needs: Sequence[Need], *, source: Source, actor: Actor, now: datetime) -> None:
    ids = list(dict.fromkeys(need.pk for need in needs))
    if not ids:
        return
    record_audit("need.import_published", subject=source, actor=actor, now=now, first=ids[0], count=len(ids))
    for start in range(0, len(ids), EVENT_IDS_MAX):
        emit(events.IMPORTED, subject=needs[start], ids=ids[start : start + EVENT_IDS_MAX])
