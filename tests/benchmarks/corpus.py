"""The floor that is measured: synthetic listings in a database, and queries that match from 2 % to 62 % of them."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

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

LOWEST_SHARE, HIGHEST_SHARE = 0.02, 0.62  # Rarer words cost nothing anywhere; nothing is more frequent in language.
QUERIES_PER_LENGTH = 20
LENGTHS = (1, 2, 3)
SAMPLE = 2000  # Documents that the frequencies of words are estimated from.
TRIES = 4000
FIVE = ("field", "trl", "licence", "province", "price_mode")  # The facets that goals 1, 4 and 5 name.


def make_floor(rows: int, *, told: Callable[[str], None]) -> None:
    """Fill an empty database. The events of the load are dropped: the index is built by what is measured."""
    call_command("migrate", verbosity=0)
    call_command("load_codes", verbosity=0)
    make_large_floor(count=rows, now=clock.now(), told=lambda made: told(f"{made} of {rows} listings"))
    OutboxRow.objects.all().delete()
    sql.refresh_statistics()  # As the hourly job does.


def choose_queries(backend: SearchBackend, documents: Sequence[IndexedDocument]) -> list[SearchQuery]:
    """As many of each length; every third one typed without marks. The same floor gives the same queries."""
    chance = random.Random(SEED)
    words = _frequent_words(documents)
    chosen: list[SearchQuery] = []
    for length in LENGTHS:
        fitting = (query for query in _candidates(chance, words, length) if _fits(backend, query, len(documents)))
        chosen += islice(fitting, QUERIES_PER_LENGTH)
    if len(chosen) < QUERIES_PER_LENGTH * len(LENGTHS):
        raise RuntimeError("the corpus has too few words of the wanted frequencies")
    return chosen


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


def _frequent_words(documents: Sequence[IndexedDocument]) -> list[str]:
    """Words with their marks, of documents spread over the floor, by their share of documents."""
    step = max(1, len(documents) // SAMPLE)
    sample = documents[::step]
    seen = Counter(word for document in sample for word in set(exact_words(document.body)))
    shares = {word: count / len(sample) for word, count in seen.items() if word.isalpha()}
    return sorted(word for word, share in shares.items() if LOWEST_SHARE <= share <= 1)


def _candidates(chance: random.Random, words: Sequence[str], length: int) -> Iterator[SearchQuery]:
    taken: set[frozenset[str]] = set()
    for number in range(TRIES):
        picked = chance.sample(words, length)
        if frozenset(picked) not in taken:
            taken.add(frozenset(picked))
            text = " ".join(picked)
            yield as_query(fold(text) if number % 3 == 0 else text)


def _fits(backend: SearchBackend, query: SearchQuery, rows: int) -> bool:
    page = backend.search(query, facets=())
    return not page.relaxed and LOWEST_SHARE * rows <= page.total <= HIGHEST_SHARE * rows
