"""The moves of a need over REST: one address, one shape of body, one action each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.views import APIView

from marketplace.common import clock
from marketplace.common.api import StrictSerializer
from marketplace.common.api_moves import AnswerIn, ChecklistIn, NothingIn, PointsIn, ReasonIn
from marketplace.common.permissions import Actor
from marketplace.needs import actions
from marketplace.needs.api import serializers as shapes
from marketplace.needs.api.views import ANYONE, KEY, MoveNeed

Given = dict[str, Any]
Call = Callable[[int, Given, Actor], object]


@dataclass(frozen=True, slots=True)
class Move:
    """What a caller sends, what it does, and one line for the reference page."""

    summary: str
    call: Call
    shape: type[StrictSerializer] = NothingIn


def _plain(action: Callable[..., object]) -> Call:
    """A move that needs no more than the need."""
    return lambda need_id, _given, actor: action(need_id=need_id, actor=actor, now=clock.now())


def _worded(action: Callable[..., object]) -> Call:
    """A move whose body names the action's own arguments."""
    return lambda need_id, given, actor: action(need_id=need_id, actor=actor, now=clock.now(), **given)


def _ask_changes(need_id: int, given: Given, actor: Actor) -> object:
    points = [actions.Point(**point) for point in given["points"]]
    return actions.ask_changes(need_id=need_id, points=points, actor=actor, now=clock.now())


def _answer_point(need_id: int, given: Given, actor: Actor) -> object:
    words = {"point_id": given["point"], "answer": given["answer"]}
    return actions.answer_point(need_id=need_id, actor=actor, now=clock.now(), **words)


MOVES: dict[str, Move] = {
    "submit": Move("Hand a draft to the reviewers", _plain(actions.submit_need)),
    "self_publish": Move("Open without review, where allowed", _plain(actions.self_publish_need)),
    "recall": Move("Take a submitted need back", _plain(actions.recall_need)),
    "answer_point": Move("Answer one point of the reviewer", _answer_point, AnswerIn),
    "take": Move("Take a submitted need into review", _plain(actions.take_need)),
    "give_back": Move("Put a need back into the queue", _plain(actions.give_back_need)),
    "ask_changes": Move("Return a need with a repair list", _ask_changes, PointsIn),
    "approve": Move("Open a reviewed need", _worded(actions.approve_need), ChecklistIn),
    "reject": Move("Refuse a need", _worded(actions.reject_need), ReasonIn),
    "pause": Move("Take a need off the search", _plain(actions.pause_need)),
    "close_unmet": Move("Close a need that nobody solved", _worded(actions.close_need_unmet), ReasonIn),
    "resume": Move("Bring a paused need back", _plain(actions.resume_need)),
    "renew": Move("Open an expired need again", _worded(actions.renew_need), shapes.RenewNeedIn),
    "withdraw": Move("Take a need away for good", _worded(actions.withdraw_need), shapes.WithdrawNeedIn),
    "revise": Move("Take a rejected or expired need back to draft", _plain(actions.revise_need)),
    "archive": Move("Put a need off the desk", _plain(actions.archive_need)),
}


def view_of(name: str) -> type[APIView]:
    """The view of one move."""
    move = MOVES[name]
    title = name.title().replace("_", "")
    view = type(f"Need{title}", (MoveNeed,), {"call": staticmethod(move.call), "shape": move.shape})
    described = extend_schema(
        operation_id=f"need_{name}", summary=move.summary, parameters=[KEY], request=move.shape, responses=ANYONE
    )
    return extend_schema_view(post=described)(view)
