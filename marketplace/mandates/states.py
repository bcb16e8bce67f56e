"""What a mandate can be, and which move leads where. Pure.

Source of the table: the floor's workflow 4.11. It begins with the one kind that needs no second signature: assistance
for people without e-mail, agreed on paper or by phone.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.common.lifecycle import Lifecycle


class Kind(TextChoices):
    ASSISTED = "assisted", _("Assistance for people without e-mail")


class State(TextChoices):
    ACTIVE = "active", _("In force")
    EXPIRED = "expired", _("Run out")
    ENDED = "ended", _("Ended")
    REVOKED = "revoked", _("Taken back")


MANDATE = Lifecycle(
    "mandate",
    {
        (State.ACTIVE, "expire"): State.EXPIRED,
        (State.ACTIVE, "end"): State.ENDED,
        (State.ACTIVE, "revoke"): State.REVOKED,
    },
    start={"assist": State.ACTIVE},
)


class Consent(TextChoices):
    """How the person agreed; what is written for them says so."""

    PAPER = "paper", _("On signed paper")
    CALL = "call", _("In a phone call")


class Reach(TextChoices):
    """How answers reach the person."""

    PHONE = "phone", _("By phone")
    LETTER = "letter", _("By letter")
    VISIT = "visit", _("By a visit")


class EndReason(TextChoices):
    """Why the help stops."""

    NO_LONGER_NEEDED = "no_longer_needed", _("It is no longer needed")
    CLIENT_ASKED = "client_asked", _("The person asked for it")
    OUT_OF_REACH = "out_of_reach", _("The person cannot be reached any more")
    ERROR = "entered_in_error", _("Entered in error")


HANDED_OVER = "handed_over"  # Reason of a revocation: the printed code gave the account to its person.
CLIENT_KINDS = ("individual", "household", "cooperative")  # Codes of org_kind that may be helped.
