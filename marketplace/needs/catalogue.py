"""A need of somebody's catalogue as the importer hands it over. Pure values, no Django."""

from dataclasses import dataclass
from datetime import date

from marketplace.accounts.catalogue import SourceRecord

BODY_MAX_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class CatalogueRecord(SourceRecord):
    """One need of a registered source; `kind` is technology, service or research, the body its problem in full."""

    answers_by: date | None = None  # Null where the source names no day.
