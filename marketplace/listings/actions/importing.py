"""Catalogue records of registered sources, published as they are: marked, without response clock, in slices."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from django.db.models import QuerySet

from marketplace.accounts.actions.catalogue import CatalogueSlice, joined_keywords
from marketplace.accounts.catalogue import ImportOutcome
from marketplace.common.facts import Fact, Shape, Values
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor
from marketplace.common.references import Series
from marketplace.listings import events
from marketplace.listings.actions.publishing import expiry, series_of
from marketplace.listings.actions.writing import columns_of
from marketplace.listings.catalogue import CatalogueRecord
from marketplace.listings.fields import ABSTRACT_MAX_CHARS, FIELDS, KEYWORDS_MAX_CHARS, Holder, fields_of
from marketplace.listings.models import IpRight, Listing, ServiceDetails, TechnologyDetails
from marketplace.listings.projection import public_texts
from marketplace.listings.queries import with_content
from marketplace.listings.states import Kind, State
from marketplace.taxonomy.ipc import listed_code
from marketplace.taxonomy.models import Code, Source
from marketplace.taxonomy.plain import CodeKey

DEFAULT_PRICE_MODE = "on_request"
IPC_MAX_CHARS = 200


def import_published_batch(
    records: Sequence[CatalogueRecord], *, source: Source, actor: Actor, now: datetime
) -> list[ImportOutcome]:
    """Publish a slice of at most 200 records of a source that is registered with licence and date.

    A record that is there already is updated when its content changed; each import moves `expires_on`. One event
    `listings.imported` for the slice. Outcomes come in the order of the records. Raises NotAllowed, ValueError when the
    slice is too long or names one record twice.
    """
    return _Slice(source=source, actor=actor, now=now).publish(records)


class _Slice(CatalogueSlice[CatalogueRecord, Listing]):
    model = Listing
    kinds = Kind.values
    facts: ClassVar[Mapping[str, Fact]] = FIELDS
    own_columns = frozenset(
        name for name, fact in FIELDS.items() if fact.holder == Holder.LISTING and fact.shape is not Shape.CODES
    )
    in_search = State.PUBLISHED
    verb = "listing.import_published"

    def values(self, record: CatalogueRecord) -> Values:
        """The record in the listing's own plain form; a text the kind has no block for becomes its description."""
        values: Values = {
            "title_vi": record.title_vi,
            "title_en": record.title_en,
            "summary_vi": record.summary_vi,
            "summary_en": record.summary_en,
            "keywords_en": joined_keywords(record.keywords, limit=KEYWORDS_MAX_CHARS),
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

    def code_keys(self, record: CatalogueRecord) -> set[CodeKey]:
        values = {name: value for name, value in self.values(record).items() if FIELDS[name].shape == "code" and value}
        keys = {(FIELDS[name].code_list, str(value)) for name, value in values.items()}
        keys |= {("ipc", listed_code(symbol)) for symbol in record.ipc}
        keys |= {("licence_kind", one) for one in record.licence_kinds} | {
            ("service_kind", one) for one in record.service_kinds
        }
        if record.right is not None:
            right = record.right
            keys |= {("ip_kind", right.kind), ("legal_status", right.status), ("vn_effect", right.vn_effect)}
        return keys

    def columns(self, values: Values) -> Mapping[str, object]:
        return columns_of(values, self.codes)

    def write_related(self, records: Sequence[CatalogueRecord], rows: Sequence[Listing]) -> None:
        self._create_details(records, rows)
        self._set_codes(records, rows)
        self._create_rights(records, rows)

    def clear_related(self, rows: Sequence[Listing]) -> None:
        for model in (TechnologyDetails, ServiceDetails, IpRight):
            model.objects.filter(listing__in=rows).delete()
        for through in (Listing.ipc.through, Listing.licence_kinds.through):
            through.objects.filter(listing__in=rows).delete()

    def series(self, row: Listing) -> Series:
        return series_of(row, day=self.today)

    def expires_on(self) -> date:
        return expiry(self.now)

    def with_content(self, rows: QuerySet) -> QuerySet:
        return with_content(rows)

    def folded(self, row: Listing) -> str:
        return public_texts(row).folded()

    def emit_imported(self, first: Listing, ids: list[int]) -> None:
        emit(events.IMPORTED, subject=first, ids=ids)

    def _create_details(self, records: Sequence[CatalogueRecord], listings: Sequence[Listing]) -> None:
        technologies, services = [], []
        for record, listing in zip(records, listings, strict=True):
            if record.kind == Kind.SERVICE:
                services.append(ServiceDetails(listing=listing))
                continue
            details = TechnologyDetails(listing=listing, year_started=record.year_started)
            details.how_it_works_vi = record.body_vi if record.kind == Kind.TECHNOLOGY else ""
            details.how_it_works_en = record.body_en if record.kind == Kind.TECHNOLOGY else ""
            details.subtype = self.codes.get(("listing_subtype", record.subtype))
            details.trl_declared = self.codes.get(("trl", record.trl))
            technologies.append(details)
        TechnologyDetails.objects.bulk_create(technologies)
        ServiceDetails.objects.bulk_create(services)

    def _set_codes(self, records: Sequence[CatalogueRecord], listings: Sequence[Listing]) -> None:
        ipc, licences, services = [], [], []
        for record, listing in zip(records, listings, strict=True):
            listed = dict.fromkeys(listed_code(symbol) for symbol in record.ipc)
            ipc += [Listing.ipc.through(listing=listing, code=code) for code in self._found("ipc", listed)]
            licences += [
                Listing.licence_kinds.through(listing=listing, code=code)
                for code in self._found("licence_kind", record.licence_kinds)
            ]
            services += [
                ServiceDetails.service_kinds.through(servicedetails_id=listing.pk, code=code)
                for code in self._found("service_kind", record.service_kinds)
                if record.kind == Kind.SERVICE
            ]
        Listing.ipc.through.objects.bulk_create(ipc)
        Listing.licence_kinds.through.objects.bulk_create(licences)
        ServiceDetails.service_kinds.through.objects.bulk_create(services)

    def _found(self, code_list: str, words: Sequence[str] | Mapping[str, None]) -> list[Code]:
        return [self.codes[code_list, word] for word in words if (code_list, word) in self.codes]

    def _create_rights(self, records: Sequence[CatalogueRecord], listings: Sequence[Listing]) -> None:
        rows = []
        for record, listing in zip(records, listings, strict=True):
            right = record.right
            if right is None:
                continue
            rows.append(
                IpRight(
                    listing=listing,
                    kind=self.codes.get(("ip_kind", right.kind)),
                    office=right.office,
                    application_no=right.application_no,
                    registration_no=right.registration_no,
                    title=right.title,
                    expires_on=right.expires_on,
                    ipc=", ".join(record.ipc)[:IPC_MAX_CHARS],
                    vn_effect=self.codes.get(("vn_effect", right.vn_effect)),
                    status=self.codes.get(("legal_status", right.status)),
                    status_on=right.status_on,
                    status_source=right.status_source,
                    checked_at=self.now,
                )
            )
        IpRight.objects.bulk_create(rows)
