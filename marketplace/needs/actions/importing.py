"""Catalogue records of registered sources, open as they are: marked, without response clock, in slices."""

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
from marketplace.needs import events
from marketplace.needs.actions.publishing import expiry, series_of
from marketplace.needs.actions.writing import columns_of
from marketplace.needs.catalogue import CatalogueRecord
from marketplace.needs.fields import FIELDS, KEYWORDS_MAX_CHARS
from marketplace.needs.models import Need
from marketplace.needs.projection import public_texts
from marketplace.needs.queries import with_content
from marketplace.needs.states import Kind, State
from marketplace.taxonomy.models import Source
from marketplace.taxonomy.plain import CodeKey

_CHOSEN = (("licence_kinds", "licence_kind"), ("service_kinds", "service_kind"))  # Of a need, and their code lists.


def import_published_batch(
    records: Sequence[CatalogueRecord], *, source: Source, actor: Actor, now: datetime
) -> list[ImportOutcome]:
    """Open a slice of at most 200 needs of a source that is registered with licence and date.

    A record that is there already is updated when its content changed; each import moves `expires_on`. One event
    `needs.imported` for the slice. Outcomes come in the order of the records. Raises NotAllowed, ValueError when the
    slice is too long or names one record twice.
    """
    return _Slice(source=source, actor=actor, now=now).publish(records)


class _Slice(CatalogueSlice[CatalogueRecord, Need]):
    model = Need
    kinds = Kind.values
    facts: ClassVar[Mapping[str, Fact]] = FIELDS
    own_columns = frozenset(name for name, fact in FIELDS.items() if fact.shape not in (Shape.CODES, Shape.ROWS))
    in_search = State.OPEN
    verb = "need.import_published"

    def values(self, record: CatalogueRecord) -> Values:
        return {
            "title_vi": record.title_vi,
            "title_en": record.title_en,
            "summary_vi": record.summary_vi,
            "summary_en": record.summary_en,
            "problem_vi": record.body_vi,
            "problem_en": record.body_en,
            "keywords_en": joined_keywords(record.keywords, limit=KEYWORDS_MAX_CHARS),
            "st_field": record.field,
            "wipo_field": record.wipo_field,
            "answers_by": record.answers_by.isoformat() if record.answers_by else None,
        }

    def code_keys(self, record: CatalogueRecord) -> set[CodeKey]:
        single = {"st_field": record.field, "wipo_field": record.wipo_field}
        keys = {(name, code) for name, code in single.items() if code}
        return keys | {(listed, code) for name, listed in _CHOSEN for code in getattr(record, name)}

    def columns(self, values: Values) -> Mapping[str, object]:
        return columns_of(values, self.codes)

    def write_related(self, records: Sequence[CatalogueRecord], rows: Sequence[Need]) -> None:
        for name, listed in _CHOSEN:
            through = getattr(Need, name).through
            through.objects.bulk_create(
                [
                    through(need=need, code=self.codes[listed, word])
                    for record, need in zip(records, rows, strict=True)
                    for word in getattr(record, name)
                    if (listed, word) in self.codes
                ]
            )

    def clear_related(self, rows: Sequence[Need]) -> None:
        for name, _listed in _CHOSEN:
            getattr(Need, name).through.objects.filter(need__in=rows).delete()

    def series(self, row: Need) -> Series:
        return series_of(row, day=self.today)

    def expires_on(self) -> date:
        return expiry(self.now, answers_by=None)

    def with_content(self, rows: QuerySet) -> QuerySet:
        return with_content(rows)

    def folded(self, row: Need) -> str:
        return public_texts(row).folded()

    def emit_imported(self, first: Need, ids: list[int]) -> None:
        emit(events.IMPORTED, subject=first, ids=ids)
