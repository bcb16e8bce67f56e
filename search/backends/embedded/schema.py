"""The declared fields as a tantivy schema, and a document in its terms."""

from typing import Any, cast

import tantivy

from marketplace.common.text import spelled
from search.document import IndexedDocument
from search.fields import CATCH_ALL, EXACT, FACETS, NUMBERS, SHOWN_TITLES, SUGGEST, TITLE, Kind
from search.text.chain import EXACT as EXACT_ANALYZER
from search.text.chain import PLAIN, STEMS

KEY = "key"
VERSION = "version"
AUDIENCE = "audience"
REMOVED_AT = "removed_at"  # Seconds since 1970; only stubs have it, and they have nothing else to be found by.

_KIND_SHIFT = 53  # A key is one number, so that hits need no stored text: the kind above the 53 bits of the id.
_ID_BITS = (1 << _KIND_SHIFT) - 1
_KINDS = tuple(Kind)
_KIND_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_ANALYZERS = {"stems": STEMS, "plain": PLAIN, "exact": EXACT_ANALYZER}


def key_of(kind: Kind, object_id: int) -> int:
    return (_KIND_NUMBERS[kind] << _KIND_SHIFT) + object_id


def kind_and_id(key: int) -> tuple[Kind, int]:
    return _KINDS[key >> _KIND_SHIFT], key & _ID_BITS


def key_span(kind: Kind, *, after_id: int = 0) -> tuple[int, int]:
    """Lowest and highest key of a kind's documents after an id."""
    return key_of(kind, after_id + 1), key_of(kind, _ID_BITS)


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field(KEY, indexed=True, fast=True)
    builder.add_integer_field(VERSION, fast=True)
    builder.add_integer_field(REMOVED_AT, fast=True)
    builder.add_text_field(AUDIENCE, tokenizer_name="raw", index_option="basic")
    # Positions for phrases; the other text fields are asked for single words only.
    builder.add_text_field(CATCH_ALL, tokenizer_name="stems", index_option="position")
    builder.add_text_field(TITLE, tokenizer_name="stems", index_option="freq")
    builder.add_text_field(EXACT, tokenizer_name="exact", index_option="freq")
    builder.add_text_field(SUGGEST, tokenizer_name="plain", index_option="freq")
    builder.add_text_field(SHOWN_TITLES, stored=True, tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    for number in NUMBERS:
        builder.add_integer_field(number, fast=True)
    return builder.build()


SCHEMA = build_schema()


def whole_numbers(searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
    """The values of a column that every document has."""
    return cast("list[int]", searcher.fast_field_values(field, addresses))


def register_analyzers(index: tantivy.Index) -> None:
    """Analyzers are not part of the files: every process that opens an index names them again."""
    for name, analyzer in _ANALYZERS.items():
        index.register_tokenizer(name, analyzer)


def as_document(document: IndexedDocument) -> tantivy.Document:
    """Raises ValueError (UnicodeEncodeError included) for a text or number that the engine cannot take."""
    fields: dict[str, Any] = {KEY: [key_of(document.kind, document.id)], VERSION: [document.version]}
    if document.removed_at is not None:
        fields[REMOVED_AT] = [int(document.removed_at.timestamp())]
    else:
        fields |= _content(document)
    # The schema must be given: without it whole numbers become another type and kill the writer's thread.
    return tantivy.Document.from_dict(fields, SCHEMA)


def _content(document: IndexedDocument) -> dict[str, Any]:
    titles = [spelled(title) for title in document.titles]
    texts = [*titles, spelled(document.body)]
    fields: dict[str, Any] = {
        AUDIENCE: [str(document.audience)],
        CATCH_ALL: texts,
        EXACT: texts,
        TITLE: titles,
        SUGGEST: titles,
        SHOWN_TITLES: list(document.titles),
    }
    fields |= {facet: list(values) for facet, values in document.facets.items()}
    fields |= {number: [value] for number, value in document.numbers.items()}
    return fields
