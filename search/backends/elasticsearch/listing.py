"""Ids and versions of what an index holds, for the sweep and for the comparison after a rebuild."""

from collections.abc import Iterator

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Q

from search.backends.elasticsearch.mapping import AUDIENCE, OBJECT_ID, OBJECT_KIND, VERSION
from search.document import Checksum
from search.fields import Kind

SLICE = 10_000  # The most hits that a server gives in one answer by default.


def versions_of(client: Elasticsearch, index: str, kind: Kind, *, after_id: int, limit: int) -> dict[int, int]:
    """The next visible documents of a kind by ascending id; stubs are not visible."""
    visible = Q("bool", filter=[Q("term", **{OBJECT_KIND: str(kind)}), Q("exists", field=AUDIENCE)])
    answer = client.search(
        index=index,
        query=visible.to_dict(),
        sort={OBJECT_ID: {"order": "asc"}},
        search_after=[after_id],
        size=min(limit, SLICE),
        source=False,
        docvalue_fields=[{"field": VERSION}],
        track_total_hits=False,
    )
    return {hit["sort"][0]: hit["fields"][VERSION][0] for hit in answer["hits"]["hits"]}


def checksum_of(client: Elasticsearch, index: str) -> Checksum:
    client.indices.refresh(index=index)
    return Checksum.of(_triples(client, index))


def _triples(client: Elasticsearch, index: str) -> Iterator[tuple[Kind, int, int]]:
    for kind in Kind:
        after_id = 0
        while versions := versions_of(client, index, kind, after_id=after_id, limit=SLICE):
            yield from ((kind, object_id, version) for object_id, version in versions.items())
            after_id = max(versions)
