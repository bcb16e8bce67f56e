"""The life of one delivery, and the words of what a recipient may choose. Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    SENT = "sent", _("Sent")
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
    REFUSED = "refused", _("Refused by the recipient's mail server")
    GAVE_UP = "gave_up", _("Tried for 48 hours")
    LOST = "lost", _("The worker died over it again and again")


DROPPED_WHY = (
    Why.NOT_WANTED, Why.EXPIRED, Why.READ, Why.INACTIVE, Why.UNCONFIRMED, Why.SWITCHED_OFF, Why.STOPPED,
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
DEFAULT_PACE: dict[str, Pace] = dict.fromkeys(Category, Pace.INSTANT) | {Category.NEWS: Pace.DAILY}
