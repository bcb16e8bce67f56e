"""What a proposed pair can be, and which move leads where. Pure: no row is read here.

Source of the table: the floor's workflow 4.3. The move into a deal comes with deals.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.common.lifecycle import Lifecycle


class State(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED_BY_NEED = "accepted_by_need", _("Accepted by the asking side")
    ACCEPTED_BY_LISTING = "accepted_by_listing", _("Accepted by the offering side")
    MUTUAL = "mutual", _("Accepted by both sides")
    INTRODUCED = "introduced", _("Introduced to each other")
    DISMISSED = "dismissed", _("Not a fit")
    STALE = "stale", pgettext_lazy("match", "Lapsed")


class Side(TextChoices):
    """Who of the two: the one who asks, or the one who offers."""

    NEED = "need", _("Asking side")
    LISTING = "listing", _("Offering side")

    @property
    def other(self) -> "Side":
        return Side.LISTING if self is Side.NEED else Side.NEED


class StaleReason(TextChoices):
    """Why an open pair went out without a no."""

    UNANSWERED = "unanswered", _("Nobody moved for 30 days")
    LEFT_VIEW = "left_view", _("One side left the floor's view")
    GATE_CLOSED = "gate_closed", _("A condition that every pair must meet is no longer met")
    NO_LONGER_FITS = "no_longer_fits", _("After a change the two no longer fit well enough")


REASONS = "dismissed_match"  # The list of taxonomy from which a dismissal takes its reason.

ACCEPTED = frozenset({State.ACCEPTED_BY_NEED, State.ACCEPTED_BY_LISTING})
OPEN = ACCEPTED | {State.PROPOSED}  # Somebody still has to say something.
LIVE = OPEN | {State.MUTUAL}  # What can go stale.
MET = frozenset({State.MUTUAL, State.INTRODUCED})  # Both said yes.

MATCH = Lifecycle(
    "match",
    {
        (State.PROPOSED, "accept_need"): State.ACCEPTED_BY_NEED,
        (State.PROPOSED, "accept_listing"): State.ACCEPTED_BY_LISTING,
        (State.ACCEPTED_BY_NEED, "accept_listing"): State.MUTUAL,
        (State.ACCEPTED_BY_LISTING, "accept_need"): State.MUTUAL,
        (State.MUTUAL, "introduce"): State.INTRODUCED,
        (State.PROPOSED, "dismiss"): State.DISMISSED,
        (State.ACCEPTED_BY_NEED, "dismiss"): State.DISMISSED,
        (State.ACCEPTED_BY_LISTING, "dismiss"): State.DISMISSED,
        (State.PROPOSED, "stale"): State.STALE,
        (State.ACCEPTED_BY_NEED, "stale"): State.STALE,
        (State.ACCEPTED_BY_LISTING, "stale"): State.STALE,
        (State.MUTUAL, "stale"): State.STALE,
        (State.DISMISSED, "propose"): State.PROPOSED,
        (State.STALE, "propose"): State.PROPOSED,
    },
    start={"propose": State.PROPOSED},
)
