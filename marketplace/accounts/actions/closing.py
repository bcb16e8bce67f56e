"""Closing an account for a while: nobody gets in by it, and nothing that was open stays open."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts import rules
from marketplace.accounts.models import User
from marketplace.common.audit import record
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.common.text import clean_text

REASON_MAX_CHARS = 200


def disable_user(*, user_id: int, reason: str, actor: Actor, now: datetime) -> User:
    """Shut an account: its sessions and tokens end at once. Raises NotAllowed unless operator, and for oneself."""
    require(rules.may_disable(actor, user_id))
    given = clean_text(reason)[:REASON_MAX_CHARS]
    if not given:
        raise Invalid(errors=[FieldProblem("/reason", "required", _("Give the reason."))])
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        user.is_active = False
        user.save(update_fields=["is_active"])
        for session in UserSession.objects.filter(user=user):
            session.end()
        for token in user.api_tokens.filter(revoked_at=None):
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
        record("user.disable", subject=user, actor=actor, now=now, reason=given)
    return user


def enable_user(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Let a shut account in again; its tokens stay ended. Raises NotAllowed unless operator."""
    require(rules.may_disable(actor, user_id))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("user.enable", subject=user, actor=actor, now=now)
    return user
