"""The desk of reviewers and judges over REST: the queue, one complaint, and each move on an address of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import clock
from marketplace.common.api import StrictSerializer, etag, expected_version
from marketplace.common.api_moves import NothingIn
from marketplace.common.cursor import page_of
from marketplace.common.permissions import Actor, require
from marketplace.moderation import actions, queries, rules
from marketplace.moderation.api import serializers as shapes
from marketplace.moderation.api.views import ID, IF_MATCH, PAGING, Unchanged, read, reader, writer
from marketplace.moderation.models import Complaint

CLOSED = OpenApiParameter("closed", bool, description="True: what is decided, instead of what is open")
Given = dict[str, Any]
Call = Callable[[Given, Given], object]


class Desk(APIView):
    @extend_schema(
        operation_id="complaints_desk",
        summary="List the complaints at the desk, newest first",
        parameters=[CLOSED, *PAGING],
        responses=shapes.DeskPage,
    )
    def get(self, request: Request) -> Response:
        actor = reader(request)
        require(rules.may_see_queue(actor))
        closed = request.query_params.get("closed", "") == "true"
        rows = queries.decided(actor=actor) if closed else queries.queue(actor=actor)
        page = page_of(
            rows,
            cursor=request.query_params.get("cursor", ""),
            limit=request.query_params.get("limit", ""),
            salt=f"desk.{closed}",
        )
        results = shapes.DeskRow(page.rows, many=True).data
        return Response({"results": results, "next": page.next, "prev": page.prev})


class OneAtDesk(APIView):
    @extend_schema(
        operation_id="complaint_at_desk",
        summary="Read a complaint at the desk",
        parameters=[ID],
        responses=shapes.DeskComplaintOut,
    )
    def get(self, request: Request, public_id: str) -> Response:
        actor = reader(request)
        return _answer(queries.desk_complaint(public_id, actor=actor), actor=actor)


@dataclass(frozen=True, slots=True)
class Move:
    """What a caller sends, what it does, and one line for the reference page."""

    summary: str
    call: Call
    shape: type[StrictSerializer] = NothingIn


def _given(action: Callable[..., object]) -> Call:
    """The body names the action's own arguments."""
    return lambda asked, given: action(**asked, **given)


def _uphold(asked: Given, given: Given) -> object:
    return actions.uphold_complaint(**asked, ruling=actions.Ruling(**given))


MOVES: dict[str, Move] = {
    "serious": Move("Take the subject off view and hand it to a judge", _given(actions.grade_serious)),
    "plain": Move("Leave the subject in view and hand it to a judge", _given(actions.grade_plain)),
    "unfounded": Move("Dismiss a complaint at first look", _given(actions.dismiss_unfounded), shapes.DismissalIn),
    "ask": Move("Ask the other side, who has ten working days", _given(actions.ask_other_side), shapes.WordsIn),
    "uphold": Move("Uphold a complaint, with what follows", _uphold, shapes.RulingIn),
    "confirm": Move("Agree to a take-down as the second judge", _given(actions.confirm_take_down)),
    "dismiss": Move("Dismiss a complaint with reasons", _given(actions.dismiss_complaint), shapes.DismissalIn),
}


class MoveAtDesk(APIView):
    """One move, as the version that was read allows it."""

    call: ClassVar[Callable[..., object]]
    shape: ClassVar[type[StrictSerializer]]

    def post(self, request: Request, public_id: str) -> Response:
        actor = writer(request)
        found, version = queries.desk_complaint(public_id, actor=actor), expected_version(request)
        given = read(self.shape, request)
        asked = {"complaint_id": found.pk, "actor": actor, "now": clock.now(), "expected_version": version}
        with Unchanged():
            type(self).call(asked, given)
        return _answer(queries.desk_complaint(public_id, actor=actor), actor=actor)


def view_of(name: str) -> type[APIView]:
    """The view of one move."""
    move = MOVES[name]
    view = type(f"Complaint{name.title()}", (MoveAtDesk,), {"call": staticmethod(move.call), "shape": move.shape})
    described = extend_schema(
        operation_id=f"complaint_{name}",
        summary=move.summary,
        parameters=[ID, IF_MATCH],
        request=move.shape,
        responses=shapes.DeskComplaintOut,
    )
    return extend_schema_view(post=described)(view)


def _answer(found: Complaint, *, actor: Actor) -> Response:
    body = shapes.DeskComplaintOut(found, context={"actor": actor}).data
    return Response(body, headers={"ETag": etag(found.version)})
