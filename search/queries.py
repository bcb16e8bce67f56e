"""Reads of search: the engine or, without one, the database; every hit is read again as the reader."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import structlog
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Count, QuerySet

from marketplace.accounts.models import Organisation
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.listings import projection as listing_projection
from marketplace.listings.models import Listing
from marketplace.listings.projection import Card, cards
from marketplace.needs import projection as need_projection
from marketplace.needs import queries as need_queries
from marketplace.needs.models import Need
from marketplace.taxonomy.queries import codes
from search import rules
from search.backends import Hit, SearchPage, SearchReader, SearchUnavailable, get_backend
from search.backends.database import DatabaseSearch
from search.document import IndexedDocument
from search.fields import Audience, Kind
from search.indexing.rebuild import open_request
from search.indexing.sources import SOURCES
from search.models import SavedSearch, SavedSearchHit
from search.query import SearchQuery

log = structlog.get_logger(__name__)
Thing = Listing | Need
Found = Card | Need  # A listing as what a row of results shows, a need as it is.
CHOICES_CACHE_SECONDS = 60  # A code that a curator adds can be filtered by within this time.

# Facets whose values are rows of a code list; the others declare their choices or are looked up as they are.
CODE_LISTS: Mapping[str, str] = {
    "field": "st_field",
    "licence": "licence_kind",
    "country": "country",
    "province": "province",
    "price_mode": "price_mode",
    "ip_status": "legal_status",
    "service_kind": "service_kind",
    "need_kind": "need_kind",
    "ipc": "ipc",
}


@dataclass(frozen=True, slots=True)
class Results:
    """One page for one reader: the things it may see, in order, and what the engine counted."""

    query: SearchQuery
    page: SearchPage
    things: tuple[Found, ...]

    @property
    def pages(self) -> int:
        """Pages that can be opened; the last results of a long list are reached by narrowing."""
        reachable = min(self.page.total, settings.SEARCH_WINDOW_MAX)
        return max(1, -(-reachable // self.query.size))


def similar_to(kind: Kind, thing: Thing, *, actor: Actor, limit: int) -> list[Found]:
    """Things of the same table like this one, as the reader may see them; none while the engine rests.

    `thing` was read with its content, as its page reads it: its public words cost no query here.
    """
    projection = listing_projection if isinstance(thing, Listing) else need_projection
    texts = projection.public_texts(thing)
    titles = tuple(title for title in (texts.title_vi, texts.title_en) if title)
    document = IndexedDocument(kind=kind, id=thing.pk, version=0, titles=titles, body="\n".join(texts.words()))
    try:
        hits = get_backend().similar(document, kinds=[kind], limit=limit)
    except SearchUnavailable:
        return []
    return _read(tuple(hits), actor=actor)


def audience_of(actor: Actor) -> Audience:
    """Everybody searches the public projection; wider circles come with `brokers_only`."""
    return Audience.PUBLIC


def find(query: SearchQuery, *, actor: Actor, facets: Collection[str] | None = None) -> Results:
    """Search, and read the hits from the database as `actor`; falls back to the database, never fails."""
    page = _search(query, facets=facets)
    return Results(query, page, tuple(_read(page.hits, actor=actor)))


def _search(query: SearchQuery, *, facets: Collection[str] | None) -> SearchPage:
    try:
        return get_backend().search(query, facets=facets)
    except SearchUnavailable as error:
        log.warning("search falls back to the database", reason=str(error))
        return database_reader().search(query, facets=facets)


def database_reader() -> SearchReader:
    """The fallback, over what everybody may find."""
    return DatabaseSearch({kind: source.visible() for kind, source in SOURCES.items()})


def _read(hits: Sequence[Hit], *, actor: Actor) -> list[Found]:
    """Rows in the order of the hits; one that went out of search since it was indexed is left out."""
    ids = {kind: [hit.id for hit in hits if hit.kind is kind] for kind in Kind}
    found: dict[Kind, Mapping[int, Found]] = {
        Kind.LISTING: cards(ids[Kind.LISTING], actor=actor),
        Kind.NEED: need_queries.rows_by_id(ids[Kind.NEED], actor=actor),
    }
    return [found[hit.kind][hit.id] for hit in hits if hit.id in found[hit.kind]]


def facet_choices() -> Mapping[str, frozenset[str]]:
    """Codes that exist, per facet; a value outside them is refused by name instead of finding nothing."""
    return _facet_choices(int(time.monotonic() // CHOICES_CACHE_SECONDS))


@lru_cache(maxsize=1)
def _facet_choices(_period: int) -> Mapping[str, frozenset[str]]:
    return {facet: frozenset(codes(name).values_list("code", flat=True)) for facet, name in CODE_LISTS.items()}


def organisation_names(slugs: Collection[str]) -> dict[str, Organisation]:
    """Organisations behind facet values."""
    return {row.slug: row for row in Organisation.objects.filter(slug__in=slugs)}


def saved_searches_of(actor: Actor) -> QuerySet[SavedSearch]:
    """One's saved searches, newest first."""
    return rules.visible_to(actor).order_by("-pk")


