"""Suggestions, similar documents, and a plain ranking by words."""

from collections.abc import Collection, Sequence

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Q

from search.backends.base import SIMILAR_PERCENT, SIMILAR_TERMS, Hit, Suggestion
from search.backends.elasticsearch.compiler import one_of, term
from search.backends.elasticsearch.mapping import AUDIENCE, OBJECT_KIND, id_of
from search.backends.elasticsearch.pages import read_hits
from search.backends.suggesting import SUGGEST_CANDIDATES, best_titles
from search.document import IndexedDocument
from search.fields import CATCH_ALL, SHOWN_TITLES, SUGGEST, Audience, Kind
from search.text import plain_words, stems


def suggest(
    client: Elasticsearch, index: str, prefix: str, *, kinds: Collection[Kind], limit: int, audience: Audience
) -> list[Suggestion]:
    *whole, beginning = plain_words(prefix) or [""]
    if not beginning:
        return []
    words = [*(term(SUGGEST, word) for word in whole), Q("prefix", **{SUGGEST: {"value": beginning}})]
    query = Q("bool", must=words, filter=_visible(kinds, audience))
    answer = client.search(
        index=index, query=query.to_dict(), size=max(limit, SUGGEST_CANDIDATES), source={"includes": [SHOWN_TITLES]}
    )
    titles = [hit["_source"][SHOWN_TITLES] for hit in answer["hits"]["hits"]]
    return best_titles(prefix, zip(read_hits(answer.body), titles, strict=True), limit=limit)


def similar(
    client: Elasticsearch,
    index: str,
    document: IndexedDocument,
    *,
    kinds: Collection[Kind],
    limit: int,
    audience: Audience,
) -> list[Hit]:
    own_id = id_of(document.kind, document.id)
    words = " ".join(stem for text in (*document.titles, document.body) for stem in stems(text))
    if not words:
        return []
    # A word that no other document has leads nowhere.
    others = 2 if client.exists(index=index, id=own_id) else 1
    alike = Q(
        "more_like_this",
        fields=[CATCH_ALL],
        like=words,
        min_term_freq=1,
        min_doc_freq=others,
        max_query_terms=SIMILAR_TERMS,
        minimum_should_match=f"{SIMILAR_PERCENT}%",
    )
    query = Q("bool", must=[alike], must_not=[Q("ids", values=[own_id])], filter=_visible(kinds, audience))
    answer = client.search(index=index, query=query.to_dict(), size=limit, source=False)
    return list(read_hits(answer.body))


def ranked(
    client: Elasticsearch,
    index: str,
    words: Sequence[str],
    *,
    kinds: Collection[Kind],
    limit: int,
    audience: Audience,
) -> list[Hit]:
    any_word = Q("bool", should=[term(CATCH_ALL, word) for word in words], minimum_should_match=1)
    query = Q("bool", must=[any_word], filter=_visible(kinds, audience))
    answer = client.search(index=index, query=query.to_dict(), size=limit, source=False)
    return list(read_hits(answer.body))


def _visible(kinds: Collection[Kind], audience: Audience) -> list:
    return [one_of(AUDIENCE, audience.sees), one_of(OBJECT_KIND, map(str, kinds))]
