"""Ids and versions of what an index holds, for the sweep and for the comparison after a rebuild."""

from collections.abc import Iterator

from tantivy import FieldType, Occur, Order, Query, Searcher

from search.backends.embedded.compiler import any_of, token
from search.backends.embedded.schema import AUDIENCE, KEY, SCHEMA, VERSION, key_span, kind_and_id, whole_numbers
from search.document import Checksum
from search.fields import Audience, Kind

SLICE = 10_000


def versions_of(searcher: Searcher, kind: Kind, *, after_id: int, limit: int) -> dict[int, int]:
    """The next visible documents of a kind by ascending id; stubs are not visible."""
    low, high = key_span(kind, after_id=after_id)
    query = Query.boolean_query(
        [
            (Occur.Must, Query.range_query(SCHEMA, KEY, FieldType.Integer, low, high)),
            (Occur.Must, any_of([token(AUDIENCE, str(audience)) for audience in Audience])),
        ]
    )
    found = searcher.search(query, limit=limit, count=False, order_by_field=KEY, order=Order.Asc).hits
    versions = whole_numbers(searcher, VERSION, [address for _, address in found])
    return {kind_and_id(key)[1]: version for (key, _), version in zip(found, versions, strict=True)}


def checksum_of(searcher: Searcher) -> Checksum:
    return Checksum.of(_triples(searcher))


def _triples(searcher: Searcher) -> Iterator[tuple[Kind, int, int]]:
    for kind in Kind:
        after_id = 0
        while versions := versions_of(searcher, kind, after_id=after_id, limit=SLICE):
            yield from ((kind, object_id, version) for object_id, version in versions.items())
            after_id = max(versions)