def saved_searches_with_counts(actor: Actor) -> QuerySet[SavedSearch]:
    """One's saved searches with how many publications each `found`."""
    return saved_searches_of(actor).annotate(found=Count("hits"))


def feed_token(saved: SavedSearch) -> str:
    """The secret part of its feed's address: signed, so that the database alone gives it to nobody."""
    return _feed_signer().sign(f"{saved.public_id}-{saved.feed_serial}")


def saved_search_of_feed(token: str) -> SavedSearch:
    """The saved search that a feed's address names. Raises NotFound when forged, revoked, or its holder is gone."""
    try:
        public_id, _dash, serial = _feed_signer().unsign(token).rpartition("-")
    except BadSignature:
        raise NotFound() from None
    found = SavedSearch.objects.filter(public_id=public_id, feed_serial=serial, user__is_active=True).first()
    if found is None:
        raise NotFound()
    return found


def _feed_signer() -> Signer:
    return Signer(sep=".", salt="search.feed")  # A salt of its own: no other signed link opens a feed.


def moments_of(things: Sequence[Found]) -> dict[tuple[Kind, int], tuple[datetime, datetime]]:
    """When each of these was published and last changed: two queries, however many; none for what left the search."""
    ids = {kind: [thing.pk for thing in things if kind_of(thing) is kind] for kind in Kind}
    return {
        (kind, pk): (published, changed)
        for kind, source in SOURCES.items()
        for pk, published, changed in source.visible()
        .filter(pk__in=ids[kind])
        .values_list("pk", "published_at", "updated_at")
    }


def kind_of(thing: Found) -> Kind:
    """Of which table."""
    return Kind.NEED if isinstance(thing, Need) else Kind.LISTING


def hits_since(saved: SavedSearch, *, since: datetime) -> int:
    """How many publications it found since then."""
    return SavedSearchHit.objects.filter(saved_search=saved, found_at__gte=since).count()


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far the first start got: documents that a search finds, of those in the database."""

    indexed: int
    total: int

    @property
    def done(self) -> bool:
        return self.indexed >= self.total


def state_of_engine() -> str:
    """For the health page: "ok", or that readers are served from the database."""
    try:
        get_backend().checksum()
    except SearchUnavailable:
        return "the engine does not answer; readers are served from the database"
    return "ok"


def index_progress() -> IndexProgress | None:
    """None where the engine does not answer, or where everything is indexed and no rebuild runs."""
    total = sum(source.visible().count() for source in SOURCES.values())
    try:
        indexed = get_backend().checksum().count
    except SearchUnavailable:
        indexed = 0
    progress = IndexProgress(indexed, total)
    return None if progress.done and open_request() is None else progress
