"""Making accounts, keeping one's profile, giving duties at the agency."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import rules
from marketplace.accounts.models import StaffRole, User
from marketplace.accounts.models.user import NAME_MAX_CHARS, normal_email
from marketplace.accounts.queries import person
from marketplace.accounts.states import ADMINISTRATION_DUTIES, CameFor, StaffRoleName
from marketplace.common.audit import record
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.problems import Conflict, FieldProblem, Invalid
from marketplace.common.text import clean_text


class EmailTaken(Conflict):
    """There is an account with this address. Never shown to a stranger: sign-up answers alike for both."""

    code = "email-taken"
    advice = gettext_lazy("There is an account with this address. Log in, or reset its password.")


def create_user(
    *,
    email: str,
    name: str,
    password: str | None,
    actor: Actor,
    now: datetime,
    language: str = "vi",
    came_for: CameFor | str = "",
    email_confirmed: bool = False,
) -> User:
    """Make an account with its address; without a password nobody can sign in until one is set by mail.

    Raises EmailTaken, Invalid.
    """
    with transaction.atomic():
        user = save_new_user(
            User(came_for=came_for), email=email, name=name, password=password, language=language, actor=actor, now=now
        )
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=email_confirmed)
    return user


def save_new_user(
    user: User, *, email: str, name: str, password: str | None, language: str, actor: Actor, now: datetime
) -> User:
    """Fill and save an unsaved account, as sign-up hands it in; its address row follows from allauth."""
    user.email, user.name, user.language = normal_email(email), _clean_name(name), _known_language(language)
    user.created_at = now
    user.set_password(password)
    with transaction.atomic():
        if User.objects.filter(email=user.email).exists():
            raise EmailTaken(_("There is an account with this address."))
        user.save(force_insert=True)
        record("user.create", subject=user, actor=actor, now=now)
    return user


def edit_profile(*, name: str, language: str, actor: Actor, now: datetime) -> User:
    """Change one's own name and language. Raises LoginNeeded, Invalid."""
    require_person(actor)
    fields = {"name": _clean_name(name), "language": _known_language(language)}
    with transaction.atomic():
        user = person(actor=actor)
        for field, value in fields.items():
            setattr(user, field, value)
        user.save(update_fields=fields)
        record("user.edit", subject=user, actor=actor, now=now, fields=sorted(fields))
    return user


def grant_staff_roles(*, user_id: int, roles: Iterable[StaffRoleName | str], actor: Actor, now: datetime) -> User:
    """Give a person these duties beside those they have. Raises NotAllowed unless operator or system."""
    require(rules.may_grant_staff_roles(actor))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        granted = sorted({StaffRoleName(role).value for role in roles})
        for role in granted:
            StaffRole.objects.get_or_create(user=user, role=role, defaults={"granted_at": now})
        _open_administration(user)
        record("user.grant_staff_roles", subject=user, actor=actor, now=now, roles=granted)
    return user


def revoke_staff_role(*, user_id: int, role: StaffRoleName | str, actor: Actor, now: datetime) -> User:
    """Take one duty away. Raises NotAllowed unless operator, and for the operator's own duty: somebody must remain."""
    require(rules.may_grant_staff_roles(actor) and actor.user_id != user_id)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        StaffRole.objects.filter(user=user, role=StaffRoleName(role)).delete()
        _open_administration(user)
        record("user.revoke_staff_role", subject=user, actor=actor, now=now, role=StaffRoleName(role).value)
    return user


def _open_administration(user: User) -> None:
    """The Django administration opens for the duties that have pages there; each page asks the actor's duty again."""
    user.is_staff = StaffRole.objects.filter(user=user, role__in=ADMINISTRATION_DUTIES).exists()
    user.save(update_fields=["is_staff"])


def _clean_name(name: str) -> str:
    cleaned = " ".join(clean_text(name).split())
    if not cleaned or len(cleaned) > NAME_MAX_CHARS:
        detail = _("Write your name, at most %(limit)s characters.") % {"limit": NAME_MAX_CHARS}
        raise Invalid(detail, errors=[FieldProblem("/name", "length", detail)])
    return cleaned


def _known_language(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        detail = _("Choose one of the floor's languages.")
        raise Invalid(detail, errors=[FieldProblem("/language", "unknown", detail)])
    return language
