"""A SearchQuery in the engine's terms. User text enters as values of terms only, never as query syntax."""

from collections.abc import Iterable

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Bool, Query

from search.backends.elasticsearch.mapping import AUDIENCE, OBJECT_KIND
from search.fields import CATCH_ALL, EXACT, EXACT_WEIGHT, RANGES, TITLE, title_weight
from search.query import ALL_KINDS, SearchQuery
from search.text import Terms


def term(field: str, value: str, *, boost: float = 1.0) -> Query:
    return Q("term", **{field: {"value": value, "boost": boost}})


def one_of(field: str, values: Iterable[str]) -> Query:
    return Q("terms", **{field: list(values)})


def compile_match(query: SearchQuery, *, any_word: bool = False) -> Bool:
    """What decides hits, total and facets, but for the facets' own filters."""
    return Bool(
        must=_text_clauses(query.terms, any_word=any_word),
        must_not=[_adjacent(phrase) for phrase in query.terms.excluded],
        filter=[one_of(AUDIENCE, query.audience.sees), *_narrowing(query)],
    )


def compile_rank(query: SearchQuery, *, any_word: bool = False) -> Bool:
    """The match, with what adds score: words in a title, and words whose marks agree."""
    match = compile_match(query, any_word=any_word)
    terms = query.terms
    weight = title_weight(len(terms.wanted))
    title = [term(TITLE, stem, boost=weight) for stem in terms.wanted]
    exact = [term(EXACT, word, boost=EXACT_WEIGHT) for word in terms.exact]
    # None of them needs to occur, whatever else the query is made of.
    return Bool(
        must=match.must, must_not=match.must_not, filter=match.filter, should=[*title, *exact], minimum_should_match=0
    )


def compile_whole(query: SearchQuery) -> Bool:
    """Everything that decides whether a document is shown, the facets' filters included."""
    match = compile_match(query)
    return Bool(must=match.must, must_not=match.must_not, filter=[*match.filter, *facet_filters(query).values()])


def facet_filters(query: SearchQuery) -> dict[str, Query]:
    return {facet: one_of(facet, values) for facet, values in query.filters.items()}


def _text_clauses(terms: Terms, *, any_word: bool) -> list[Query]:
    if terms.hopeless:
        return [Q("match_none")]
    words = [term(CATCH_ALL, stem) for stem in terms.words]
    required = 1 if any_word else terms.required
    phrases = [_adjacent(phrase) for phrase in terms.phrases]
    if required == len(words):
        return [*words, *phrases]
    return [Bool(should=words, minimum_should_match=required), *phrases]


def _adjacent(stems: tuple[str, ...]) -> Query:
    return term(CATCH_ALL, stems[0]) if len(stems) == 1 else Q("match_phrase", **{CATCH_ALL: " ".join(stems)})


def _narrowing(query: SearchQuery) -> Iterable[Query]:
    if query.kinds != ALL_KINDS:
        yield one_of(OBJECT_KIND, map(str, query.kinds))
    for name, (low, high) in query.ranges.items():
        # Spans overlap when each begins before the other ends.
        if low is not None:
            yield Q("range", **{RANGES[name].high: {"gte": low}})
        if high is not None:
            yield Q("range", **{RANGES[name].low: {"lte": high}})
