"""A saved search as text and back: the page's address, without page number, language or sort."""

from dataclasses import replace
from urllib.parse import parse_qs, urlencode

from search.fields import Audience, Sort
from search.query import SearchQuery


def params_text(query: SearchQuery) -> str:
    """Canonical parameters of what is watched; two searches that match alike give the same text."""
    bare = replace(query, page=1, sort=Sort.RELEVANCE, relax=True)
    params = bare.to_params()
    params.pop("size", None)
    return urlencode(sorted(params.items()), doseq=True)


def strict_query(params: str, *, language: str) -> SearchQuery:
    """The query an alert asks: never relaxed, over what everybody may see."""
    given = parse_qs(params, keep_blank_values=True)
    query = SearchQuery.from_params(given, audience=Audience.PUBLIC, language=language, strict=False)
    return replace(query, relax=False)
