"""Organisations that only a catalogue names: not on the floor, unverified, without members, until claimed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from marketplace.accounts import rules
from marketplace.accounts.fields import NAME_MAX_CHARS
from marketplace.accounts.models import Organisation
from marketplace.common.audit import record
from marketplace.common.ids import slugify_vi
from marketplace.common.permissions import Actor, require
from marketplace.common.text import clean_text
from marketplace.taxonomy.models import Code, Source
from marketplace.taxonomy.queries import code


@dataclass(frozen=True, slots=True)
class SourceOrganisation:
    """What a catalogue says of one organisation; `key` is its stable name within the source."""

    key: str
    name: str
    country: str  # ISO 3166 alpha-2.
    kind: str = "other"


def find_or_create_source_organisations(
    rows: Iterable[SourceOrganisation], *, source: Source, actor: Actor, now: datetime
) -> dict[str, Organisation]:
    """The organisation of each key; new ones are made in one go, with one audit entry for the slice.

    Raises NotAllowed unless curator or system.
    """
    require(rules.may_import(actor))
    wanted = {row.key: row for row in rows}
    with transaction.atomic():
        found = _known(wanted)
        missing = [row for key, row in wanted.items() if key not in found]
        if missing:
            fresh = _unsaved(missing, source=source, now=now)
            Organisation.objects.bulk_create(fresh, ignore_conflicts=True)  # Another importer may have been first.
            record("organisation.import", subject=source, actor=actor, now=now, count=len(fresh))
            found = _known(wanted) | _by_key(source, wanted)
    return found


def find_or_create_source_organisation(
    row: SourceOrganisation, *, source: Source, actor: Actor, now: datetime
) -> Organisation:
    """As above for one."""
    return find_or_create_source_organisations([row], source=source, actor=actor, now=now)[row.key]


def _known(wanted: Mapping[str, SourceOrganisation]) -> dict[str, Organisation]:
    """Two catalogues that name one body alike, by key, name and country, speak of one organisation."""
    held = Organisation.objects.filter(on_floor=False, source_key__in=list(wanted)).select_related("country")
    same = (row for row in held.order_by("-pk") if _is_same(row, wanted[row.source_key]))
    return {organisation.source_key: organisation for organisation in same}


def _is_same(organisation: Organisation, row: SourceOrganisation) -> bool:
    return (organisation.name_en, organisation.country.code) == (_clean_name(row), row.country)


def _clean_name(row: SourceOrganisation) -> str:
    return " ".join(clean_text(row.name).split())[:NAME_MAX_CHARS]


def _by_key(source: Source, wanted: Iterable[str]) -> dict[str, Organisation]:
    held = Organisation.objects.filter(source=source, source_key__in=list(wanted))
    return {organisation.source_key: organisation for organisation in held}


def _unsaved(rows: Sequence[SourceOrganisation], *, source: Source, now: datetime) -> list[Organisation]:
    kinds = {word: code("org_kind", word) for word in {row.kind for row in rows}}
    countries = {word: code("country", word) for word in {row.country for row in rows}}
    return [_new(row, kind=kinds[row.kind], country=countries[row.country], source=source, now=now) for row in rows]


def _new(row: SourceOrganisation, *, kind: Code, country: Code, source: Source, now: datetime) -> Organisation:
    name = _clean_name(row)
    organisation = Organisation(
        name_en=name,
        kind=kind,
        country=country,
        on_floor=False,
        source=source,
        source_key=row.key,
        created_at=now,
        updated_at=now,
    )
    # The opaque id always: a slice is made without looking which plain slugs are free.
    organisation.slug = f"{slugify_vi(name)}-{organisation.public_id}"
    return organisation
