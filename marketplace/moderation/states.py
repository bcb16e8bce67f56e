"""What a complaint can be, and which move leads where. Pure: no row is read here.

Source of the table: the floor's workflow 4.12; grounds are the code list `complaint_ground`.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.common.lifecycle import Lifecycle


class ComplaintState(TextChoices):
    FILED = "filed", pgettext_lazy("complaint", "Filed")
    IN_REVIEW = "in_review", pgettext_lazy("complaint", "With a judge")
    AWAITING_ANSWER = "awaiting_answer", pgettext_lazy("complaint", "The other side is asked")
    UPHELD = "upheld", pgettext_lazy("complaint", "Upheld")
    DISMISSED = "dismissed", pgettext_lazy("complaint", "Dismissed")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")


class Effect(TextChoices):
    """What an upheld complaint does to its subject."""

    NOTED = "noted", _("Nothing more: the decision is on record")
    ASK_CHANGES = "ask_changes", _("Off view until it is repaired and reviewed again")
    TAKE_DOWN = "take_down", _("Taken down for good")
    REMOVE = "remove", _("Removed from the page")
    HIDE = "hide", _("Hidden, with the reason in its place")


class Dismissal(TextChoices):
    """Why a complaint is not upheld; the complainant reads it."""

    NOT_SHOWN = "not_shown", _("What is claimed is not shown")
    NO_BREACH = "no_breach", _("It is so, and breaks no rule of the floor")
    REPAIRED = "repaired", _("It was repaired meanwhile")
    KNOWN = "known", _("Decided before")
    ELSEWHERE = "elsewhere", _("A court or an office decides this, not the floor")


SERIOUS_GROUNDS = frozenset({"ip_infringement", "unsafe", "prohibited", "fraud", "confidential_leak"})
GROUNDS_WITHOUT_ACCOUNT = frozenset({"ip_infringement", "unsafe"})  # Rights and safety of people outside the floor.
OPEN = frozenset({ComplaintState.FILED, ComplaintState.IN_REVIEW, ComplaintState.AWAITING_ANSWER})
DECIDED = frozenset({ComplaintState.UPHELD, ComplaintState.DISMISSED})
EFFECTS: dict[str, tuple[Effect, ...]] = {
    "listing": (Effect.ASK_CHANGES, Effect.TAKE_DOWN, Effect.NOTED),
    "need": (Effect.ASK_CHANGES, Effect.TAKE_DOWN, Effect.NOTED),
    "question": (Effect.REMOVE, Effect.NOTED),
    "message": (Effect.HIDE, Effect.NOTED),
    "organisation": (Effect.NOTED,),
}

COMPLAINT = Lifecycle(
    "complaint",
    {
        (ComplaintState.FILED, "grade_serious"): ComplaintState.IN_REVIEW,
        (ComplaintState.FILED, "grade_plain"): ComplaintState.IN_REVIEW,
        (ComplaintState.FILED, "dismiss_unfounded"): ComplaintState.DISMISSED,
        (ComplaintState.IN_REVIEW, "ask_other_side"): ComplaintState.AWAITING_ANSWER,
        (ComplaintState.AWAITING_ANSWER, "answer"): ComplaintState.IN_REVIEW,
        (ComplaintState.IN_REVIEW, "uphold"): ComplaintState.UPHELD,
        (ComplaintState.IN_REVIEW, "dismiss"): ComplaintState.DISMISSED,
        (ComplaintState.FILED, "withdraw"): ComplaintState.WITHDRAWN,
        (ComplaintState.IN_REVIEW, "withdraw"): ComplaintState.WITHDRAWN,
        (ComplaintState.AWAITING_ANSWER, "withdraw"): ComplaintState.WITHDRAWN,
    },
    start={"file": ComplaintState.FILED},
)
