"""The floor that is measured: synthetic listings in a database, and queries that match from 2 % to 62 % of them."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from django.core.management import call_command

from marketplace.common import clock, sql
from marketplace.common.models import OutboxRow
from marketplace.common.text import fold
from marketplace.seed.synthetic import make_large_floor
from search.backends import SearchBackend
from search.document import IndexedDocument
from search.fields import Audience
from search.query import SearchQuery
from search.text import exact_words
from tests.benchmarks.measure import SEED

# Rarer words cost nothing anywhere, more frequent ones do not exist. As many queries between any two of these shares:
# drawn by words alone, nearly all would match a few percent.
STEPS = (0.02, 0.04, 0.08, 0.16, 0.32, 0.62)
QUERIES_PER_STEP = 12
LENGTHS = (1, 2, 3)
SAMPLE = 2000  # Documents that the frequencies of words are estimated from.
TRIES = 20_000
FIVE = ("field", "trl", "licence", "province", "price_mode")  # The facets that goals 1, 4 and 5 name.


def make_floor(rows: int, *, told: Callable[[str], None]) -> None:
    """Fill an empty database. The events of the load are dropped: the index is built by what is measured."""
    call_command("migrate", verbosity=0)
    call_command("load_codes", verbosity=0)
    make_large_floor(count=rows, now=clock.now(), told=lambda made: told(f"{made} of {rows} listings"))
    OutboxRow.objects.all().delete()
    sql.refresh_statistics()  # As the hourly job does.


def choose_queries(backend: SearchBackend, documents: Sequence[IndexedDocument]) -> list[SearchQuery]:
    """One to three words, every third query typed without marks. The same floor gives the same queries."""
    chance = random.Random(SEED)
    words = _frequent_words(documents)
    chosen: dict[int, list[SearchQuery]] = {step: [] for step in range(len(STEPS) - 1)}
    for text in _candidates(chance, words):
        query = as_query(text)
        step = _step_of(backend, query, len(documents))
        if step is not None and len(chosen[step]) < QUERIES_PER_STEP:
            chosen[step].append(query)
        if all(len(queries) == QUERIES_PER_STEP for queries in chosen.values()):
            return [query for queries in chosen.values() for query in queries]
    raise RuntimeError("the corpus has too few words of the wanted frequencies")


def with_filters(queries: Sequence[SearchQuery], backend: SearchBackend) -> list[SearchQuery]:
    """As readers narrow: a third of the queries without a filter, a third with one facet, a third with two."""
    narrowed = []
    for number, query in enumerate(queries):
        names = FIVE[: number % 3] if number % 2 else FIVE[3 - number % 3 : 3]
        counts = backend.search(query, facets=names).facets
        filters = {name: tuple(sorted(list(counts[name])[:2])) for name in names}
        narrowed.append(as_query(query.text, **filters))
    return narrowed


def as_query(text: str, **filters: Sequence[str]) -> SearchQuery:
    return SearchQuery.from_params({"q": text, **filters}, audience=Audience.PUBLIC, language="vi")


def _frequent_words(documents: Sequence[IndexedDocument]) -> dict[str, float]:
    """Words with their marks and their share of documents, of documents spread over the floor."""
    sample = documents[:: max(1, len(documents) // SAMPLE)]
    seen = Counter(word for document in sample for word in set(exact_words(document.body)))
    shares = {word: count / len(sample) for word, count in sorted(seen.items()) if word.isalpha()}
    return {word: share for word, share in shares.items() if share >= STEPS[0]}


def _candidates(chance: random.Random, words: Mapping[str, float]) -> Iterator[str]:
    """Frequent words are drawn as often as they are used, or no query of three words would match much."""
    names, weights = list(words), list(words.values())
    taken: set[frozenset[str]] = set()
    for number in range(TRIES):
        picked = frozenset(chance.choices(names, weights, k=LENGTHS[number % len(LENGTHS)]))
        if picked not in taken:
            taken.add(picked)
            text = " ".join(sorted(picked))
            yield fold(text) if len(taken) % 3 == 0 else text


def _step_of(backend: SearchBackend, query: SearchQuery, rows: int) -> int | None:
    """Between which two of STEPS the share of matches lies."""
    page = backend.search(query, facets=())
    share = page.total / rows
    steps = (at for at, (low, high) in enumerate(pairwise(STEPS)) if low <= share < high and not page.relaxed)
    return next(steps, None)
