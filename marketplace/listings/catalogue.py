"""A listing of somebody's catalogue as the importer hands it over. Pure values, no Django."""

from dataclasses import dataclass
from datetime import date

from marketplace.accounts.catalogue import SourceRecord

BODY_MAX_CHARS = 6_000  # As a block of description of the listing itself.


@dataclass(frozen=True, slots=True)
class CatalogueRight:
    """An IP right as its source states it. `status` has an as-of date and a source, or there is no right."""

    kind: str  # code of list ip_kind
    office: str  # WIPO ST.3, for example "US"
    status: str  # code of list legal_status
    status_on: date
    status_source: str
    application_no: str = ""
    registration_no: str = ""
    expires_on: date | None = None
    vn_effect: str = "unknown"  # code of list vn_effect
    title: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueRecord(SourceRecord):
    """One listing of a registered source; `kind` is technology, ip_asset or service."""

    subtype: str = ""  # code of list listing_subtype; technology only
    ipc: tuple[str, ...] = ()  # As printed, "A61B 5/00" or "A61B"; may hold codes that the list lacks.
    trl: str = ""
    price_mode: str = ""
    right: CatalogueRight | None = None
    year_started: int | None = None
