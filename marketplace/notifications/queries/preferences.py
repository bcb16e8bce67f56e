"""Reads of what people chose about mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import F, QuerySet

from marketplace.accounts.models import User
from marketplace.common.permissions import Actor, require_person
from marketplace.notifications.kinds import Reason
from marketplace.notifications.models import Preference, Reach, Subscription
from marketplace.notifications.states import DEFAULT_PACE, Category, Pace
from marketplace.notifications.timing import QuietHours

FASTEST_FIRST = (Pace.INSTANT, Pace.DAILY, Pace.WEEKLY, Pace.OFF)


@dataclass(frozen=True, slots=True)
class MailChoices:
    """What one person chose, with the defaults filled in."""

    paces: Mapping[str, str]
    subscriptions: Mapping[str, str]
    zone: str
    quiet: QuietHours | None
    reach: Reach
    confirmed: bool

    @property
    def flagged(self) -> bool:
        return self.reach.flagged_at is not None

    def pace_of(self, reason: Reason, *, category: str) -> str:
        """What was chosen for the subscription itself, else off where the category is, else as the reason says."""
        chosen = self.subscriptions.get(reason.subscription) if reason.subscription else None
        if category == Category.SECURITY or (chosen is None and self.paces[category] == Pace.OFF):
            return self.paces[category]
        return chosen or reason.pace or self.paces[category]

    def fastest(self, reasons: Sequence[Reason], *, category: str) -> str:
        """The pace of a notice with these reasons; off when each of them is."""
        wanted = {self.pace_of(reason, category=category) for reason in reasons}
        return next((pace for pace in FASTEST_FIRST if pace in wanted), Pace.OFF)


def mail_choices(user: User) -> MailChoices:
    """For delivering, and for the person's own page."""
    paces = dict(Preference.objects.filter(user=user).values_list("category", "pace"))
    reach = Reach.objects.filter(user=user).first() or Reach(user=user)
    if reach.refused_address != user.email:  # A new address starts afresh.
        reach.refusals, reach.flagged_at = 0, None
    zone = known_zone(user.time_zone)
    quiet = settings.MAIL_QUIET_HOURS if reach.quiet is None else reach.quiet
    return MailChoices(
        paces={**DEFAULT_PACE, **paces},
        subscriptions=dict(Subscription.objects.filter(user=user).values_list("key", "pace")),
        zone=zone,
        quiet=QuietHours(reach.quiet_from, reach.quiet_until, zone) if quiet else None,
        reach=reach,
        confirmed=EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists(),
    )


def address_flagged(actor: Actor) -> bool:
    """Whether the mail server refused this person's present address for good."""
    if actor.user_id is None:
        return False
    flagged = Reach.objects.filter(user_id=actor.user_id, refused_address=F("user__email"))
    return flagged.exclude(flagged_at=None).exists()


def own_mail_choices(actor: Actor) -> MailChoices:
    """Raises LoginNeeded."""
    return mail_choices(User.objects.get(pk=require_person(actor)))


def own_subscriptions(actor: Actor) -> QuerySet[Subscription]:
    """What one chose for single subscriptions, newest first."""
    return Subscription.objects.filter(user_id=require_person(actor)).order_by("-changed_at", "-pk")


def known_zone(name: str) -> str:
    """The zone itself, or the floor's where this host knows no such zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return settings.TIME_ZONE
    return name
