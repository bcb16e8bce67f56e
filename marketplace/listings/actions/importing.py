"""Catalogue records of registered sources, published as they are: marked, without response clock, in slices."""

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
from marketplace.common.facts import Values
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.references import Series, issue_references
from marketplace.listings import events, rules
from marketplace.listings.actions.publishing import expiry, series_of
from marketplace.listings.actions.writing import columns_of
from marketplace.listings.catalogue import CatalogueRecord, ImportOutcome, Outcome
from marketplace.listings.fields import ABSTRACT_MAX_CHARS, FIELDS, KEYWORDS_MAX_CHARS, Holder, fields_of
from marketplace.listings.models import IpRight, Listing, ServiceDetails, TechnologyDetails
from marketplace.listings.projection import public_texts
from marketplace.listings.queries import with_content
from marketplace.listings.states import Kind, State
from marketplace.taxonomy.ipc import listed_code
from marketplace.taxonomy.models import Code, Source
from marketplace.taxonomy.plain import CodeKey, find_codes

SLICE_MAX = settings.IMPORT_BATCH  # Records of one transaction; a longer one holds the only writer of SQLite too long.
EVENT_IDS_MAX = 150  # So many ids fit into the 2 kB of an event's facts.
DEFAULT_PRICE_MODE = "on_request"
IPC_MAX_CHARS = 200


@dataclass(slots=True)
class _Slice:
    """What one transaction works on: the records that are new or changed, and what they refer to."""

    source: Source
    now: datetime
    owners: Mapping[str, Organisation]
    codes: Mapping[CodeKey, Code]
    present: Mapping[str, Listing]
    outcomes: dict[str, ImportOutcome] = field(default_factory=dict)


def import_published_batch(
    records: Sequence[CatalogueRecord], *, source: Source, actor: Actor, now: datetime
) -> list[ImportOutcome]:
    """Publish a slice of at most 200 records of a source that is registered with licence and date.

    A record that is there already is updated when its content changed; each import moves `expires_on`. One event
    `listings.imported` for the slice. Outcomes come in the order of the records. Raises NotAllowed, ValueError when the
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
    held = Listing.objects.filter(source=source, source_key__in=[one.source_id for one in records])
    organisations = {one.owner_key: _owner(one) for one in records if not _refusal(one)}
    keys = {key for one in records for key in _code_keys(one)}
    return _Slice(
        source=source,
        now=now,
        owners=find_or_create_source_organisations(organisations.values(), source=source, actor=actor, now=now),
        codes=find_codes(keys, on=timezone.localdate(now)),
        present={listing.source_key: listing for listing in held.select_for_update()},
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
    elif held.source_digest == record.fingerprint or held.state not in (State.PUBLISHED, State.EXPIRED):
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


def _create(records: Sequence[CatalogueRecord], work: _Slice) -> list[Listing]:
    listings = [_unsaved(record, work) for record in records]
    _number(listings, work)
    Listing.objects.bulk_create(listings)
    _create_details(records, listings, work)
    _set_codes(records, listings, work)
    _create_rights(records, listings, work)
    return listings


def _update(records: Sequence[CatalogueRecord], work: _Slice) -> list[Listing]:
    listings = [_filled(work.present[record.source_id], record, work) for record in records]
    for listing in listings:
        listing.version += 1
        listing.index_version += 1
        listing.updated_at = work.now
    columns = {
        "version",
        "index_version",
        "updated_at",
        "owner",
        "source_digest",
        "source_link",
        "source_restriction",
    }
    own = {name for name, fact in FIELDS.items() if fact.holder == Holder.LISTING and fact.shape != "codes"}
    if listings:
        Listing.objects.bulk_update(listings, sorted(columns | own | {"source_restriction_text"}))
    _renew_details(records, listings, work)
    return listings


def _renew_details(records: Sequence[CatalogueRecord], listings: Sequence[Listing], work: _Slice) -> None:
    """Details, codes and rights of changed records are written anew."""
    for model in (TechnologyDetails, ServiceDetails, IpRight):
        model.objects.filter(listing__in=listings).delete()
    for through in (Listing.ipc.through, Listing.licence_kinds.through):
        through.objects.filter(listing__in=listings).delete()
    _create_details(records, listings, work)
    _set_codes(records, listings, work)
    _create_rights(records, listings, work)


def _unsaved(record: CatalogueRecord, work: _Slice) -> Listing:
    listing = Listing(
        kind=record.kind,
        state=State.PUBLISHED,
        state_since=work.now,
        source=work.source,
        source_key=record.source_id,
        imported_at=work.now,
        published_at=work.now,
        expires_on=expiry(work.now),
        created_at=work.now,
        updated_at=work.now,
    )
    return _filled(listing, record, work)


def _filled(listing: Listing, record: CatalogueRecord, work: _Slice) -> Listing:
    listing.owner = work.owners[record.owner_key]
    listing.source_link = record.source_link
    listing.source_digest = record.fingerprint
    listing.source_restriction = record.restriction
    listing.source_restriction_text = record.restriction_text[:300]
    values = {name: value for name, value in _values(record).items() if _is_known(name, value, work)}
    for name, value in columns_of(values, work.codes).items():
        setattr(listing, name, value)
    return listing


def _values(record: CatalogueRecord) -> Values:
    """The record in the listing's own plain form; a text the kind has no block for becomes its description."""
    values: Values = {
        "title_vi": record.title_vi,
        "title_en": record.title_en,
        "summary_vi": record.summary_vi,
        "summary_en": record.summary_en,
        "keywords_en": _joined(record.keywords),
        "st_field": record.field,
        "wipo_field": record.wipo_field,
        "origin_country": record.country,
        "price_mode": record.price_mode or DEFAULT_PRICE_MODE,
    }
    if record.kind == Kind.TECHNOLOGY:
        values |= {"how_it_works_vi": record.body_vi, "how_it_works_en": record.body_en, "subtype": record.subtype}
    else:
        values |= {
            "abstract_vi": record.body_vi[:ABSTRACT_MAX_CHARS],
            "abstract_en": record.body_en[:ABSTRACT_MAX_CHARS],
        }
    if record.kind != Kind.SERVICE:
        values |= {"trl_declared": record.trl, "year_started": record.year_started}
    return {name: value for name, value in values.items() if name in fields_of(record.kind)}


