"""A saved search as necessary conditions: it may select too much, never too little; the engine has the last word."""

from dataclasses import dataclass

from search.document import IndexedDocument
from search.fields import RANGES
from search.query import SearchQuery
from search.text import stems

FACET_MARK = "\0"  # Facet tokens share one table with words; no word contains this.


@dataclass(frozen=True, slots=True)
class Condition:
    """Of `words` at least `required` occur, every word of `always`, none of `never`; each group of `facets` has one
    token; each of `ranges` (name, low, high) overlaps the document's span.
    """

    words: tuple[str, ...]
    required: int
    always: tuple[str, ...]
    never: tuple[str, ...]
    facets: tuple[tuple[str, ...], ...]
    ranges: tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """A document as the table sees it: its words and facet tokens in one set, its numbers."""

    tokens: frozenset[str]
    numbers: dict[str, int]


def facet_token(name: str, value: str) -> str:
    return f"{FACET_MARK}{name}:{value}"


def compile_query(query: SearchQuery) -> Condition:
    """Necessary conditions of a strict query. An excluded phrase is left to the engine, one word compiles exactly."""
    terms = query.terms
    kinds = tuple(facet_token("table", str(kind)) for kind in query.kinds)
    facets = [tuple(facet_token(name, value) for value in values) for name, values in query.filters.items()]
    return Condition(
        words=terms.words,
        required=terms.required,
        always=tuple(dict.fromkeys(stem for phrase in terms.phrases for stem in phrase)),
        never=tuple(phrase[0] for phrase in terms.excluded if len(phrase) == 1),
        facets=(kinds, *facets),
        ranges=tuple((name, low, high) for name, (low, high) in query.ranges.items()),
    )


def is_watchable(query: SearchQuery) -> bool:
    """False for a search that would match everything: no word, no phrase, no filter."""
    terms = query.terms
    return bool(terms.words or terms.phrases or query.filters or query.ranges) and not terms.hopeless


def publication(document: IndexedDocument) -> Publication:
    """The document's tokens, by the text chain that the engines index with."""
    words = stems("\n".join((*document.titles, document.body)))
    facets = [facet_token(name, value) for name, values in document.facets.items() for value in values]
    return Publication(
        tokens=frozenset((*words, *facets, facet_token("table", str(document.kind)))),
        numbers=dict(document.numbers),
    )


def holds(condition: Condition, seen: Publication) -> bool:
    """Whether every condition is met."""
    tokens = seen.tokens
    if sum(word in tokens for word in condition.words) < condition.required:
        return False
    if not all(word in tokens for word in condition.always) or any(word in tokens for word in condition.never):
        return False
    if not all(any(token in tokens for token in group) for group in condition.facets):
        return False
    return all(_overlaps(span, seen.numbers) for span in condition.ranges)


def _overlaps(span: tuple[str, int | None, int | None], numbers: dict[str, int]) -> bool:
    name, low, high = span
    field = RANGES[name]
    own_low, own_high = numbers.get(field.low), numbers.get(field.high)
    if own_low is None or own_high is None:
        return False
    return (low is None or own_high >= low) and (high is None or own_low <= high)
