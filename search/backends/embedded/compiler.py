"""A SearchQuery in the engine's terms. User text enters as values of terms only, never as query syntax."""

from collections.abc import Collection, Iterable
from functools import cache

from tantivy import FieldType, Occur, Query

from search.backends.embedded.schema import AUDIENCE, KEY, SCHEMA, key_of, key_span
from search.fields import CATCH_ALL, EXACT, EXACT_WEIGHT, RANGES, TITLE, Audience, Kind, title_weight
from search.query import ALL_KINDS, SearchQuery
from search.text import Terms

Clause = tuple[Occur, Query]


def term(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value, index_option="freq")


def token(field: str, value: str | int) -> Query:
    """A term of a field that is never scored."""
    return Query.term_query(SCHEMA, field, value, index_option="basic")


def silent(query: Query) -> Query:
    """A filter adds nothing to the score, or facets would change the ranking."""
    return Query.const_score_query(query, 0.0)


def any_of(queries: Collection[Query]) -> Query:
    only = next(iter(queries))
    return only if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


@cache
def audience_clauses(audience: Audience, *, found_by_text: bool) -> tuple[Clause, ...]:
    """Every query carries them; stubs have neither text nor audience, so no query sees one.

    What is found by its text only has to be spared the circles that this audience is not of: an exclusion of what is
    rare costs nothing, where asking for what nearly all have costs as much as a second word.
    """
    if found_by_text:
        others = (circle for circle in Audience if circle not in audience.sees)
        return tuple((Occur.MustNot, token(AUDIENCE, str(circle))) for circle in others)
    return ((Occur.Must, silent(any_of([token(AUDIENCE, circle) for circle in audience.sees]))),)


def kinds_clauses(kinds: Collection[Kind]) -> list[Clause]:
    if set(kinds) == set(ALL_KINDS):
        return []
    spans = (key_span(kind) for kind in kinds)
    return [(Occur.Must, silent(any_of([_between(KEY, low, high) for low, high in spans])))]


def match_clauses(query: SearchQuery, *, any_word: bool = False, without: str = "") -> list[Clause]:
    """What decides hits, total and facets; `without` leaves the filter of one facet out."""
    return [
        *_text_clauses(query.terms, any_word=any_word),
        *audience_clauses(query.audience, found_by_text=bool(query.terms.wanted)),
        *kinds_clauses(query.kinds),
        *((Occur.Must, clause) for clause in _filters(query, without)),
    ]


def rank_clauses(terms: Terms) -> list[Clause]:
    """What adds score: words in a title, and words whose marks agree."""
    weight = title_weight(len(terms.wanted))
    title = [Query.boost_query(term(TITLE, stem), weight) for stem in terms.wanted]
    exact = [Query.boost_query(term(EXACT, word), EXACT_WEIGHT) for word in terms.exact]
    return [(Occur.Should, query) for query in (*title, *exact)]


def compile_match(query: SearchQuery, *, any_word: bool = False, without: str = "") -> Query:
    return Query.boolean_query(match_clauses(query, any_word=any_word, without=without))


def compile_rank(query: SearchQuery, *, any_word: bool = False) -> Query:
    if not _any_word_suffices(query, any_word=any_word):
        return Query.boolean_query([*match_clauses(query, any_word=any_word), *rank_clauses(query.terms)])
    # A title or an exact word never occurs without its stem, so the match is their plain union, and of a union the
    # engine skips what cannot reach the first page: a third of the time.
    terms = query.terms
    words = [(Occur.Should, term(CATCH_ALL, stem)) for stem in terms.words]
    excluded = [(Occur.MustNot, _adjacent(phrase)) for phrase in terms.excluded]
    return Query.boolean_query(
        [*words, *excluded, *audience_clauses(query.audience, found_by_text=True), *rank_clauses(terms)]
    )


def _any_word_suffices(query: SearchQuery, *, any_word: bool) -> bool:
    terms = query.terms
    one = len(terms.words) == 1 or (any_word and bool(terms.words))
    return one and not (terms.phrases or query.filters or query.ranges or query.kinds != ALL_KINDS)


def restrict_to(query: Query, kind: Kind, object_id: int) -> Query:
    return Query.boolean_query([(Occur.Must, token(KEY, key_of(kind, object_id))), (Occur.Must, query)])


def _text_clauses(terms: Terms, *, any_word: bool) -> Iterable[Clause]:
    if terms.hopeless:
        yield (Occur.Must, Query.empty_query())
    words = [term(CATCH_ALL, stem) for stem in terms.words]
    required = 1 if any_word else terms.required
    if words and required == len(words):
        yield from ((Occur.Must, word) for word in words)
    elif words:
        group = Query.boolean_query([(Occur.Should, word) for word in words], minimum_number_should_match=required)
        yield (Occur.Must, group)
    yield from ((Occur.Must, _adjacent(phrase)) for phrase in terms.phrases)
    yield from ((Occur.MustNot, _adjacent(phrase)) for phrase in terms.excluded)


def _adjacent(stems: tuple[str, ...]) -> Query:
    return term(CATCH_ALL, stems[0]) if len(stems) == 1 else Query.phrase_query(SCHEMA, CATCH_ALL, list(stems))


def _filters(query: SearchQuery, without: str) -> Iterable[Query]:
    for facet, values in query.filters.items():
        if facet != without:
            yield silent(any_of([token(facet, value) for value in values]))
    for name, (low, high) in query.ranges.items():
        # Spans overlap when each begins before the other ends.
        if low is not None:
            yield silent(_between(RANGES[name].high, low, None))
        if high is not None:
            yield silent(_between(RANGES[name].low, None, high))


def _between(field: str, low: int | None, high: int | None) -> Query:
    return Query.range_query(SCHEMA, field, FieldType.Integer, low, high)
