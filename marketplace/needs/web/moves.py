"""The owner's moves in words: what a button says, and what a page repeats before the move is made."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.web.moves import Move, OfferedMove, offered
from marketplace.needs.models import Need
from marketplace.needs.states import NEED

MOVES = {
    move.name: move
    for move in (
        Move(
            "recall",
            _("Take it back"),
            _("Take the need back from the queue"),
            (
                _("It becomes a draft again and you can change it."),
                _("It loses its place in the queue: sent again, it waits from the beginning."),
            ),
            _("Taken back. It is a draft again."),
        ),
        Move(
            "pause",
            _("Pause"),
            _("Pause the need"),
            (
                _("It leaves the search within seconds. Its address stays readable and says that it is paused."),
                _("You can bring it back at any time until its last day."),
            ),
            _("Paused. It leaves the search within seconds."),
        ),
        Move(
            "resume",
            _("Bring it back"),
            _("Bring the need back into the search"),
            (_("Everybody finds it again within seconds."),),
            _("Back in the search within seconds."),
            look="",
        ),
        Move(
            "renew",
            _("Open it again"),
            _("Open the need again with a new day"),
            (_("It is in the search again until 30 days after the new day, at most six months."),),
            _("Open again."),
            look="",
        ),
        Move(
            "close_unmet",
            _("Close it without a solution"),
            _("Close the need without a solution"),
            (
                _("Its page stays and says that it was closed, with the reason."),
                _("The reason is counted: it shows why transfers fail."),
                _("It cannot be opened again; post a new need instead."),
            ),
            _("Closed."),
            look="no",
        ),
        Move(
            "withdraw",
            _("Withdraw"),
            _("Withdraw the need for good"),
            (
                _("Its page goes away. Its address then shows reference, title, dates and the class of reason only."),
                _("It cannot be brought back, and its reference is not used again. To rest it for a time, pause it."),
            ),
            _("Withdrawn. Its address now shows the tombstone."),
            look="no",
        ),
        Move(
            "revise",
            _("Take it back to draft"),
            _("Take the need back to draft"),
            (_("It becomes a draft and goes through review again; its reference stays."),),
            _("It is a draft again."),
            look="",
        ),
        Move(
            "archive",
            _("Archive"),
            _("Archive the need"),
            (_("It leaves your list. Reference and history are kept."), _("It cannot be taken out again.")),
            _("Archived."),
            look="no",
        ),
    )
}


def moves_of(need: Need) -> list[OfferedMove]:
    """What the owner may do with the need now, in the order of `MOVES`."""
    return offered(need, MOVES, possible=NEED.allowed(need.state), route="needs:move")
