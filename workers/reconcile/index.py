"""O3: the engine holds the public projection of the database: the same ids, versions and content."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from django.conf import settings

from marketplace.common.models import OutboxRow
from search.backends import SearchUnavailable, get_backend
from search.document import IndexedDocument
from search.fields import RANGES, Kind
from search.indexing.sources import SOURCES
from search.query import SearchQuery
from workers.reconcile.findings import CannotCheck, Compared, Difference, Finding, broken, differ
from workers.reconcile.scope import Scope

PHRASE_WORDS = 6  # Of each line: long enough to be nobody else's, short enough for any limit of a query.


def o3(scope: Scope) -> Compared:
    """Ids and versions agree in full; the newest documents show under everything that their rows say today.

    Raises CannotCheck when the engine does not answer, or when it differs while its rows are being worked.
    """
    findings: list[Finding] = []
    compared = 0
    try:
        for kind in Kind:
            wanted = _all(SOURCES[kind].versions)
            difference = differ(wanted, _held(kind))
            compared += len(wanted)
            findings += _versions(kind, difference)
            settled = [pk for pk in wanted if pk not in set(difference)][-settings.RECONCILE_CONTENT_MAX :]
            findings += _content(kind, settled, scope=scope)
    except SearchUnavailable as error:
        raise CannotCheck(f"the search engine does not answer: {error}") from error
    if findings and (under_way := _being_written(scope)):
        raise CannotCheck(f"index and database differ while {under_way} changes are on their way; ask again")
    return Compared(compared, tuple(findings))


def probes(document: IndexedDocument) -> list[SearchQuery]:
    """Strict searches under which a document stands by its own words, codes and numbers. Pure."""
    bare = SearchQuery(audience=document.audience, kinds=(document.kind,), relax=False)
    lines = [*document.titles, *document.body.splitlines()]
    phrases = dict.fromkeys(text for line in lines if (text := _phrase(line)))
    by_words = [replace(bare, text=text) for text in phrases]
    by_code = [replace(bare, filters={name: (one,)}) for name, values in document.facets.items() for one in values]
    by_number = [
        replace(bare, ranges={name: (document.numbers[span.low], document.numbers[span.high])})
        for name, span in RANGES.items()
        if span.low in document.numbers and span.high in document.numbers
    ]
    return [*(query for query in by_words if query.terms.phrases and not query.terms.hopeless), *by_code, *by_number]


def _phrase(line: str) -> str:
    words = line.replace('"', " ").split()[:PHRASE_WORDS]
    return f'"{" ".join(words)}"' if words else ""


def _versions(kind: Kind, found: Difference) -> Iterable[Finding]:
    shown = settings.RECONCILE_EXAMPLES_MAX
    yield from broken("In search by the database, and the engine lacks it.", _named(kind, found.missing), shown=shown)
    yield from broken("The engine holds an older version.", _named(kind, found.older), shown=shown)
    yield from broken("The engine holds a version that no row has.", _named(kind, found.newer), shown=shown)
    yield from broken("The engine shows what is not in search.", _named(kind, found.orphans), shown=shown)


def _content(kind: Kind, ids: list[int], *, scope: Scope) -> Iterable[Finding]:
    documents, _unknown = SOURCES[kind].documents(ids, now=scope.now)
    backend = get_backend()
    wrong = [
        f"{kind}:{document.id} not found by {_words(query)}"
        for document in documents
        if not document.is_stub
        for query, shows in _asked(document, backend.matches)
        if not shows
    ]
    sentence = "The engine holds the version and not the content of the row."
    yield from broken(sentence, wrong, shown=settings.RECONCILE_EXAMPLES_MAX)


def _asked(
    document: IndexedDocument, matches: Callable[[Kind, int, list[SearchQuery]], list[bool]]
) -> Iterator[tuple[SearchQuery, bool]]:
    queries = probes(document)
    return zip(queries, matches(document.kind, document.id, queries) if queries else [], strict=True)


def _words(query: SearchQuery) -> str:
    return query.text or ", ".join(f"{name}={value}" for name, value in {**query.filters, **query.ranges}.items())


def _named(kind: Kind, ids: Iterable[int]) -> list[str]:
    return [f"{kind}:{pk}" for pk in ids]


def _held(kind: Kind) -> dict[int, int]:
    backend = get_backend()
    return _all(lambda *, after_id, limit: backend.versions(kind, after_id=after_id, limit=limit))


def _all(read: Callable[..., dict[int, int]]) -> dict[int, int]:
    versions: dict[int, int] = {}
    after_id = 0
    while page := read(after_id=after_id, limit=settings.INDEX_SLICE):
        versions |= page
        after_id = max(page)
    return versions


def _being_written(scope: Scope) -> int:
    """Young rows of the index writer's queue: they explain a difference that will be gone in a moment."""
    if scope.at_rest:
        return 0
    since = scope.now - timedelta(seconds=settings.RECONCILE_SETTLE_SECONDS)
    rows = OutboxRow.objects.filter(done_at=None, parked_at=None, queue="search", created_at__gte=since)
    return rows.filter(available_at__lte=scope.now).count()
