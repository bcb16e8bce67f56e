"""What a need can be, and which move leads where. Pure: no row is read here.

Source of the table: the floor's workflow 4.2. Moves that a deal or a contract makes come with their apps.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.common.lifecycle import Lifecycle


class Kind(TextChoices):
    TECHNOLOGY = "technology", _("Technology need")
    SERVICE = "service", _("Service need")
    RESEARCH = "research", _("Research need")


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    OPEN = "open", _("Open")
    REJECTED = "rejected", _("Rejected")
    PAUSED = "paused", _("Paused")
    EXPIRED = "expired", _("Expired")
    CLOSED_UNMET = "closed_unmet", _("Closed without a solution")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")


class Visibility(TextChoices):
    PUBLIC = "public", _("With our name")
    ANONYMOUS = "anonymous", _("Without our name")


class Operator(TextChoices):
    """How a required figure is bounded."""

    EQUAL = "eq", "="
    AT_LEAST = "ge", "≥"
    AT_MOST = "le", "≤"
    RANGE = "range", "–"


class ReviewCheck(TextChoices):
    """What a reviewer ticks before a need is opened; all of them, every time."""

    BY_FUNCTION = "by_function", _("The problem is stated by its function, not by one product")
    MEASURABLE = "measurable", _("A supplier can tell from the requirements whether they fit")
    NO_SECRETS = "no_secrets", _("Nothing confidential and no contact data is in the public text")


class WithdrawReason(TextChoices):
    """Why an open need goes away; the tombstone says so."""

    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")
    NEED_CHANGED = "need_changed", _("The need changed")
    SOURCE_WITHDREW = "source_withdrew", _("Its source closed it")


TAKEN_DOWN = "taken_down"  # Reason of a withdrawal by a judge; the owner cannot choose it.
UNANSWERED = "unanswered"  # Reason of a pause made by the floor: answers lapsed one after another.

WRITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
LIVE = frozenset({State.OPEN, State.PAUSED})  # An edit is live at once and stays complete.
IN_SEARCH = frozenset({State.OPEN})
BY_LINK = frozenset({State.PAUSED, State.EXPIRED, State.CLOSED_UNMET})
IN_VIEW = IN_SEARCH | BY_LINK
IN_QUEUE = frozenset({State.SUBMITTED, State.IN_REVIEW})

NEED = Lifecycle(
    "need",
    {
        (State.DRAFT, "submit"): State.SUBMITTED,
        (State.CHANGES_REQUESTED, "submit"): State.SUBMITTED,
        (State.DRAFT, "self_publish"): State.OPEN,
        (State.CHANGES_REQUESTED, "self_publish"): State.OPEN,
        (State.SUBMITTED, "recall"): State.DRAFT,
        (State.SUBMITTED, "take"): State.IN_REVIEW,
        (State.IN_REVIEW, "give_back"): State.SUBMITTED,
        (State.IN_REVIEW, "ask_changes"): State.CHANGES_REQUESTED,
        (State.IN_REVIEW, "approve"): State.OPEN,
        (State.IN_REVIEW, "reject"): State.REJECTED,
        (State.REJECTED, "revise"): State.DRAFT,
        (State.EXPIRED, "revise"): State.DRAFT,
        (State.OPEN, "pause"): State.PAUSED,
        (State.PAUSED, "resume"): State.OPEN,
        (State.OPEN, "close_unmet"): State.CLOSED_UNMET,
        (State.PAUSED, "close_unmet"): State.CLOSED_UNMET,
        (State.OPEN, "expire"): State.EXPIRED,
        (State.PAUSED, "expire"): State.EXPIRED,
        (State.EXPIRED, "renew"): State.OPEN,
        (State.OPEN, "withdraw"): State.WITHDRAWN,
        (State.PAUSED, "withdraw"): State.WITHDRAWN,
        (State.EXPIRED, "withdraw"): State.WITHDRAWN,
        (State.OPEN, "ask_changes"): State.CHANGES_REQUESTED,  # A judge, after a complaint.
        (State.PAUSED, "ask_changes"): State.CHANGES_REQUESTED,
        (State.EXPIRED, "ask_changes"): State.CHANGES_REQUESTED,
        (State.OPEN, "take_down"): State.WITHDRAWN,
        (State.PAUSED, "take_down"): State.WITHDRAWN,
        (State.EXPIRED, "take_down"): State.WITHDRAWN,
        (State.CHANGES_REQUESTED, "lapse"): State.ARCHIVED,
        (State.DRAFT, "archive"): State.ARCHIVED,
        (State.REJECTED, "archive"): State.ARCHIVED,
        (State.CLOSED_UNMET, "archive"): State.ARCHIVED,
        (State.EXPIRED, "archive"): State.ARCHIVED,
        (State.WITHDRAWN, "archive"): State.ARCHIVED,
    },
    start={"create": State.DRAFT, "import_published": State.OPEN},
)
