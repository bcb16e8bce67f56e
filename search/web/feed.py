"""The Atom feed of a saved search (RFC 4287): a secret address that its holder can make void."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from marketplace.common import limits
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.queries import current_site
from marketplace.common.web.formatting import in_language
from search import queries
from search.fields import Sort
from search.models import SavedSearch
from search.queries import Found, Results
from search.watched import strict_query
from search.web.facets import address

ENTRIES_MAX = 100


class PagedAtomFeed(Atom1Feed):
    """Atom with the links of a paged feed (RFC 5005 §3); an empty one is as old as the search it belongs to."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["since"]

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation, href in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": href})


@require_safe
def saved_search_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The newest publications that the saved search shows, as everybody may see them; 304 where nothing changed."""
    limits.check(request, "search")
    saved = queries.saved_search_of_feed(token)
    with translation.override(saved.language):
        body = _feed(saved, token=token, page=_page(request)).writeString("utf-8")
    etag = f'W/"{sha256(body.encode()).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    answer = get_conditional_response(request, etag=etag, response=response) or response
    # A secret address: kept by its reader only, shown by no search engine.
    for name, value in {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}.items():
        answer.headers[name] = value
    return answer


def _page(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    last = settings.SEARCH_WINDOW_MAX // ENTRIES_MAX
    return min(max(int(given), 1), last) if given.isdecimal() and len(given) < 5 else 1


def _feed(saved: SavedSearch, *, token: str, page: int) -> PagedAtomFeed:
    query = replace(strict_query(saved.params, language=saved.language), sort=Sort.NEWEST, size=ENTRIES_MAX, page=page)
    results = queries.find(query, actor=ANONYMOUS, facets=())
    moments = queries.moments_of(results.things)
    base = settings.BASE_URL
    path = reverse("search_plain:feed", args=[token])
    feed = PagedAtomFeed(
        title=saved.name,
        link=base + reverse("search:search") + address(replace(query, page=1, size=settings.SEARCH_PAGE_SIZE)),
        description="",
        author_name=current_site().name,
        language=saved.language,
        feed_url=f"{base}{path}",
        feed_guid=_tag(saved.created_at, f"saved-search:{saved.public_id}"),
        since=saved.updated_at,
        pages=_pages(results, page=page, address=f"{base}{path}"),
    )
    for thing in results.things:
        if found := moments.get((queries.kind_of(thing), thing.pk)):
            feed.add_item(**_entry(thing, published=found[0], changed=found[1]))
    return feed


def _pages(results: Results, *, page: int, address: str) -> dict[str, str]:
    links = {"first": address}
    if page > 1:
        links["previous"] = f"{address}?page={page - 1}"
    if page < results.pages:
        links["next"] = f"{address}?page={page + 1}"
    return links


def _entry(thing: Found, *, published: datetime, changed: datetime) -> dict[str, Any]:
    title, _language = in_language(thing, "title")
    summary, _language = in_language(thing, "summary" if thing.text("summary") else "problem")
    return {
        "title": title,
        "link": settings.BASE_URL + thing.get_absolute_url(),
        "description": summary,
        "unique_id": _tag(published, thing.reference or ""),
        "pubdate": published,
        "updateddate": changed,
    }


def _tag(moment: datetime, name: str) -> str:
    """A permanent id (RFC 4151): our host on the day it came to be, and a name that is never given again."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{moment:%Y-%m-%d}:{name}"
