"""Suggestions, similar documents, and a plain ranking by words."""

from collections import Counter
from collections.abc import Collection, Sequence
from math import log, sqrt

from tantivy import Occur, Query, Searcher

from search.backends.base import SIMILAR_PERCENT, SIMILAR_TERMS, Hit, Suggestion
from search.backends.embedded.compiler import any_of, audience_clauses, kinds_clauses, term, token
from search.backends.embedded.pages import read_hits
from search.backends.embedded.schema import KEY, SHOWN_TITLES, key_of
from search.backends.suggesting import SUGGEST_CANDIDATES, best_titles
from search.document import IndexedDocument
from search.fields import CATCH_ALL, SUGGEST, Audience, Kind
from search.text import plain_words, stems

PREFIX_TERMS_MAX = 30  # Words that a beginning may stand for; the most frequent ones are taken.


def suggest(
    searcher: Searcher, prefix: str, *, kinds: Collection[Kind], limit: int, audience: Audience
) -> list[Suggestion]:
    *whole, beginning = plain_words(prefix) or [""]
    endings = [word for word, _ in searcher.terms_with_prefix(SUGGEST, beginning, limit=PREFIX_TERMS_MAX)]
    if not beginning or not endings:
        return []
    words = [*(term(SUGGEST, word) for word in whole), any_of([term(SUGGEST, word) for word in endings])]
    visible = [*audience_clauses(audience, found_by_text=True), *kinds_clauses(kinds)]
    query = Query.boolean_query([*((Occur.Must, word) for word in words), *visible])
    found = searcher.search(query, limit=max(limit, SUGGEST_CANDIDATES), count=False).hits
    hits = read_hits(searcher, found)
    titles = [searcher.doc(address)[SHOWN_TITLES] for _, address in found]
    return best_titles(prefix, zip(hits, titles, strict=True), limit=limit)


def similar(
    searcher: Searcher, document: IndexedDocument, *, kinds: Collection[Kind], limit: int, audience: Audience
) -> list[Hit]:
    words = _telling_words(searcher, document)
    if not words:
        return []
    required = max(1, len(words) * SIMILAR_PERCENT // 100)
    group = Query.boolean_query(
        [(Occur.Should, term(CATCH_ALL, word)) for word in words], minimum_number_should_match=required
    )
    query = Query.boolean_query(
        [
            (Occur.Must, group),
            *audience_clauses(audience, found_by_text=True),
            *kinds_clauses(kinds),
            (Occur.MustNot, token(KEY, key_of(document.kind, document.id))),
        ]
    )
    return list(read_hits(searcher, searcher.search(query, limit=limit, count=False).hits))


def ranked(
    searcher: Searcher, words: Sequence[str], *, kinds: Collection[Kind], limit: int, audience: Audience
) -> list[Hit]:
    said = any_of([term(CATCH_ALL, word) for word in words])
    visible = [*audience_clauses(audience, found_by_text=True), *kinds_clauses(kinds)]
    query = Query.boolean_query([(Occur.Must, said), *visible])
    return list(read_hits(searcher, searcher.search(query, limit=limit, count=False).hits))


def _telling_words(searcher: Searcher, document: IndexedDocument) -> list[str]:
    """The words that tell most by tf-idf; a word that no other document has leads nowhere."""
    own = searcher.doc_freq(KEY, key_of(document.kind, document.id))
    counted = Counter(stem for text in (*document.titles, document.body) for stem in stems(text))
    total = max(1, searcher.num_docs)
    weights: dict[str, float] = {}
    for word, times in counted.items():
        documents = searcher.doc_freq(CATCH_ALL, word)
        if documents > own:
            weights[word] = sqrt(times) * log(1 + total / documents)
    return sorted(weights, key=lambda word: (-weights[word], word))[:SIMILAR_TERMS]
