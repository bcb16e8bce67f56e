"""A record of somebody's catalogue as the importer hands it over, before it is a listing. Pure values, no Django."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

TITLE_MAX_CHARS = 150
SUMMARY_MAX_CHARS = 280
BODY_MAX_CHARS = 6_000  # As a block of description of the listing itself.


class Restriction(StrEnum):
    """Who a record's source lets use it. The strictest comes last."""

    NONE = "none"
    PURPOSE_LIMITED = "purpose_limited"
    DOMESTIC_ONLY = "domestic_only"
    NO_EXPORT = "no_export"


class Outcome(StrEnum):
    """What became of one record."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


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
class CatalogueRecord:
    """One listing of a registered source: texts clean (NFC), inside their limits and free of contact data.

    At least one title, `source_id` and `owner_key` are never empty. Codes are those of `taxonomy`; an empty code means
    that the source does not say.
    """

    source_id: str
    kind: str  # technology, ip_asset, service
    owner_key: str  # Stable per source organisation: spellings of one centre share it.
    owner_name_en: str = ""
    owner_name_vi: str = ""
    owner_short_name: str = ""
    owner_kind: str = "other"  # code of list org_kind
    country: str = ""  # ISO 3166 alpha-2, of the owner
    province: str = ""  # code in the present edition, of the owner
    subtype: str = ""  # code of list listing_subtype; technology only
    title_en: str = ""
    title_vi: str = ""
    summary_en: str = ""
    summary_vi: str = ""
    body_en: str = ""  # Plain text, paragraphs separated by an empty line.
    body_vi: str = ""
    field: str = ""  # code of list st_field
    wipo_field: str = ""
    ipc: tuple[str, ...] = ()  # As printed, "A61B 5/00" or "A61B"; may hold codes that the list lacks.
    keywords: tuple[str, ...] = ()
    licence_kinds: tuple[str, ...] = ()
    service_kinds: tuple[str, ...] = ()
    trl: str = ""
    price_mode: str = ""
    source_link: str = ""  # http or https; empty: the page names the source's own address
    restriction: Restriction = Restriction.NONE
    restriction_text: str = ""  # The source's own words.
    right: CatalogueRight | None = None
    year_started: int | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for equal content: what tells an update from an unchanged record. 64 hexadecimal digits."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of a record, in the order of the records given; `reason` is a sentence when it was rejected."""

    source_id: str
    status: Outcome
    reason: str = ""
