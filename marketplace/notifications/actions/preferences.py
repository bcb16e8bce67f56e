"""Choosing how often mail comes, and when not; switching it off by a link in a mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.common import audit
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import Conflict, FieldProblem, Invalid
from marketplace.notifications.mail import tokens
from marketplace.notifications.models import SUBSCRIPTION_MAX_CHARS, Notice, Preference, Reach, Subscription
from marketplace.notifications.states import DIGESTIBLE, PACES, SUBSCRIBED, Category, Pace


class TooManySubscriptions(Conflict):
    """The person's list of single choices is full."""

    code = "too-many-subscriptions"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours as chosen: on or off, from and until on the person's own clock."""

    on: bool
    start: time
    end: time


def choose_mail(*, paces: Mapping[str, str], quiet: Quiet | None, actor: Actor, now: datetime) -> None:
    """Keep how often mail of these categories comes, and quiet hours where given. Raises LoginNeeded, Invalid."""
    user_id = require_person(actor)
    problems = _problems(paces, quiet)
    if problems:
        raise Invalid(errors=problems)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        for category, pace in paces.items():
            _set_pace(user, category, pace, now=now)
        if quiet is not None:
            hours = {"quiet": quiet.on, "quiet_from": quiet.start, "quiet_until": quiet.end}
            Reach.objects.update_or_create(user=user, defaults=hours)
        fields = sorted([*paces, *(["quiet_hours"] if quiet else [])])
        audit.record("mail.choose", subject=user, actor=actor, now=now, fields=fields)


def choose_subscription(*, key: str, pace: str, actor: Actor, now: datetime) -> None:
    """Keep how often mail about one thing comes, such as "saved_search:12". Raises LoginNeeded, Invalid, Conflict."""
    user_id = require_person(actor)
    if pace not in Pace.values or not key or len(key) > SUBSCRIPTION_MAX_CHARS:
        raise Invalid(errors=[FieldProblem("/pace", "unknown", _("Choose one of the listed rhythms."))])
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        own = Subscription.objects.filter(user=user)
        if own.exclude(key=key).count() >= settings.SUBSCRIPTIONS_MAX:
            raise TooManySubscriptions(_("At most %(count)s single choices.") % {"count": settings.SUBSCRIPTIONS_MAX})
        own.update_or_create(user=user, key=key, defaults={"pace": pace, "changed_at": now})
        audit.record("mail.choose_subscription", subject=user, actor=actor, now=now, key=key, pace=pace)


def forget_subscription(*, key: str, actor: Actor, now: datetime) -> None:
    """From now on the category's choice counts for it again; without a choice of its own nothing changes."""
    user_id = require_person(actor)
    with transaction.atomic():
        user = User.objects.get(pk=user_id)
        gone, _rows = Subscription.objects.filter(user=user, key=key).delete()
        if gone:
            audit.record("mail.forget_subscription", subject=user, actor=actor, now=now, key=key)


def unsubscribe(*, token: str, everything: bool, now: datetime) -> tokens.Scope:
    """Switch off what the token is for, or everything that may be; a second time changes nothing.

    Whoever holds the mail may do this, signed in or not (RFC 8058). Raises NotFound for a bad token.
    """
    scope = tokens.read(token)
    actor = Actor(user_id=scope.user.pk)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=scope.user.pk)
        if everything:
            changed = _switch_off(user, SUBSCRIBED, now=now)
        elif scope.subscription == tokens.ALL:  # Of a digest about several things: all that is gathered.
            changed = _switch_off(user, DIGESTIBLE, now=now)
        elif scope.category:
            changed = _switch_off(user, {scope.category}, now=now)
        else:
            changed = _mute(user, scope.subscription, now=now)
        if changed:
            what = tokens.ALL if everything else scope.subscription
            audit.record("mail.unsubscribe", subject=user, actor=actor, now=now, key=what)
    return scope


def confirm_address(*, actor: Actor, now: datetime) -> None:
    """The person says that their address works again: it is mailed once more. Raises LoginNeeded."""
    user_id = require_person(actor)
    with transaction.atomic():
        held = Reach.objects.select_for_update().filter(user_id=user_id).exclude(flagged_at=None).first()
        if held is None:
            return
        held.refusals, held.refused_address, held.flagged_at = 0, "", None
        held.save(update_fields=["refusals", "refused_address", "flagged_at"])
        audit.record("mail.confirm_address", subject=held.user, actor=actor, now=now)


def _problems(paces: Mapping[str, str], quiet: Quiet | None) -> list[FieldProblem]:
    problems = [
        FieldProblem(f"/{category}", "unknown", _("Choose one of the listed rhythms."))
        for category, pace in paces.items()
        if pace not in PACES.get(category, ())
    ]
    if quiet is not None and quiet.start == quiet.end:
        problems.append(FieldProblem("/quiet_until", "same", _("Quiet hours begin and end at different times.")))
    return problems


def _switch_off(user: User, categories: frozenset[Category] | set[str], *, now: datetime) -> bool:
    """Off for whole categories; single choices that say otherwise go."""
    own = Subscription.objects.filter(user=user).exclude(pace=Pace.OFF)
    if len(categories) == 1:  # A choice belongs to the category of what it told, by the first word of its key.
        keys = Notice.objects.filter(recipient=user, category__in=categories).exclude(subscription="")
        sorts = {key.partition(":")[0] for key in keys.values_list("subscription", flat=True).distinct()}
        mine = [row.pk for row in own if row.key.partition(":")[0] in sorts]
        own = own.filter(pk__in=mine)
    gone = own.delete()[0]
    changed = [category for category in sorted(categories) if _set_pace(user, category, Pace.OFF, now=now)]
    return bool(changed) or gone > 0


def _set_pace(user: User, category: str, pace: str, *, now: datetime) -> bool:
    held = Preference.objects.filter(user=user, category=category).first()
    if held is not None and held.pace == pace:
        return False
    Preference.objects.update_or_create(user=user, category=category, defaults={"pace": pace, "changed_at": now})
    return True


def _mute(user: User, key: str, *, now: datetime) -> bool:
    if Subscription.objects.filter(user=user, key=key, pace=Pace.OFF).exists():
        return False
    Subscription.objects.update_or_create(user=user, key=key, defaults={"pace": Pace.OFF, "changed_at": now})
    return True