def _joined(words: Sequence[str]) -> str:
    """As many whole keywords as fit."""
    text = ", ".join(words)
    return text if len(text) <= KEYWORDS_MAX_CHARS else text[:KEYWORDS_MAX_CHARS].rsplit(",", 1)[0]


def _code_keys(record: CatalogueRecord) -> set[CodeKey]:
    values = {name: value for name, value in _values(record).items() if FIELDS[name].shape == "code" and value}
    keys = {(FIELDS[name].code_list, str(value)) for name, value in values.items()}
    keys |= {("ipc", listed_code(symbol)) for symbol in record.ipc}
    keys |= {("licence_kind", one) for one in record.licence_kinds} | {
        ("service_kind", one) for one in record.service_kinds
    }
    if record.right is not None:
        right = record.right
        keys |= {("ip_kind", right.kind), ("legal_status", right.status), ("vn_effect", right.vn_effect)}
    return keys


def _is_known(name: str, value: object, work: _Slice) -> bool:
    """A code that the floor's lists lack is left out; the record is not lost for it."""
    fact = FIELDS[name]
    return fact.shape != "code" or not value or (fact.code_list, str(value)) in work.codes


def _number(listings: Sequence[Listing], work: _Slice) -> None:
    """References, one reservation per series."""
    by_series: dict[Series, list[Listing]] = {}
    for listing in listings:
        by_series.setdefault(series_of(listing, day=timezone.localdate(work.now)), []).append(listing)
    for series, members in by_series.items():
        for listing, reference in zip(members, issue_references(series, count=len(members)), strict=True):
            listing.reference = reference


