"""One name for everything that can be wrong with the server."""

from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import ApiError, TransportError

from search.backends.base import SearchUnavailable


@contextmanager
def server_faults(doing: str) -> Iterator[None]:
    """Turn the client's errors into SearchUnavailable; a block keeps the name that the server gives it."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise SearchUnavailable(f"Elasticsearch failed while {doing}: {error}") from error
