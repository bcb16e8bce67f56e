"""Writes in bulk, each document with its own result: conflicts and poison hide inside an answer of 200."""

from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.backends.base import Outcome, PutResult
from search.backends.elasticsearch.mapping import as_source, id_of
from search.document import IndexedDocument

BULK_DOCUMENTS = 200
BULK_BYTES = 5 * 1024 * 1024
DETAIL_MAX_CHARS = 500

CREATED = range(200, 300)
# A missing alias (404) is a swap or an abort between two looks at it: not now, later.
OUTCOMES = {400: Outcome.POISON, 409: Outcome.CONFLICT}


def write_all(
    client: Elasticsearch, alias: str, documents: Sequence[IndexedDocument], *, refresh: bool
) -> list[PutResult]:
    """Write through an alias by version; one result per document, in order.

    A document that cannot be turned into a request is poison and never sent. `refresh` makes the batch visible at once.
    """
    results: dict[int, PutResult] = {}
    actions: dict[int, dict[str, Any]] = {}
    for position, document in enumerate(documents):
        try:
            actions[position] = _action(alias, document)
        except UnicodeEncodeError as error:
            results[position] = PutResult(document.kind, document.id, Outcome.POISON, str(error))
    for position, (outcome, detail) in zip(
        actions, _send(client, list(actions.values()), refresh=refresh), strict=True
    ):
        results[position] = PutResult(documents[position].kind, documents[position].id, outcome, detail)
    return [results[position] for position in range(len(documents))]


def _action(alias: str, document: IndexedDocument) -> dict[str, Any]:
    return {
        "_op_type": "index",
        "_index": alias,
        "_id": id_of(document.kind, document.id),
        "_source": as_source(document),
        "version": document.version,
        "version_type": "external_gte",
        "require_alias": True,
    }


def _send(client: Elasticsearch, actions: list[dict[str, Any]], *, refresh: bool) -> Iterator[tuple[Outcome, str]]:
    answers = streaming_bulk(
        client,
        actions,
        chunk_size=BULK_DOCUMENTS,
        max_chunk_bytes=BULK_BYTES,
        max_retries=0,  # The rows have a retry of their own, and a block lasts longer than a loop here could wait.
        raise_on_error=False,
        raise_on_exception=False,
        refresh=refresh,
    )
    for _, item in answers:
        answer = item["index"]
        status = answer.get("status")
        if status in CREATED:
            yield Outcome.OK, ""
        else:
            yield OUTCOMES.get(status, Outcome.UNAVAILABLE), str(answer.get("error", status))[:DETAIL_MAX_CHARS]
