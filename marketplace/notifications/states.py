"""The lives of a delivery and of a question, and the words of what people choose there. Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.common.lifecycle import Lifecycle


class Category(models.TextChoices):
    """What a recipient may switch off per channel, all but security (reliability.md §6)."""

    SECURITY = "security", _("Security")
    DEADLINE = "deadline", _("Deadlines")
    REPLY = "reply", _("Replies and decisions")
    MATCH = "match", _("Matches")
    ALERT = "alert", _("Saved searches")
    FAIR = "fair", _("Fairs")
    NEWS = "news", _("News of the floor")


class Channel(models.TextChoices):
    """Ways to reach somebody beside the floor itself, where the notice is the row."""

    EMAIL = "email", _("E-mail")


class Pace(models.TextChoices):
    """How often a recipient gets mail of one sort."""

    INSTANT = "instant", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("Off")


class Sending(models.TextChoices):
    """Where a delivery stands."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    DROPPED = "dropped", _("Not needed any more")
    FAILED = "failed", _("Failed")


class Why(models.TextChoices):
    """Why a delivery ended without being sent."""

    NOT_WANTED = "not_wanted", _("What it was about is over or out of view")
    EXPIRED = "expired", _("Its time was over")
    READ = "read", _("Read on the floor already")
    INACTIVE = "inactive", _("The account is closed")
    UNCONFIRMED = "unconfirmed", _("The address is not confirmed")
    SWITCHED_OFF = "switched_off", _("Switched off by the recipient")
    STOPPED = "stopped", _("Stopped by an operator")
    RESERVED = "reserved", _("An address that nobody can have, as the people of the sample have")
    REFUSED = "refused", _("Refused by the recipient's mail server")
    GAVE_UP = "gave_up", _("Tried for 48 hours")
    LOST = "lost", _("The worker died over it again and again")


DROPPED_WHY = (
    Why.NOT_WANTED, Why.EXPIRED, Why.READ, Why.INACTIVE, Why.UNCONFIRMED, Why.SWITCHED_OFF, Why.STOPPED, Why.RESERVED,
)  # fmt: skip
FAILED_WHY = (Why.REFUSED, Why.GAVE_UP, Why.LOST)

DELIVERY = Lifecycle(
    "delivery",
    {
        (Sending.QUEUED, "take"): Sending.SENDING,
        (Sending.SENDING, "take"): Sending.SENDING,  # The lease of a dead worker ran out.
        (Sending.SENDING, "send"): Sending.SENT,
        (Sending.SENDING, "wait"): Sending.QUEUED,  # Quiet hours, the next digest, or another try.
        (Sending.SENDING, "drop"): Sending.DROPPED,
        (Sending.SENDING, "fail"): Sending.FAILED,
        (Sending.QUEUED, "stop"): Sending.DROPPED,
        (Sending.DROPPED, "resend"): Sending.QUEUED,
        (Sending.FAILED, "resend"): Sending.QUEUED,
    },
    start={"queue": Sending.QUEUED},
)

# Security, deadlines and replies go at once or, but for security, not at all; the rest may be gathered.
DIGESTIBLE = frozenset({Category.MATCH, Category.ALERT, Category.FAIR, Category.NEWS})
SUBSCRIBED = frozenset(Category) - {Category.SECURITY, Category.DEADLINE}  # Their mail carries List-Unsubscribe.
PACES: dict[str, tuple[Pace, ...]] = {
    Category.SECURITY: (Pace.INSTANT,),
    Category.DEADLINE: (Pace.INSTANT, Pace.OFF),
    Category.REPLY: (Pace.INSTANT, Pace.OFF),
    Category.MATCH: (Pace.INSTANT, Pace.DAILY, Pace.WEEKLY, Pace.OFF),
    Category.ALERT: (Pace.INSTANT, Pace.DAILY, Pace.WEEKLY, Pace.OFF),
    Category.FAIR: (Pace.INSTANT, Pace.DAILY, Pace.WEEKLY, Pace.OFF),
    Category.NEWS: (Pace.INSTANT, Pace.DAILY, Pace.WEEKLY, Pace.OFF),
}
DEFAULT_PACE: dict[str, Pace] = {**dict.fromkeys(Category, Pace.INSTANT), Category.NEWS: Pace.DAILY}


class ConversationKind(models.TextChoices):
    """What people talk about, and with it who may read along."""

    PUBLIC_QUESTION = "public_question", _("Public question")
    ESTIMATE = "estimate", _("Questions on an estimate")


class QuestionState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("question", "Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    DECLINED = "declined", pgettext_lazy("question", "Not answered, with a reason")
    LAPSED = "lapsed", pgettext_lazy("question", "No answer in time")
    REMOVED = "removed", pgettext_lazy("question", "Removed by a reviewer")


class DeclineReason(models.TextChoices):
    """Why an owner does not answer in public; the asker is told."""

    IN_THE_TEXT = "in_the_text", _("The page says it already")
    CONFIDENTIAL = "confidential", _("The answer is confidential")
    NOT_ABOUT_THIS = "not_about_this", _("It is not about this")
    BY_INTEREST = "by_interest", _("We answer this to those who express interest")


class RemoveReason(models.TextChoices):
    """Why a reviewer takes a question or a message out of view; both sides are told."""

    OFF_TOPIC = "off_topic", _("Not about the subject")
    ADVERTISING = "advertising", _("Advertising")
    CONTACT_DATA = "contact_data", _("Contact data in public")
    OFFENSIVE = "offensive", _("Insult or threat")
    CONFIDENTIAL = "confidential", _("Gives away what is confidential")
    COMPLAINT = "complaint", _("A complaint was upheld")


SHOWN = frozenset({QuestionState.ANSWERED})  # Stand under the page for everybody.
TOLD_WHY = frozenset({QuestionState.DECLINED, QuestionState.REMOVED})

QUESTION = Lifecycle(
    "question",
    {
        (QuestionState.ASKED, "answer"): QuestionState.ANSWERED,
        (QuestionState.ASKED, "decline"): QuestionState.DECLINED,
        (QuestionState.ASKED, "lapse"): QuestionState.LAPSED,
        (QuestionState.ASKED, "remove"): QuestionState.REMOVED,
        (QuestionState.ANSWERED, "remove"): QuestionState.REMOVED,
    },
    start={"ask": QuestionState.ASKED},
)
