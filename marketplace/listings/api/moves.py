"""The moves of a listing over REST: one address, one shape of body, one action each."""

from collections.abc import Callable

from rest_framework.views import APIView

from marketplace.accounts.api.postings import Call, Given, Move, Moving, move_view
from marketplace.common import clock
from marketplace.common.api_moves import AnswerIn, PointsIn, ReasonIn
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.listings import actions, queries
from marketplace.listings.api import serializers as shapes
from marketplace.listings.api.views import ANYONE, MoveListing

_call = Moving("listing_id")


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
    "submit": Move("Hand a draft to the reviewers", _call.plain(actions.submit_listing)),
    "self_publish": Move("Publish without review, where allowed", _call.plain(actions.self_publish_listing)),
    "recall": Move("Take a submitted listing back", _call.plain(actions.recall_listing)),
    "answer_point": Move("Answer one point of the reviewer", _call.answered(actions.answer_point), AnswerIn),
    "take": Move("Take a submitted listing into review", _call.plain(actions.take_listing)),
    "give_back": Move("Put a listing back into the queue", _call.plain(actions.give_back_listing)),
    "ask_changes": Move("Return a listing with a repair list", _call.pointed(actions.ask_changes), PointsIn),
    "approve": Move("Publish a reviewed listing", _call.worded(actions.approve_listing), shapes.ApproveIn),
    "reject": Move("Refuse a listing", _call.worded(actions.reject_listing), ReasonIn),
    "pause": Move("Take a listing off the search", _call.plain(actions.pause_listing)),
    "resume": Move("Bring a paused listing back", _call.plain(actions.resume_listing)),
    "renew": Move("Say that it is still true", _call.worded(actions.renew_listing), shapes.RenewIn),
    "withdraw": Move("Take a listing away for good", _call.worded(actions.withdraw_listing), shapes.WithdrawIn),
    "revise": Move("Take a rejected or expired listing back to draft", _call.plain(actions.revise_listing)),
    "archive": Move("Put a listing off the desk", _call.plain(actions.archive_listing)),
    "recall_revision": Move("Take a waiting edit back", _call.plain(actions.recall_revision)),
    "approve_revision": Move(
        "Let a waiting edit replace the text", _on_revision(actions.approve_revision), shapes.ApproveRevisionIn
    ),
    "refuse_revision": Move("Turn a waiting edit down", _on_revision(actions.refuse_revision), shapes.RefuseRevisionIn),
}


def view_of(name: str) -> type[APIView]:
    """The view of one move."""
    return move_view("listing", name, MOVES[name], base=MoveListing, responses=ANYONE)
