"""Tokens by which another system acts: made once, shown once, ended by whoever holds them or heads the organisation."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import rules, tokens
from marketplace.accounts.models import ApiToken
from marketplace.accounts.models.token import TOKEN_NAME_MAX_CHARS
from marketplace.accounts.queries import own_organisation, tokens_of
from marketplace.accounts.states import TokenScope
from marketplace.common.audit import record
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound
from marketplace.common.text import clean_text


class TooManyTokens(Conflict):
    """Each token is a key to look after: nobody holds more than `API_TOKENS_MAX`."""

    code = "too-many-tokens"
    advice = gettext_lazy("End a token that is no longer used.")


def make_token(*, name: str, scope: TokenScope | str, days: int, actor: Actor, now: datetime) -> tuple[ApiToken, str]:
    """A new token for the organisation acted for, and its secret, which is kept nowhere.

    Raises NotAllowed, Invalid for a name, a scope or a number of days out of range, TooManyTokens.
    """
    require(rules.may_make_token(actor, scope))
    user_id = require_person(actor)
    label = _checked(name, scope=scope, days=days)
    secret = tokens.new_secret()
    with transaction.atomic():
        live = ApiToken.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=now)
        if live.count() >= settings.API_TOKENS_MAX:
            words = _("You hold %(limit)s tokens already; end one that is no longer used.")
            raise TooManyTokens(words % {"limit": settings.API_TOKENS_MAX})
        token = ApiToken.objects.create(
            user_id=user_id,
            organisation=own_organisation(actor=actor),
            name=label,
            prefix=tokens.visible_part(secret),
            token_hash=tokens.digest(secret),
            scope=TokenScope(scope),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        record("token.make", subject=token, actor=actor, now=now, scope=token.scope, days=days)
    return token, secret


def revoke_token(*, public_id: str, actor: Actor, now: datetime) -> ApiToken:
    """End a token at once; ending it again changes nothing. Raises NotFound when it is not the actor's to end."""
    with transaction.atomic():
        token = tokens_of(actor).select_for_update(of=("self",)).filter(public_id=public_id).first()
        if token is None:
            raise NotFound()
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
            record("token.revoke", subject=token, actor=actor, now=now)
    return token


def note_use(token: ApiToken, *, now: datetime) -> None:
    """Remember when the token was last used, to within `API_TOKEN_USED_SECONDS`."""
    fresh = timedelta(seconds=settings.API_TOKEN_USED_SECONDS)
    if token.last_used_at is None or now - token.last_used_at >= fresh:
        token.last_used_at = now
        token.save(update_fields=["last_used_at"])


def _checked(name: str, *, scope: TokenScope | str, days: int) -> str:
    label = " ".join(clean_text(name).split())
    problems = []
    if not 1 <= len(label) <= TOKEN_NAME_MAX_CHARS:
        detail = _("Name the system that uses it, in at most %(limit)s characters.") % {"limit": TOKEN_NAME_MAX_CHARS}
        problems.append(FieldProblem("/name", "length", detail))
    if scope not in TokenScope.values:
        problems.append(FieldProblem("/scope", "unknown", _("Choose what the token may do.")))
    if not 1 <= days <= settings.API_TOKEN_DAYS_MAX:
        detail = _("A token counts for 1 to %(limit)s days.") % {"limit": settings.API_TOKEN_DAYS_MAX}
        problems.append(FieldProblem("/days", "range", detail))
    if problems:
        raise Invalid(errors=problems)
    return label
