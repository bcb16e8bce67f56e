"""The search page and one's saved searches."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.common import clock, limits
from marketplace.common.permissions import require_person
from marketplace.common.problems import Invalid
from marketplace.common.web.head import NOINDEX, PageHead
from marketplace.common.web.middleware import is_htmx
from search import actions, queries
from search.backends import SearchPage
from search.fields import Sort
from search.models import NAME_MAX_CHARS, Rate
from search.query import SearchQuery
from search.watched import params_text, strict_query
from search.web import facets
from search.web.names import KIND_PLURALS, SORT_NAMES
from search.web.rows import rows_of

SECTIONS = {"technology": "technologies", "ip_asset": "technologies", "service": "services", "need": "needs"}
NOT_OURS = ("name", "csrfmiddlewaretoken", "ref", "replaces")


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Find and narrow; the address is the query. For htmx the results alone."""
    limits.check(request, "search", cost=limits.PAGE_WITH_FACETS)
    query = _query(request.GET)
    results = queries.find(query, actor=request.actor)
    if results.query.page > results.pages:
        return HttpResponseRedirect(request.path + facets.address(replace(query, page=results.pages)))
    template = "search/_results.html" if is_htmx(request) else "search/search.html"
    response = render(request, template, _context(request, results))
    response["X-Search-Backend"] = results.page.backend
    return response


def _query(params) -> SearchQuery:  # type: ignore[no-untyped-def]
    return SearchQuery.from_params(
        params,
        audience=queries.Audience.PUBLIC,
        language=get_language() or "vi",
        strict=False,
        choices=queries.facet_choices(),
        ignore=NOT_OURS,
    )


def _context(request: HttpRequest, results: queries.Results) -> dict[str, object]:
    query = results.query
    kind = query.filters.get("kind", ())
    active = facets.active_filters(query)
    return {
        "head": _head(results, active_count=len(active)),
        "section": SECTIONS.get(kind[0], "") if len(kind) == 1 else "",
        "query": query.text,
        "search": query,
        "page": results.page,
        "title": result_words(query, results.page),
        "rows": rows_of(results.things, query.terms),
        "facets": facets.facets_of(results),
        "kinds": facets.kind_choices(results),
        "active": active,
        "clear_url": facets.cleared(query) if active else "",
        "hidden": facets.hidden_fields(query),
        "sorts": [(sort.value, words, sort == query.order) for sort, words in SORT_NAMES.items()],
        "kept_for_sort": [pair for pair in _pairs(replace(query, page=1)) if pair[0] != "sort"],
        "kept_for_save": _pairs(replace(query, page=1)),
        "pages": results.pages,
        "widening": facets.widening(results),
        "watchable": actions.is_watchable(query),
        **_watching(request, query),
        "progress": queries.index_progress() if not results.page.total and not query.text else None,
    }


def _pairs(query: SearchQuery) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.to_params().items() for value in values]


def _watching(request: HttpRequest, query: SearchQuery) -> dict[str, object]:
    """The saved search that watches this query already, and those that could watch it instead of theirs."""
    if not request.actor.is_person:
        return {"saved": None, "others": []}
    own = list(queries.saved_searches_of(request.actor))
    params = params_text(query)
    return {"saved": next((saved for saved in own if saved.params == params), None), "others": own}


def result_words(query: SearchQuery, page: SearchPage) -> str:
    """The heading: how many results, and for what."""
    words = {"count": page.total, "text": query.text}
    if query.text:
        return ngettext("%(count)s result for “%(text)s”", "%(count)s results for “%(text)s”", page.total) % words
    kind = query.filters.get("kind", ())
    if len(kind) == 1:
        return f"{KIND_PLURALS[kind[0]]}: {page.total}"
    return ngettext("%(count)s listing and need", "%(count)s listings and needs", page.total) % words


