"""Matches over REST: translate, call one action or query, answer with the object and its ETag."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import clock, limits
from marketplace.common.api import PreconditionFailed, actor_of_request, etag, expected_version
from marketplace.common.api_moves import NothingIn
from marketplace.common.cursor import page_of
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import FieldProblem, Invalid, Stale
from marketplace.matches import actions, queries
from marketplace.matches.api import serializers as shapes
from marketplace.matches.models import Match
from marketplace.matches.queries import Group
from marketplace.matches.states import Side

ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Id of the match")
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="ETag as it was read")
LISTING = [
    OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
    OpenApiParameter("limit", int, description="Matches per page, at most 100"),
    OpenApiParameter("group", str, enum=[group.value for group in Group], description="What the match waits for"),
    OpenApiParameter("side", str, enum=Side.values, description="Which side is one's own"),
]


class Matches(APIView):
    @extend_schema(
        operation_id="matches",
        summary="List the matches of the organisation acted for, newest first",
        parameters=LISTING,
        responses=shapes.MatchPage,
    )
    def get(self, request: Request) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        require_person(actor)
        group, side = _asked(request, "group", Group), _asked(request, "side", Side)
        rows = queries.own_matches(actor=actor)
        if group is not None:
            rows = rows.filter(queries.in_group(group, actor=actor))
        if side is not None:
            rows = rows.filter(**{f"{side}__owner_id": actor.organisation_id})
        page = page_of(
            rows,
            cursor=request.query_params.get("cursor", ""),
            limit=request.query_params.get("limit", ""),
            salt=f"matches.{group}.{side}",
        )
        results = shapes.MatchRow(page.rows, many=True, context={"actor": actor}).data
        return Response({"results": results, "next": page.next, "prev": page.prev})


class OneMatch(APIView):
    @extend_schema(operation_id="match", summary="Read a match", parameters=[ID], responses=shapes.MatchOut)
    def get(self, request: Request, public_id: str) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        require_person(actor)
        return _answer(public_id, actor=actor)


class AcceptMatch(APIView):
    @extend_schema(
        operation_id="match_accept",
        summary="Say yes to a match for one's own side",
        parameters=[ID, IF_MATCH],
        request=NothingIn,
        responses=shapes.MatchOut,
        description="The second yes introduces the two sides to each other at once.",
    )
    def post(self, request: Request, public_id: str) -> Response:
        actor, match_id, version = _begin(request, public_id)
        _read(NothingIn, request)
        with _Unchanged():
            actions.accept_match(match_id=match_id, actor=actor, now=clock.now(), expected_version=version)
        return _answer(public_id, actor=actor)


class DismissMatch(APIView):
    @extend_schema(
        operation_id="match_dismiss",
        summary="Say no to a match for one's own side, with a reason",
        parameters=[ID, IF_MATCH],
        request=shapes.DismissMatchIn,
        responses=shapes.MatchOut,
        description="The other side learns the reason's class and nothing else.",
    )
    def post(self, request: Request, public_id: str) -> Response:
        actor, match_id, version = _begin(request, public_id)
        given = _read(shapes.DismissMatchIn, request)
        with _Unchanged():
            actions.dismiss_match(match_id=match_id, actor=actor, now=clock.now(), expected_version=version, **given)
        return _answer(public_id, actor=actor)


class _Unchanged:
    """A match that moved on since it was read answers 412, as every If-Match does."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, Stale):
            raise PreconditionFailed() from error


def _begin(request: Request, public_id: str) -> tuple[Actor, int, int]:
    """Who asks, which match, and the version they saw."""
    limits.check(request._request, "api_write")
    actor = actor_of_request(request)
    require_person(actor)
    return actor, queries.find_id(public_id, actor=actor), expected_version(request)


def _read(shape: type[Any], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _answer(public_id: str, *, actor: Actor) -> Response:
    match: Match = queries.match_page(public_id, actor=actor)
    return Response(shapes.represent(match, actor=actor), headers={"ETag": etag(match.version)})


def _asked(request: Request, name: str, values: type[Any]) -> Any:
    text = request.query_params.get(name, "")
    if not text:
        return None
    try:
        return values(text)
    except ValueError:
        detail = ", ".join(value.value for value in values)
        raise Invalid(errors=[FieldProblem(f"/{name}", "unknown", detail)]) from None
