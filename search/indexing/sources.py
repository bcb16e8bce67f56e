"""Which rows become documents: per table how to read them, which are in search, and how one becomes a document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.listings.projection import records
from marketplace.needs import queries as need_queries
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from search.document import IndexedDocument
from search.fields import Kind
from search.projection import listing_document, need_document


@dataclass(frozen=True, slots=True)
class Source:
    """One table behind the index."""

    kind: Kind
    model: type[Model]
    in_search: Callable[[], Q]
    read: Callable[[QuerySet[Any]], Iterable[Any]]  # Rows with all that a document needs, in the queryset's order.
    document: Callable[[Any], IndexedDocument]

    def visible(self) -> QuerySet[Any]:
        """Rows that everybody may find, without their content."""
        return self.model._default_manager.filter(self.in_search())

    def versions(self, *, after_id: int, limit: int) -> dict[int, int]:
        """The next visible ids with their index_version, ascending."""
        rows = self.visible().filter(pk__gt=after_id).order_by("pk").values_list("pk", "index_version")[:limit]
        return dict(rows)

    def documents(self, ids: Sequence[int], *, now: datetime) -> tuple[list[IndexedDocument], set[int]]:
        """Documents of visible rows and stubs of the others; and ids that the database does not know."""
        documents = [self.document(row) for row in self.read(self.visible().filter(pk__in=ids))]
        seen = {document.id for document in documents}
        hidden = self.model._default_manager.filter(pk__in=set(ids) - seen).values_list("pk", "index_version")
        stubs = [IndexedDocument.stub(kind=self.kind, id=pk, version=version, removed_at=now) for pk, version in hidden]
        return [*documents, *stubs], set(ids) - seen - {stub.id for stub in stubs}

    def slice_after(self, after_id: int, *, limit: int) -> list[IndexedDocument]:
        """The next visible documents by id, for a rebuild."""
        rows = self.visible().filter(pk__gt=after_id).order_by("pk")[:limit]
        return [self.document(row) for row in self.read(rows)]


SOURCES: Mapping[Kind, Source] = {
    Kind.LISTING: Source(Kind.LISTING, Listing, listing_rules.in_search, records, listing_document),
    Kind.NEED: Source(Kind.NEED, Need, need_rules.in_search, need_queries.with_content, need_document),
}


def all_documents(*, slice_size: int) -> Iterator[IndexedDocument]:
    """Every visible document, table by table, in slices of the database."""
    for source in SOURCES.values():
        after_id = 0
        while documents := source.slice_after(after_id, limit=slice_size):
            yield from documents
            after_id = documents[-1].id


def all_versions(*, limit: int) -> Iterable[tuple[Kind, int, int]]:
    """(kind, id, index_version) of everything in search, as the database says now."""
    for kind, source in SOURCES.items():
        after_id = 0
        while versions := source.versions(after_id=after_id, limit=limit):
            yield from ((kind, pk, version) for pk, version in versions.items())
            after_id = max(versions)
