"""The moves of a listing over REST: one address, one shape of body, one action each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.views import APIView

from marketplace.common import clock
from marketplace.common.api import StrictSerializer
from marketplace.common.api_moves import AnswerIn, NothingIn, PointsIn, ReasonIn
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.listings import actions, queries
from marketplace.listings.api import serializers as shapes
from marketplace.listings.api.views import ANYONE, KEY, MoveListing

Given = dict[str, Any]
Call = Callable[[int, Given, Actor], object]


@dataclass(frozen=True, slots=True)
class Move:
    """What a caller sends, what it does, and one line for the reference page."""

    summary: str
    call: Call
    shape: type[StrictSerializer] = NothingIn


def _plain(action: Callable[..., object]) -> Call:
    """A move that needs no more than the listing."""
    return lambda listing_id, _given, actor: action(listing_id=listing_id, actor=actor, now=clock.now())


def _worded(action: Callable[..., object]) -> Call:
    """A move whose body names the action's own arguments."""
    return lambda listing_id, given, actor: action(listing_id=listing_id, actor=actor, now=clock.now(), **given)


def _ask_changes(listing_id: int, given: Given, actor: Actor) -> object:
    points = [actions.Point(**point) for point in given["points"]]
    return actions.ask_changes(listing_id=listing_id, points=points, actor=actor, now=clock.now())


def _answer_point(listing_id: int, given: Given, actor: Actor) -> object:
    words = {"point_id": given["point"], "answer": given["answer"]}
    return actions.answer_point(listing_id=listing_id, actor=actor, now=clock.now(), **words)


def _on_revision(action: Callable[..., object]) -> Call:
    """A decision on the edit that waits; `version` is the one that was read."""

    def call(listing_id: int, given: Given, actor: Actor) -> object:
        waiting = queries.pending_revision(queries.listing_by_id(listing_id, actor=actor), actor=actor)
        if waiting is None:
            raise NotFound()
        words = {key: value for key, value in given.items() if key != "version"}
        return action(revision_id=waiting.pk, expected_version=given["version"], actor=actor, now=clock.now(), **words)

    return call


MOVES: dict[str, Move] = {
    "submit": Move("Hand a draft to the reviewers", _plain(actions.submit_listing)),
    "self_publish": Move("Publish without review, where allowed", _plain(actions.self_publish_listing)),
    "recall": Move("Take a submitted listing back", _plain(actions.recall_listing)),
    "answer_point": Move("Answer one point of the reviewer", _answer_point, AnswerIn),
    "take": Move("Take a submitted listing into review", _plain(actions.take_listing)),
    "give_back": Move("Put a listing back into the queue", _plain(actions.give_back_listing)),
    "ask_changes": Move("Return a listing with a repair list", _ask_changes, PointsIn),
    "approve": Move("Publish a reviewed listing", _worded(actions.approve_listing), shapes.ApproveIn),
    "reject": Move("Refuse a listing", _worded(actions.reject_listing), ReasonIn),
    "pause": Move("Take a listing off the search", _plain(actions.pause_listing)),
    "resume": Move("Bring a paused listing back", _plain(actions.resume_listing)),
    "renew": Move("Say that it is still true", _worded(actions.renew_listing), shapes.RenewIn),
    "withdraw": Move("Take a listing away for good", _worded(actions.withdraw_listing), shapes.WithdrawIn),
    "revise": Move("Take a rejected or expired listing back to draft", _plain(actions.revise_listing)),
    "archive": Move("Put a listing off the desk", _plain(actions.archive_listing)),
    "recall_revision": Move("Take a waiting edit back", _plain(actions.recall_revision)),
    "approve_revision": Move(
        "Let a waiting edit replace the text", _on_revision(actions.approve_revision), shapes.ApproveRevisionIn
    ),
    "refuse_revision": Move("Turn a waiting edit down", _on_revision(actions.refuse_revision), shapes.RefuseRevisionIn),
}


def view_of(name: str) -> type[APIView]:
    """The view of one move."""
    move = MOVES[name]
    title = name.title().replace("_", "")
    view = type(f"Listing{title}", (MoveListing,), {"call": staticmethod(move.call), "shape": move.shape})
    described = extend_schema(
        operation_id=f"listing_{name}", summary=move.summary, parameters=[KEY], request=move.shape, responses=ANYONE
    )
    return extend_schema_view(post=described)(view)
