"""A record of somebody's catalogue as the importer hands it over, before it is a posting. Pure values, no Django."""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

TITLE_MAX_CHARS = 150
SUMMARY_MAX_CHARS = 280


class Restriction(StrEnum):
    """Who a record's source lets use or answer it. The strictest comes last."""

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
class SourceRecord:
    """What every record of a registered source says: texts clean (NFC), in their limits and free of contact data.

    At least one title, `source_id` and `owner_key` are never empty. Codes are those of `taxonomy`; an empty code means
    that the source does not say.
    """

    source_id: str
    kind: str
    owner_key: str  # Stable per source organisation: spellings of one centre share it.
    owner_name_en: str = ""
    owner_name_vi: str = ""
    owner_short_name: str = ""
    owner_kind: str = "other"  # code of list org_kind
    country: str = ""  # ISO 3166 alpha-2, of the owner
    province: str = ""  # code in the present edition, of the owner
    title_en: str = ""
    title_vi: str = ""
    summary_en: str = ""
    summary_vi: str = ""
    body_en: str = ""  # Plain text, paragraphs separated by an empty line.
    body_vi: str = ""
    field: str = ""  # code of list st_field
    wipo_field: str = ""
    keywords: tuple[str, ...] = ()
    licence_kinds: tuple[str, ...] = ()
    service_kinds: tuple[str, ...] = ()
    source_link: str = ""  # http or https; empty: the page names the source's own address
    restriction: Restriction = Restriction.NONE
    restriction_text: str = ""  # The source's own words.

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
