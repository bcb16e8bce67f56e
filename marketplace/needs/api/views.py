"""Needs over REST: translate, call one action or query, answer with the object and its ETag."""

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
from marketplace.common.problems import FieldProblem, Stale
from marketplace.needs import actions, queries
from marketplace.needs.api import serializers as shapes
from marketplace.needs.fields import ROW_FIELDS
from marketplace.needs.models import Need

KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Reference number or id")
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="ETag as it was read")
PAGING = [
    OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
    OpenApiParameter("limit", int, description="Needs per page, at most 100"),
    OpenApiParameter("own", str, enum=["0", "1"], description="1: those of the organisation acted for, in every state"),
]
EXAMPLE = OpenApiExample(
    "A technology need",
    value={
        "kind": "technology",
        "title_vi": "Giảm chi phí sấy chè mùa mưa",
        "problem_vi": "Cần sấy 800 kg búp mỗi ngày, không ám khói.",
        "requirements": [{"metric_vi": "Chi phí mỗi kg chè khô", "operator": "le", "value": "2500", "unit": "VND/kg"}],
        "answers_by": "2027-02-01",
    },
    request_only=True,
)
ANYONE = OpenApiResponse(shapes.NeedOut, description="With more fields for its owner and for reviewers")


class Needs(APIView):
    @extend_schema(
        operation_id="needs", summary="List needs, newest first", parameters=PAGING, responses=shapes.NeedPage
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
            salt=f"needs.{own}",
        )
        rows = shapes.NeedRow(page.rows, many=True, context={"member": own}).data
        return Response({"results": rows, "next": page.next, "prev": page.prev})

    @extend_schema(
        operation_id="need_create",
        summary="Begin a draft",
        request=shapes.NeedCreate,
        responses={201: ANYONE},
        examples=[EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        values = _received(shapes.NeedCreate, request)
        kind = values.pop("kind")
        need = actions.create_need(kind=kind, values=values, actor=actor, now=clock.now())
        address = request.build_absolute_uri(f"{need.public_id}/")
        return _answer(need.pk, actor=actor, status=HTTPStatus.CREATED, headers={"Location": address})


class OneNeed(APIView):
    @extend_schema(operation_id="need", summary="Read a need", parameters=[KEY], responses=ANYONE)
    def get(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        return _shown(queries.need_named(key, actor=actor), actor=actor)

    @extend_schema(
        operation_id="need_edit",
        summary="Change named fields",
        parameters=[KEY, IF_MATCH],
        request=shapes.NeedEdit,
        responses=ANYONE,
        description="Answers 412 with the fields that differ when somebody saved meanwhile.",
    )
    def patch(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        need_id = queries.find_id(key, actor=actor)
        version = expected_version(request)
        values = _received(shapes.NeedEdit, request)
        try:
            actions.edit_need(need_id=need_id, changes=values, expected_version=version, actor=actor, now=clock.now())
        except Stale:
            raise PreconditionFailed(errors=_differences(need_id, values, actor=actor)) from None
        return _answer(need_id, actor=actor)


class MoveNeed(APIView):
    """One move of the lifecycle: `call` and the `shape` of its body come from `api/moves.py`."""

    call: Callable[[int, dict[str, Any], Actor], object]
    shape: type[StrictSerializer]

    def post(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        need_id = queries.find_id(key, actor=actor)
        given = self.shape(data=request.data)
        given.is_valid(raise_exception=True)
        self.call(need_id, given.validated_data, actor)
        return _answer(need_id, actor=actor)


def _received(shape: type[StrictSerializer], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return plain_input(given.validated_data, rows=ROW_FIELDS, money=shapes.MONEY)


def _differences(need_id: int, values: dict[str, Any], *, actor: Actor) -> list[FieldProblem]:
    need = queries.need_by_id(need_id, actor=actor)
    return [FieldProblem(f"/{one.name}", "differs", f"{one.theirs!s}") for one in queries.differences(need, values)]


def _answer(
    need_id: int, *, actor: Actor, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> Response:
    return _shown(queries.need_by_id(need_id, actor=actor), actor=actor, status=status, headers=headers)


def _shown(need: Need, *, actor: Actor, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    body = shapes.represent(need, actor=actor)
    return Response(body, status=status, headers={"ETag": etag(need.version), **(headers or {})})