def _head(results: queries.Results, *, active_count: int) -> PageHead:
    query = results.query
    path = reverse("search:search")
    canonical = path + facets.address(replace(query, sort=Sort.RELEVANCE))
    before = path + facets.address(replace(query, page=query.page - 1)) if query.page > 1 else ""
    after = path + facets.address(replace(query, page=query.page + 1)) if query.page < results.pages else ""
    return PageHead(
        title=result_words(query, results.page),
        description=_("Technologies, IP assets, services and needs with checked figures, terms and time to answer."),
        canonical=canonical.removesuffix("?"),
        robots=NOINDEX if active_count > 1 or query.text else "",
        prev=before,
        next=after,
    )


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Watch the search whose parameters the form carries."""
    require_person(request.actor)
    query = _query(request.POST)
    if replaces := request.POST.get("replaces", ""):
        return _rewrite(request, query, public_id=replaces)
    name = request.POST.get("name", "").strip() or _default_name(query)
    saved = actions.save_search(query=query, name=name, actor=request.actor, now=clock.now())
    messages.success(request, _("Saved: you hear of new results for “%(name)s”.") % {"name": saved.name})
    return HttpResponseRedirect(reverse("search:search") + facets.address(query))


def _rewrite(request: HttpRequest, query: SearchQuery, *, public_id: str) -> HttpResponse:
    saved = actions.rewrite_saved_search(public_id=public_id, query=query, actor=request.actor, now=clock.now())
    messages.success(request, _("Changed: “%(name)s” watches this search now.") % {"name": saved.name})
    return HttpResponseRedirect(reverse("search:search") + facets.address(query))


def _default_name(query: SearchQuery) -> str:
    words = [query.text] if query.text else []
    words += [found.label for found in facets.active_filters(query)]
    words += [str(KIND_PLURALS[kind]) for kind in query.filters.get("kind", ())]
    return ", ".join(words)[:NAME_MAX_CHARS]


@require_GET
def saved_searches(request: HttpRequest) -> HttpResponse:
    """One's saved searches, with what they found."""
    require_person(request.actor)
    rows = [_saved_row(saved) for saved in queries.saved_searches_with_counts(request.actor)]
    return render(request, "search/saved.html", {"section": "my", "rows": rows, "rates": Rate.choices})


def _saved_row(saved: Any) -> dict[str, object]:
    query = strict_query(saved.params, language=saved.language)
    return {
        "saved": saved,
        "url": reverse("search:search") + facets.address(query),
        "found": saved.found,
        "feed": settings.BASE_URL + reverse("search_plain:feed", args=[queries.feed_token(saved)]),
    }


@require_http_methods(["POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rename, pause, change the rate, or delete after its confirm page."""
    require_person(request.actor)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Invalid(_("The form lacks its version; reload the page."))
    saved = actions.change_saved_search(
        public_id=public_id,
        name=request.POST.get("name", ""),
        rate=request.POST.get("rate", ""),
        paused=request.POST.get("paused") == "on",
        expected_version=int(version),
        actor=request.actor,
        now=clock.now(),
    )
    messages.success(request, _("Kept: “%(name)s”.") % {"name": saved.name})
    return redirect("search:saved")


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """A page that repeats what will happen; POST does it."""
    require_person(request.actor)
    saved = actions.own_saved_search(public_id, actor=request.actor)
    if request.method == "GET":
        return render(request, "search/delete.html", {"section": "my", "saved": saved})
    actions.delete_saved_search(public_id=public_id, actor=request.actor, now=clock.now())
    messages.success(request, _("Deleted: “%(name)s” tells you nothing any more.") % {"name": saved.name})
    return redirect("search:saved")


@require_POST
def renew_feed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another address for the feed: the old one was seen by somebody it was not meant for."""
    require_person(request.actor)
    saved = actions.renew_feed(public_id=public_id, actor=request.actor, now=clock.now())
    messages.success(
        request, _("The feed of “%(name)s” has a new address; the old one is void.") % {"name": saved.name}
    )
    return redirect("search:saved")
