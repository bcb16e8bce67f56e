"""Documents and questions as short as a test can read them."""

from collections.abc import Mapping
from typing import Any

from search.backends.base import SearchPage, SearchReader
from search.document import IndexedDocument
from search.fields import Audience, Kind
from search.query import SearchQuery


def listing(object_id: int, *titles: str, body: str = "", version: int = 1, **values: Any) -> IndexedDocument:
    """A listing's document; `values` are those of IndexedDocument."""
    return IndexedDocument(kind=Kind.LISTING, id=object_id, version=version, titles=titles, body=body, **values)


def need(object_id: int, *titles: str, body: str = "", version: int = 1, **values: Any) -> IndexedDocument:
    return IndexedDocument(kind=Kind.NEED, id=object_id, version=version, titles=titles, body=body, **values)


def ask(text: str = "", *, audience: Audience = Audience.PUBLIC, **params: Any) -> SearchQuery:
    """What an address with these parameters asks."""
    given: Mapping[str, Any] = {"q": text, **params}
    return SearchQuery.from_params(given, audience=audience, language="vi")


def found(reader: SearchReader, text: str = "", **params: Any) -> list[int]:
    """Ids of the hits, best first."""
    return ids(reader.search(ask(text, **params)))


def ids(page: SearchPage) -> list[int]:
    return [hit.id for hit in page.hits]
