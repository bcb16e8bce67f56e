"""In which language and on which clock a person reads."""

from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.queries import person
from marketplace.common.audit import record
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import FieldProblem, Invalid


def choose_language_and_zone(*, language: str, time_zone: str, actor: Actor, now: datetime) -> User:
    """Mails come in this language; quiet hours and digests follow this clock. Raises LoginNeeded, Invalid."""
    require_person(actor)
    problems = []
    if language not in dict(settings.LANGUAGES):
        problems.append(FieldProblem("/language", "unknown", _("Choose one of the floor's languages.")))
    if time_zone not in available_timezones():
        problems.append(FieldProblem("/time_zone", "unknown", _("Choose one of the listed time zones.")))
    if problems:
        raise Invalid(errors=problems)
    with transaction.atomic():
        user = person(actor=actor)
        user.language, user.time_zone = language, time_zone
        user.save(update_fields=["language", "time_zone"])
        record("user.choose_language_and_zone", subject=user, actor=actor, now=now)
    return user
