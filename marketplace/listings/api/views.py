"""Listings over REST: translate, call one action or query, answer with the object and its ETag."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import clock, limits
from marketplace.common.api import PreconditionFailed, StrictSerializer, actor_of_request, etag, expected_version
from marketplace.common.api_facts import plain_input
from marketplace.common.cursor import page_of
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import FieldProblem, NotFound, Stale
from marketplace.listings import actions, queries, rules
from marketplace.listings.api import serializers as shapes
from marketplace.listings.fields import ROW_FIELDS
from marketplace.listings.models import Listing

KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Reference number or id")
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="ETag as it was read")
PAGING = [
    OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
    OpenApiParameter("limit", int, description="Listings per page, at most 100"),
    OpenApiParameter("own", str, enum=["0", "1"], description="1: those of the organisation acted for, in every state"),
]
EXAMPLE = OpenApiExample(
    "A service",
    value={
        "kind": "service",
        "title_vi": "Thử nghiệm dư lượng trong dược liệu khô",
        "service_kinds": ["testing"],
        "turnaround_days": 7,
        "price_mode": "ask",
        "price_min": {"amount": "1800000", "currency": "VND"},
    },
    request_only=True,
)
ANYONE = OpenApiResponse(shapes.ListingOut, description="With more fields for its owner and for reviewers")


class Listings(APIView):
    @extend_schema(
        operation_id="listings", summary="List listings, newest first", parameters=PAGING, responses=shapes.ListingPage
    )
    def get(self, request: Request) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        own = request.query_params.get("own") == "1"
        if own:
            require_person(actor)
        page = page_of(
            queries.rows_of(actor) if own else queries.rows_in_search(),
            cursor=request.query_params.get("cursor", ""),
            limit=request.query_params.get("limit", ""),
            salt=f"listings.{own}",
        )
        rows = shapes.ListingRow(page.rows, many=True, context={"member": own}).data
        return Response({"results": rows, "next": page.next, "prev": page.prev})

    @extend_schema(
        operation_id="listing_create",
        summary="Begin a draft",
        request=shapes.ListingCreate,
        responses={201: ANYONE},
        examples=[EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        values = _received(shapes.ListingCreate, request)
        kind = values.pop("kind")
        listing = actions.create_listing(kind=kind, values=values, actor=actor, now=clock.now())
        address = request.build_absolute_uri(f"{listing.public_id}/")
        return _answer(listing.pk, actor=actor, status=HTTPStatus.CREATED, headers={"Location": address})


class OneListing(APIView):
    @extend_schema(operation_id="listing", summary="Read a listing", parameters=[KEY], responses=ANYONE)
    def get(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        return _shown(queries.listing_named(key, actor=actor), actor=actor)

    @extend_schema(
        operation_id="listing_edit",
        summary="Change named fields",
        parameters=[KEY, IF_MATCH],
        request=shapes.ListingEdit,
        responses=ANYONE,
        description="Answers 412 with the fields that differ when somebody saved meanwhile.",
    )
    def patch(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        listing_id = queries.find_id(key, actor=actor)
        version = expected_version(request)
        values = _received(shapes.ListingEdit, request)
        try:
            actions.edit_listing(
                listing_id=listing_id, changes=values, expected_version=version, actor=actor, now=clock.now()
            )
        except Stale:
            raise PreconditionFailed(errors=_differences(listing_id, values, actor=actor)) from None
        return _answer(listing_id, actor=actor)


class MoveListing(APIView):
    """One move of the lifecycle: `call` and the `shape` of its body come from `api/moves.py`."""

    call: Callable[[int, dict[str, Any], Actor], object]
    shape: type[StrictSerializer]

    def post(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        listing_id = queries.find_id(key, actor=actor)
        given = self.shape(data=request.data)
        given.is_valid(raise_exception=True)
        self.call(listing_id, given.validated_data, actor)
        return _answer(listing_id, actor=actor)


class PendingRevision(APIView):
    @extend_schema(
        operation_id="listing_revision",
        summary="Read the edit that waits for a reviewer",
        parameters=[KEY],
        responses=shapes.RevisionOut,
    )
    def get(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        listing = queries.listing_named(key, actor=actor)
        revision = queries.pending_revision(listing, actor=actor)
        if revision is None:
            raise NotFound()
        facts = rules.readable_facts(actor, listing)
        shown = shapes.RevisionOut(revision, context={"facts": facts}).data
        return Response(shown, headers={"ETag": etag(revision.version)})


def _received(shape: type[StrictSerializer], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return plain_input(given.validated_data, rows=ROW_FIELDS, money=shapes.MONEY)


def _differences(listing_id: int, values: dict[str, Any], *, actor: Actor) -> list[FieldProblem]:
    listing = queries.listing_by_id(listing_id, actor=actor)
    return [
        FieldProblem(f"/{one.name}", "differs", f"{one.theirs!s}")
        for one in queries.differences(listing, values, actor=actor)
    ]


def _answer(
    listing_id: int, *, actor: Actor, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> Response:
    return _shown(queries.listing_by_id(listing_id, actor=actor), actor=actor, status=status, headers=headers)


def _shown(
    listing: Listing, *, actor: Actor, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> Response:
    body = shapes.represent(listing, actor=actor)
    return Response(body, status=status, headers={"ETag": etag(listing.version), **(headers or {})})
