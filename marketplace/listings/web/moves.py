"""The owner's moves in words: what a button says, and what a page repeats before the move is made."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.web.moves import Move, OfferedMove, offered
from marketplace.listings.models import Listing
from marketplace.listings.states import LISTING

MOVES = {
    move.name: move
    for move in (
        Move(
            "recall",
            _("Take it back"),
            _("Take the listing back from the queue"),
            (
                _("It becomes a draft again and you can change it."),
                _("It loses its place in the queue: sent again, it waits from the beginning."),
                _("Its reference stays."),
            ),
            _("Taken back. It is a draft again."),
        ),
        Move(
            "pause",
            _("Pause"),
            _("Pause the listing"),
            (
                _("It leaves the search within seconds. Its address stays readable and says that it is paused."),
                _("Nobody new can express interest; what has begun goes on."),
                _("You can bring it back at any time until its last day."),
            ),
            _("Paused. It leaves the search within seconds."),
        ),
        Move(
            "resume",
            _("Bring it back"),
            _("Bring the listing back into the search"),
            (_("Everybody finds it again within seconds, as it was approved."),),
            _("Back in the search within seconds."),
            look="",
        ),
        Move(
            "renew",
            _("Confirm that it is still true"),
            _("Confirm that the listing is still true"),
            (
                _("It stays in the search for another twelve months."),
                _("The page shows today as the day of confirmation."),
                _("Where a fact has changed, change it first: that goes to a reviewer."),
            ),
            _("Confirmed. It counts for another twelve months."),
            look="",
        ),
        Move(
            "withdraw",
            _("Withdraw"),
            _("Withdraw the listing for good"),
            (
                _("Its page goes away. Its address then shows reference, title, dates and the class of reason only."),
                _("Whoever has an open interest or deal is told."),
                _("It cannot be brought back, and its reference is not used again. To rest it for a time, pause it."),
            ),
            _("Withdrawn. Its address now shows the tombstone."),
            look="no",
        ),
        Move(
            "revise",
            _("Take it back to draft"),
            _("Take the listing back to draft"),
            (
                _("It becomes a draft and you can change everything."),
                _("It goes through review again; its reference stays."),
            ),
            _("It is a draft again."),
            look="",
        ),
        Move(
            "archive",
            _("Archive"),
            _("Archive the listing"),
            (
                _("It leaves your list. Reference and history are kept."),
                _("It cannot be taken out again."),
            ),
            _("Archived."),
            look="no",
        ),
    )
}
RECALL_CHANGE = Move(
    "recall-change",
    _("Take the change back"),
    _("Take back the change that waits for review"),
    (
        _("The public text stays as it is."),
        _("What you changed is dropped; begin again from the public text."),
    ),
    _("Taken back. The public text stays as it is."),
    look="no",
)


def moves_of(listing: Listing) -> list[OfferedMove]:
    """What the owner may do with the listing now, in the order of `MOVES`."""
    return offered(listing, MOVES, possible=LISTING.allowed(listing.state), route="listings:move")


def address_of(listing: Listing, move: str) -> str:
    return reverse("listings:move", args=[listing.public_id, move])
