"""GET /api/v1/search: the same parameters as the page, the same ids."""

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import limits
from marketplace.common.api import actor_of_request
from marketplace.common.web.formatting import in_language
from marketplace.listings.projection import Card
from search import queries
from search.api.serializers import SearchAnswer
from search.fields import FACETS, RANGES, Kind, Sort
from search.queries import Found
from search.query import SearchQuery
from search.text import Terms, highlight_html

HIGHLIGHT_MAX_CHARS = 280
NOT_OURS = ("format", "lang")


def _parameters() -> list[OpenApiParameter]:
    declared = [
        OpenApiParameter("q", str, description='Words, "quoted phrases", -excluded words; with or without marks.'),
        OpenApiParameter("page", int),
        OpenApiParameter("size", int),
        OpenApiParameter("sort", str, enum=[str(sort) for sort in Sort]),
        OpenApiParameter("scope", str, enum=[str(kind) for kind in Kind], many=True),
        OpenApiParameter("relax", str, enum=["0", "1"], description="0: never fall back to any of the words."),
    ]
    declared += [OpenApiParameter(name, str, many=True, enum=facet.choices or None) for name, facet in FACETS.items()]
    for name, span in RANGES.items():
        declared += [OpenApiParameter(f"{name}_{end}", str, description=f"like {span.hint}") for end in ("min", "max")]
    return declared


class SearchView(APIView):
    """Search listings and needs."""

    @extend_schema(
        operation_id="search", parameters=_parameters(), responses=SearchAnswer, summary="Search listings and needs"
    )
    def get(self, request: Request) -> Response:
        limits.check(request._request, "search", cost=limits.PAGE_WITH_FACETS)
        query = SearchQuery.from_params(
            request.query_params,
            audience=queries.audience_of(actor_of_request(request)),
            language=get_language() or "vi",
            choices=queries.facet_choices(),
            ignore=NOT_OURS,
        )
        results = queries.find(query, actor=actor_of_request(request))
        page = results.page
        body = {
            "total": page.total,
            "hits": [_hit(thing, query.terms) for thing in results.things],
            "facets": {name: dict(counts) for name, counts in page.facets.items()},
            "took_ms": round(page.took_ms, 2),
            "backend": page.backend,
            "degraded": page.degraded,
            "relaxed": page.relaxed,
            "page": query.page,
            "pages": results.pages,
        }
        return Response(body, headers={"X-Search-Backend": page.backend})


def _hit(thing: Found, terms: Terms) -> dict[str, object]:
    is_listing = isinstance(thing, Card)
    title, title_language = in_language(thing, "title")
    summary, _language = in_language(thing, "summary" if thing.text("summary") else "problem")
    return {
        "reference": thing.reference,
        "kind": thing.kind if is_listing else "need",
        "title": title,
        "summary": summary,
        "language": title_language,
        "highlights": {
            "title": highlight_html(title, terms),
            "summary": highlight_html(summary, terms, max_chars=HIGHLIGHT_MAX_CHARS),
        },
        "url": thing.get_absolute_url(),
    }
