"""The declared fields as an Elasticsearch mapping, and a document in its terms.

Text arrives analysed (search/text/chain.py), so the server splits at white space and does nothing else.
"""

from typing import Any

from elasticsearch.dsl import Keyword, Long, Mapping, Text

from search.document import IndexedDocument
from search.fields import CATCH_ALL, EXACT, FACETS, NUMBERS, SHOWN_TITLES, SUGGEST, TITLE, Kind
from search.text import exact_words, plain_words, stems

OBJECT_KIND = "object_kind"
OBJECT_ID = "object_id"
VERSION = "version"
AUDIENCE = "audience"
REMOVED_AT = "removed_at"  # Seconds since 1970; only stubs have it, and they have nothing else to be found by.

# Beginnings of words that are looked up directly; longer ones are filtered from the longest of these.
PREFIXES = {"min_chars": 1, "max_chars": 10}

SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    # A late older write after a deletion is refused for so long; the default of 60 s would bring documents back.
    "gc_deletes": "1h",
}
BUILDING: dict[str, Any] = {
    **SETTINGS,
    "auto_expand_replicas": False,
    "number_of_replicas": 0,
    "refresh_interval": "-1",
}


def build_mapping() -> dict[str, Any]:
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    # The database has the texts. Titles are read by suggestions.
    mapping.meta("_source", includes=[SHOWN_TITLES, VERSION, *FACETS, *NUMBERS])
    for name in (OBJECT_KIND, AUDIENCE, *FACETS):
        mapping.field(name, Keyword())
    for name in (OBJECT_ID, VERSION, REMOVED_AT, *NUMBERS):
        mapping.field(name, Long())
    # Positions for phrases; the other text fields are asked for single words only.
    mapping.field(CATCH_ALL, Text(analyzer="whitespace", index_options="positions"))
    mapping.field(TITLE, Text(analyzer="whitespace", index_options="freqs"))
    mapping.field(EXACT, Text(analyzer="whitespace", index_options="freqs"))
    mapping.field(SUGGEST, Text(analyzer="whitespace", index_options="freqs", index_prefixes=PREFIXES))
    mapping.field(SHOWN_TITLES, Keyword(index=False, doc_values=False))
    return mapping.to_dict()


def id_of(kind: Kind, object_id: int) -> str:
    return f"{kind}:{object_id}"


def kind_and_id(text: str) -> tuple[Kind, int]:
    kind, _, number = text.partition(":")
    return Kind(kind), int(number)


def as_source(document: IndexedDocument) -> dict[str, Any]:
    """Raises UnicodeEncodeError for text that no engine can take."""
    fields: dict[str, Any] = {
        OBJECT_KIND: str(document.kind),
        OBJECT_ID: document.id,
        VERSION: document.version,
    }
    if document.removed_at is not None:
        return fields | {REMOVED_AT: int(document.removed_at.timestamp())}
    return fields | _content(document)


def _content(document: IndexedDocument) -> dict[str, Any]:
    texts = [*document.titles, document.body]
    for values in document.facets.values():
        for value in values:
            value.encode()
    words = [" ".join(stems(text)) for text in texts]
    return {
        AUDIENCE: str(document.audience),
        CATCH_ALL: words,
        TITLE: words[:-1],
        EXACT: [" ".join(exact_words(text)) for text in texts],
        SUGGEST: [" ".join(plain_words(title)) for title in document.titles],
        SHOWN_TITLES: list(document.titles),
        **{facet: list(values) for facet, values in document.facets.items()},
        **document.numbers,
    }
