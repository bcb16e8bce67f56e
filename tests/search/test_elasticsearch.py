"""What only a server can meet: silence, refusals, blocks, aliases; and the form of what it is asked."""

import socket
import time
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from hypothesis import given
from hypothesis import strategies as st

from search.backends import Outcome, SearchUnavailable
from search.backends.elasticsearch import ElasticsearchBackend
from search.backends.elasticsearch.mapping import build_mapping
from search.backends.elasticsearch.pages import build_request
from search.fields import COUNTED, Kind
from tests.search.samples import ask, found, listing
from tests.services import require

# --- Without a server ---


def skeleton(value: Any, path: str = "") -> set[str]:
    """The key paths of a request; places in a list do not count."""
    if isinstance(value, dict):
        return set().union(*(skeleton(inner, f"{path}.{key}") for key, inner in value.items()))
    if isinstance(value, list):
        return set().union(*(skeleton(inner, path) for inner in value))
    return {path}


def request_of(text: str) -> dict[str, Any]:
    return build_request(ask(text), COUNTED, any_word=False, timeout_ms=800)


USUAL = skeleton(request_of('một hai "ba bốn" "năm" -sáu -"bảy tám" đường')) | skeleton(
    request_of("một hai ba bốn năm sáu bảy")
)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_text_changes_the_form_of_a_request(text: str) -> None:
    assert skeleton(request_of(text)) <= USUAL | skeleton(request_of("")) | skeleton(request_of("???"))


def test_a_refused_connection_is_unavailable_at_once_and_opens_the_breaker() -> None:
    backend = ElasticsearchBackend(f"http://127.0.0.1:{_free_port()}", prefix="nowhere")

    started = time.monotonic()
    for _ in range(3):
        with pytest.raises(SearchUnavailable, match="failed while searching"):
            backend.search(ask("sấy"))
    with pytest.raises(SearchUnavailable, match="left alone"):
        backend.search(ask("sấy"))

    assert time.monotonic() - started < 2
    with pytest.raises(SearchUnavailable):
        backend.put([listing(1, "Sấy")])


def test_a_silent_server_costs_one_second() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        backend = ElasticsearchBackend(f"http://127.0.0.1:{silent.getsockname()[1]}", prefix="nowhere")

        started = time.monotonic()
        with pytest.raises(SearchUnavailable):
            backend.search(ask("sấy"))

        assert time.monotonic() - started < 2


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


# --- With one ---


@pytest.fixture
def prefix(settings) -> str:
    return f"{settings.SEARCH_INDEX_PREFIX}-{uuid.uuid4().hex[:10]}"


@pytest.fixture
def client() -> Elasticsearch:
    return Elasticsearch(require("elasticsearch"), request_timeout=10)


@pytest.fixture
def backend(prefix: str) -> Iterator[ElasticsearchBackend]:
    engine = ElasticsearchBackend(require("elasticsearch"), prefix=prefix)
    yield engine
    engine.drop_all()


services = pytest.mark.services


@services
def test_the_live_index_stands_behind_two_aliases_and_is_strict(
    backend: ElasticsearchBackend, client: Elasticsearch, prefix: str
) -> None:
    backend.put([listing(1, "Sấy lạnh")])

    (name, about) = next(iter(client.indices.get(index=f"{prefix}-*").items()))

    assert set(about["aliases"]) == {f"{prefix}-read", f"{prefix}-write"}
    assert about["mappings"]["dynamic"] == "strict"
    assert about["settings"]["index"]["gc_deletes"] == "1h"
    assert name.startswith(f"{prefix}-v1-")


@services
def test_a_document_that_the_mapping_refuses_is_poison_and_the_others_are_written(
    backend: ElasticsearchBackend, client: Elasticsearch, prefix: str
) -> None:
    mappings = build_mapping()
    del mappings["properties"]["licence"]
    aliases: dict[str, Any] = {f"{prefix}-read": {}, f"{prefix}-write": {}}
    client.indices.create(index=f"{prefix}-v1-first", mappings=mappings, aliases=aliases)

    documents = [
        listing(number, "Sấy", facets={"licence": ("sale",)} if number == 100 else {}) for number in range(1, 201)
    ]
    results = backend.put(documents)

    assert [result.id for result in results if result.outcome is Outcome.POISON] == [100]
    assert sum(result.outcome is Outcome.OK for result in results) == 199
    assert "strict_dynamic_mapping_exception" in results[99].detail


@services
def test_a_blocked_index_is_unavailable_for_writers_and_still_read(
    backend: ElasticsearchBackend, client: Elasticsearch, prefix: str
) -> None:
    backend.put([listing(1, "Sấy lạnh")])
    client.indices.put_settings(index=f"{prefix}-write", settings={"index.blocks.read_only_allow_delete": True})

    with pytest.raises(SearchUnavailable, match="read-only-allow-delete"):
        backend.put([listing(2, "Sấy nóng")])
    assert found(backend, "sấy") == [1]

    client.indices.put_settings(index=f"{prefix}-write", settings={"index.blocks.read_only_allow_delete": None})
    backend.put([listing(2, "Sấy nóng")])
    assert set(found(backend, "sấy")) == {1, 2}


@services
def test_a_lost_index_is_unavailable_and_never_made_by_a_write_of_the_wrong_form(
    backend: ElasticsearchBackend, client: Elasticsearch, prefix: str
) -> None:
    backend.put([listing(1, "Sấy lạnh")])
    client.indices.delete(index=f"{prefix}-v1-first")

    with pytest.raises(SearchUnavailable):
        backend.search(ask("sấy"))

    backend.put([listing(1, "Sấy lạnh")])
    assert client.indices.get_mapping(index=f"{prefix}-read")[f"{prefix}-v1-first"]["mappings"]["dynamic"] == "strict"
    assert found(backend, "sấy") == [1]


@services
def test_an_index_of_other_fields_is_not_written_but_replaced(
    backend: ElasticsearchBackend, client: Elasticsearch, prefix: str, now: datetime
) -> None:
    aliases: dict[str, Any] = {f"{prefix}-read": {}, f"{prefix}-write": {}}
    client.indices.create(index=f"{prefix}-v0-first", mappings=build_mapping(), aliases=aliases)

    with pytest.raises(SearchUnavailable, match="other fields"):
        backend.put([listing(1, "Sấy lạnh")])

    backend.rebuild([listing(1, "Sấy lạnh")], now=now)
    assert found(backend, "sấy") == [1]


@services
def test_a_rebuild_that_vanishes_leaves_the_live_index_alone(
    backend: ElasticsearchBackend, client: Elasticsearch, prefix: str, now: datetime
) -> None:
    backend.put([listing(1, "Sấy lạnh")])
    backend.begin_rebuild(now=now)
    client.indices.delete(index=next(iter(client.indices.get_alias(name=f"{prefix}-next"))))

    assert backend.open_rebuild() is None
    assert found(backend, "sấy") == [1]
    assert backend.versions(Kind.LISTING, after_id=0, limit=1) == {1: 1}
