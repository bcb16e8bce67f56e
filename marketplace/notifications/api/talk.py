"""Questions and bookmarks over REST: translate, call one action or query."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import clock, limits
from marketplace.common.api import StrictSerializer, actor_of_request
from marketplace.common.cursor import page_of
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import NotFound
from marketplace.notifications import actions, queries, subjects
from marketplace.notifications.api import talk_shapes as shapes
from marketplace.notifications.models import Question

ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Id of the question")
PAGING = [
    OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
    OpenApiParameter("limit", int, description="Rows per page, at most 100"),
]
ABOUT = [
    OpenApiParameter("kind", str, required=True, enum=["listing", "need"], description="What it is about"),
    OpenApiParameter("key", str, required=True, description="Its reference number or id"),
]


class Questions(APIView):
    @extend_schema(
        operation_id="questions",
        summary="Read what was asked and answered about a listing or need",
        parameters=[*ABOUT, *PAGING],
        responses=shapes.PublicQuestionPage,
    )
    def get(self, request: Request) -> Response:
        limits.check(request._request, "api_read")
        asked = request.query_params
        kind, actor = asked.get("kind", ""), actor_of_request(request)
        if kind not in subjects.kinds_that("questions"):
            raise NotFound()
        facts = subjects.find_by_key(kind, asked.get("key", ""), actor=actor)
        page = page_of(
            queries.public_questions(kind, facts.subject_id),
            cursor=asked.get("cursor", ""),
            limit=asked.get("limit", ""),
            salt=f"questions.{kind}.{facts.subject_id}",
        )
        return Response(shapes.PublicQuestionPage({"results": page.rows, "next": page.next, "prev": page.prev}).data)

    @extend_schema(
        operation_id="question_ask",
        summary="Ask the owner of a listing or need in public",
        request=shapes.AskIn,
        responses={201: shapes.QuestionOut},
    )
    def post(self, request: Request) -> Response:
        actor = _writer(request)
        given = _read(shapes.AskIn, request)
        facts = subjects.find_by_key(given["kind"], given["key"], actor=actor)
        question = actions.ask_question(
            kind=given["kind"], subject_id=facts.subject_id, text=given["text"], actor=actor, now=clock.now()
        )
        return _question(question, status=HTTPStatus.CREATED)


class OneQuestion(APIView):
    @extend_schema(
        operation_id="question",
        summary="Read a question of one's own side",
        parameters=[ID],
        responses=shapes.QuestionOut,
    )
    def get(self, request: Request, public_id: str) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        require_person(actor)
        return _question(_named(public_id, actor=actor))


class AnswerQuestion(APIView):
    @extend_schema(
        operation_id="question_answer",
        summary="Answer a question in public",
        parameters=[ID],
        request=shapes.PublicAnswerIn,
        responses=shapes.QuestionOut,
    )
    def post(self, request: Request, public_id: str) -> Response:
        actor = _writer(request)
        question = _named(public_id, actor=actor)
        given = _read(shapes.PublicAnswerIn, request)
        done = actions.answer_question(question_id=question.pk, text=given["text"], actor=actor, now=clock.now())
        return _question(done)


class DeclineQuestion(APIView):
    @extend_schema(
        operation_id="question_decline",
        summary="Not answer a question, with a reason",
        parameters=[ID],
        request=shapes.DeclineIn,
        responses=shapes.QuestionOut,
    )
    def post(self, request: Request, public_id: str) -> Response:
        actor = _writer(request)
        question = _named(public_id, actor=actor)
        given = _read(shapes.DeclineIn, request)
        done = actions.decline_question(question_id=question.pk, actor=actor, now=clock.now(), **given)
        return _question(done)


class Bookmarks(APIView):
    @extend_schema(
        operation_id="bookmarks",
        summary="Read what one keeps, and what changed since the last look",
        parameters=PAGING,
        responses=shapes.BookmarkPage,
    )
    def get(self, request: Request) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        require_person(actor)
        page = page_of(
            queries.bookmarks_of(actor),
            cursor=request.query_params.get("cursor", ""),
            limit=request.query_params.get("limit", ""),
            salt="bookmarks",
        )
        rows = queries.kept(list(page.rows), actor=actor)
        return Response(shapes.BookmarkPage({"results": rows, "next": page.next, "prev": page.prev}).data)

    @extend_schema(
        operation_id="bookmark_add",
        summary="Keep a listing or need",
        request=shapes.BookmarkIn,
        responses={201: shapes.BookmarkOut},
    )
    def post(self, request: Request) -> Response:
        actor = _writer(request)
        given = _read(shapes.BookmarkIn, request)
        facts = subjects.find_by_key(given["kind"], given["key"], actor=actor)
        kept = actions.add_bookmark(
            kind=facts.kind, subject_id=facts.subject_id, note=given["note"], actor=actor, now=clock.now()
        )
        shown = queries.kept([kept], actor=actor)[0]
        return Response(shapes.BookmarkOut(shown).data, status=HTTPStatus.CREATED)


class OneBookmark(APIView):
    @extend_schema(
        operation_id="bookmark_remove",
        summary="Keep it no longer",
        parameters=[OpenApiParameter("bookmark_id", int, OpenApiParameter.PATH, description="Id of the bookmark")],
        responses={204: None},
    )
    def delete(self, request: Request, bookmark_id: int) -> Response:
        actor = _writer(request)
        actions.remove_bookmark(bookmark_id=bookmark_id, actor=actor, now=clock.now())
        return Response(status=HTTPStatus.NO_CONTENT)


def _writer(request: Request) -> Actor:
    limits.check(request._request, "api_write")
    actor = actor_of_request(request)
    require_person(actor)
    return actor


def _read(shape: type[StrictSerializer], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return given.validated_data


def _named(public_id: str, *, actor: Actor) -> Question:
    """A question of one's own side. Raises NotFound."""
    found = queries.conversation(public_id, actor=actor)
    question = getattr(found, "question", None)
    if question is None:
        raise NotFound()
    return question


def _question(question: Question, *, status: int = HTTPStatus.OK) -> Response:
    return Response(shapes.QuestionOut(question).data, status=status)
