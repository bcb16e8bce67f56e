"""Complaints of one's own side over REST: translate, call one action or query, answer with the object and its ETag."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import clock, limits
from marketplace.common.api import PreconditionFailed, StrictSerializer, actor_of_request, etag, expected_version
from marketplace.common.api_moves import NothingIn
from marketplace.common.cursor import page_of
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import NotFound, Stale
from marketplace.moderation import actions, queries
from marketplace.moderation.api import serializers as shapes
from marketplace.moderation.models import Complaint
from marketplace.notifications import subjects

ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Id of the complaint")
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="ETag as it was read")
PAGING = [
    OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
    OpenApiParameter("limit", int, description="Complaints per page, at most 100"),
]


class Complaints(APIView):
    @extend_schema(
        operation_id="complaints",
        summary="List what one filed, and what was filed against one's side and is graded",
        parameters=PAGING,
        responses=shapes.ComplaintPage,
    )
    def get(self, request: Request) -> Response:
        actor = reader(request)
        page = page_of(
            queries.own_complaints(actor=actor),
            cursor=request.query_params.get("cursor", ""),
            limit=request.query_params.get("limit", ""),
            salt="complaints",
        )
        results = shapes.ComplaintRow(page.rows, many=True, context={"actor": actor}).data
        return Response({"results": results, "next": page.next, "prev": page.prev})

    @extend_schema(
        operation_id="complaint_file",
        summary="Complain of a listing, need, organisation, question or message",
        description="The text as everybody reads it now is frozen as evidence. One open complaint per person and "
        "subject. The other side never learns who complains.",
        request=shapes.ComplaintIn,
        responses={201: shapes.ComplaintOut},
    )
    def post(self, request: Request) -> Response:
        actor = writer(request)
        limits.check(request._request, "complaints")
        given = read(shapes.ComplaintIn, request)
        kind, key = given.pop("kind"), given.pop("key")
        if not subjects.subject_of(kind).complaints:
            raise NotFound()
        facts = subjects.find_by_key(kind, key, actor=actor)
        filed = actions.file_complaint(kind=kind, subject_id=facts.subject_id, actor=actor, now=clock.now(), **given)
        return _answer(filed.public_id, actor=actor, status=HTTPStatus.CREATED)


class OneComplaint(APIView):
    @extend_schema(
        operation_id="complaint",
        summary="Read a complaint of one's own side",
        parameters=[ID],
        responses=shapes.ComplaintOut,
    )
    def get(self, request: Request, public_id: str) -> Response:
        return _answer(public_id, actor=reader(request))


class AnswerComplaint(APIView):
    @extend_schema(
        operation_id="complaint_answer",
        summary="Answer the judge, as the other side",
        parameters=[ID, IF_MATCH],
        request=shapes.WordsIn,
        responses=shapes.ComplaintOut,
    )
    def post(self, request: Request, public_id: str) -> Response:
        actor = writer(request)
        found, version = queries.own_complaint(public_id, actor=actor), expected_version(request)
        given = read(shapes.WordsIn, request)
        with Unchanged():
            actions.answer_complaint(
                complaint_id=found.pk, text=given["text"], actor=actor, now=clock.now(), expected_version=version
            )
        return _answer(public_id, actor=actor)


class WithdrawComplaint(APIView):
    @extend_schema(
        operation_id="complaint_withdraw",
        summary="Take one's own complaint back",
        parameters=[ID, IF_MATCH],
        request=NothingIn,
        responses=shapes.ComplaintOut,
        description="What was off view because of it comes back at once.",
    )
    def post(self, request: Request, public_id: str) -> Response:
        actor = writer(request)
        found, version = queries.own_complaint(public_id, actor=actor), expected_version(request)
        read(NothingIn, request)
        with Unchanged():
            actions.withdraw_complaint(complaint_id=found.pk, actor=actor, now=clock.now(), expected_version=version)
        return _answer(public_id, actor=actor)


class Unchanged:
    """A complaint that moved on since it was read answers 412, as every If-Match does."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, Stale):
            raise PreconditionFailed() from error


def reader(request: Request) -> Actor:
    """Who asks. Raises LoginNeeded."""
    limits.check(request._request, "api_read")
    actor = actor_of_request(request)
    require_person(actor)
    return actor


def writer(request: Request) -> Actor:
    """Who writes. Raises LoginNeeded."""
    limits.check(request._request, "api_write")
    actor = actor_of_request(request)
    require_person(actor)
    return actor


def read(shape: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """The body. Raises ValidationError."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _answer(public_id: str, *, actor: Actor, status: int = HTTPStatus.OK) -> Response:
    found: Complaint = queries.own_complaint(public_id, actor=actor)
    body = shapes.ComplaintOut(found, context={"actor": actor}).data
    return Response(body, status=status, headers={"ETag": etag(found.version)})
