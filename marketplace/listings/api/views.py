"""Listings over REST: what `accounts.api.postings` calls and shows of them."""

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.accounts.api.postings import (
    IF_MATCH,
    KEY,
    STALE,
    Calls,
    Given,
    MovePosting,
    OnePosting,
    PostingList,
    paging,
)
from marketplace.common import clock, limits
from marketplace.common.api import actor_of_request, etag
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.listings import actions, queries, rules
from marketplace.listings.api import serializers as shapes
from marketplace.listings.fields import ROW_FIELDS

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


def _edit(listing_id: int, changes: Given, version: int, actor: Actor) -> object:
    return actions.edit_listing(
        listing_id=listing_id, changes=changes, expected_version=version, actor=actor, now=clock.now()
    )


CALLS = Calls(
    name="listings",
    rows_of=queries.rows_of,
    rows_in_search=queries.rows_in_search,
    find_id=queries.find_id,
    named=queries.listing_named,
    by_id=queries.listing_by_id,
    create=actions.create_listing,
    edit=_edit,
    differences=lambda pk, changes, actor: queries.differences(
        queries.listing_by_id(pk, actor=actor), changes, actor=actor
    ),
    represent=shapes.represent,
    row_facts=ROW_FIELDS,
    money=shapes.MONEY,
)


@extend_schema_view(
    get=extend_schema(
        operation_id="listings",
        summary="List listings, newest first",
        parameters=paging("Listings"),
        responses=shapes.ListingPage,
    ),
    post=extend_schema(
        operation_id="listing_create",
        summary="Begin a draft",
        request=shapes.ListingCreate,
        responses={201: ANYONE},
        examples=[EXAMPLE],
    ),
)
class Listings(PostingList):
    calls = CALLS
    row = shapes.ListingRow
    begun = shapes.ListingCreate


@extend_schema_view(
    get=extend_schema(operation_id="listing", summary="Read a listing", parameters=[KEY], responses=ANYONE),
    patch=extend_schema(
        operation_id="listing_edit",
        summary="Change named fields",
        parameters=[KEY, IF_MATCH],
        request=shapes.ListingEdit,
        responses=ANYONE,
        description=STALE,
    ),
)
class OneListing(OnePosting):
    calls = CALLS
    changes = shapes.ListingEdit


class MoveListing(MovePosting):
    """One move of the lifecycle: `call` and the `shape` of its body come from `api/moves.py`."""

    calls = CALLS


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