def _create_details(records: Sequence[CatalogueRecord], listings: Sequence[Listing], work: _Slice) -> None:
    technologies, services = [], []
    for record, listing in zip(records, listings, strict=True):
        if record.kind == Kind.SERVICE:
            services.append(ServiceDetails(listing=listing))
            continue
        details = TechnologyDetails(listing=listing, year_started=record.year_started)
        details.how_it_works_vi = record.body_vi if record.kind == Kind.TECHNOLOGY else ""
        details.how_it_works_en = record.body_en if record.kind == Kind.TECHNOLOGY else ""
        details.subtype = work.codes.get(("listing_subtype", record.subtype))
        details.trl_declared = work.codes.get(("trl", record.trl))
        technologies.append(details)
    TechnologyDetails.objects.bulk_create(technologies)
    ServiceDetails.objects.bulk_create(services)


def _set_codes(records: Sequence[CatalogueRecord], listings: Sequence[Listing], work: _Slice) -> None:
    ipc, licences, services = [], [], []
    for record, listing in zip(records, listings, strict=True):
        listed = dict.fromkeys(listed_code(symbol) for symbol in record.ipc)
        ipc += [Listing.ipc.through(listing=listing, code=code) for code in _found("ipc", listed, work)]
        licences += [
            Listing.licence_kinds.through(listing=listing, code=code)
            for code in _found("licence_kind", record.licence_kinds, work)
        ]
        services += [
            ServiceDetails.service_kinds.through(servicedetails_id=listing.pk, code=code)
            for code in _found("service_kind", record.service_kinds, work)
            if record.kind == Kind.SERVICE
        ]
    Listing.ipc.through.objects.bulk_create(ipc)
    Listing.licence_kinds.through.objects.bulk_create(licences)
    ServiceDetails.service_kinds.through.objects.bulk_create(services)


def _found(code_list: str, words: Sequence[str] | Mapping[str, None], work: _Slice) -> list[Code]:
    return [work.codes[code_list, word] for word in words if (code_list, word) in work.codes]


def _create_rights(records: Sequence[CatalogueRecord], listings: Sequence[Listing], work: _Slice) -> None:
    rows = []
    for record, listing in zip(records, listings, strict=True):
        right = record.right
        if right is None:
            continue
        rows.append(
            IpRight(
                listing=listing,
                kind=work.codes.get(("ip_kind", right.kind)),
                office=right.office,
                application_no=right.application_no,
                registration_no=right.registration_no,
                title=right.title,
                expires_on=right.expires_on,
                ipc=", ".join(record.ipc)[:IPC_MAX_CHARS],
                vn_effect=work.codes.get(("vn_effect", right.vn_effect)),
                status=work.codes.get(("legal_status", right.status)),
                status_on=right.status_on,
                status_source=right.status_source,
                checked_at=work.now,
            )
        )
    IpRight.objects.bulk_create(rows)


def _refold(listings: Sequence[Listing]) -> None:
    rows = list(with_content(Listing.objects.filter(pk__in=[listing.pk for listing in listings])))
    for row in rows:
        row.public_text_folded = public_texts(row).folded()
    if rows:
        Listing.objects.bulk_update(rows, ["public_text_folded"])


def _prolong(work: _Slice) -> list[Listing]:
    """Every record that the source still has lives on; returns those that had run out and are back in the search."""
    held = Listing.objects.filter(pk__in=[one.pk for one in work.present.values()])
    revived = list(held.filter(state=State.EXPIRED))
    last = expiry(work.now)
    held.filter(pk__in=[one.pk for one in revived]).update(
        state=State.PUBLISHED, state_since=work.now, index_version=F("index_version") + 1
    )
    held.filter(state=State.PUBLISHED).update(expires_on=last, imported_at=work.now)
    return revived


def _tell(listings: Sequence[Listing], *, source: Source, actor: Actor, now: datetime) -> None:
    ids = list(dict.fromkeys(listing.pk for listing in listings))
    if not ids:
        return
    record_audit("listing.import_published", subject=source, actor=actor, now=now, first=ids[0], count=len(ids))
    for start in range(0, len(ids), EVENT_IDS_MAX):
        emit(events.IMPORTED, subject=listings[start], ids=ids[start : start + EVENT_IDS_MAX])
