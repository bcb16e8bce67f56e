"""The moves of a need over REST: one address, one shape of body, one action each."""

from rest_framework.views import APIView

from marketplace.accounts.api.postings import Move, Moving, move_view
from marketplace.common.api_moves import AnswerIn, ChecklistIn, PointsIn, ReasonIn
from marketplace.needs import actions
from marketplace.needs.api import serializers as shapes
from marketplace.needs.api.views import ANYONE, MoveNeed

_call = Moving("need_id")


MOVES: dict[str, Move] = {
    "submit": Move("Hand a draft to the reviewers", _call.plain(actions.submit_need)),
    "self_publish": Move("Open without review, where allowed", _call.plain(actions.self_publish_need)),
    "recall": Move("Take a submitted need back", _call.plain(actions.recall_need)),
    "answer_point": Move("Answer one point of the reviewer", _call.answered(actions.answer_point), AnswerIn),
    "take": Move("Take a submitted need into review", _call.plain(actions.take_need)),
    "give_back": Move("Put a need back into the queue", _call.plain(actions.give_back_need)),
    "ask_changes": Move("Return a need with a repair list", _call.pointed(actions.ask_changes), PointsIn),
    "approve": Move("Open a reviewed need", _call.worded(actions.approve_need), ChecklistIn),
    "reject": Move("Refuse a need", _call.worded(actions.reject_need), ReasonIn),
    "pause": Move("Take a need off the search", _call.plain(actions.pause_need)),
    "close_unmet": Move("Close a need that nobody solved", _call.worded(actions.close_need_unmet), ReasonIn),
    "resume": Move("Bring a paused need back", _call.plain(actions.resume_need)),
    "renew": Move("Open an expired need again", _call.worded(actions.renew_need), shapes.RenewNeedIn),
    "withdraw": Move("Take a need away for good", _call.worded(actions.withdraw_need), shapes.WithdrawNeedIn),
    "revise": Move("Take a rejected or expired need back to draft", _call.plain(actions.revise_need)),
    "archive": Move("Put a need off the desk", _call.plain(actions.archive_need)),
}


def view_of(name: str) -> type[APIView]:
    """The view of one move."""
    return move_view("need", name, MOVES[name], base=MoveNeed, responses=ANYONE)
