"""Versions of the texts that people accept: added by the agency, accepted by each person."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts import rules
from marketplace.accounts.models import Acceptance, Terms, User
from marketplace.accounts.models.terms import TEXT_MAX_CHARS, VERSION_MAX_CHARS
from marketplace.accounts.queries import terms_in_force
from marketplace.accounts.states import TermsKind
from marketplace.common.audit import record
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid
from marketplace.common.text import clean_text


class VersionTaken(Conflict):
    """A version is never rewritten, and a day has one version: take another word, or another day."""

    code = "version-taken"


def add_terms(
    *,
    kind: TermsKind | str,
    version: str,
    text_vi: str,
    text_en: str,
    valid_from: date,
    actor: Actor,
    now: datetime,
) -> Terms:
    """Add a version of a text; from `valid_from` on everybody is asked to accept it.

    Raises NotAllowed, Invalid, VersionTaken. Only the machine may add one that is in force already.
    """
    require(rules.may_add_terms(actor))
    texts = {"text_vi": clean_text(text_vi), "text_en": clean_text(text_en)}
    _check(kind, version, texts, valid_from=valid_from, today=_first_day(actor, now=now))
    try:
        with transaction.atomic():
            terms = Terms.objects.create(
                kind=TermsKind(kind), version=version.strip(), valid_from=valid_from, added_at=now, **texts
            )
            record("terms.add", subject=terms, actor=actor, now=now, kind=terms.kind, version=terms.version)
    except IntegrityError:
        raise VersionTaken(_("There is a version with this word, or one that begins on this day.")) from None
    return terms


def accept_terms(*, user_id: int, now: datetime, actor: Actor) -> None:
    """Record that the person accepted every text in force, each in its version."""
    with transaction.atomic():
        versions = []
        for terms in terms_in_force(now=now):
            row = {"user_id": user_id, "kind": terms.kind, "version": terms.version}
            Acceptance.objects.get_or_create(**row, defaults={"accepted_at": now})
            versions.append(f"{terms.kind} {terms.version}")
        record("user.accept_terms", subject=User.objects.get(pk=user_id), actor=actor, now=now, versions=versions)


def _first_day(actor: Actor, *, now: datetime) -> date | None:
    """The earliest day that a new version may begin: people are told before it counts."""
    return timezone.localdate(now) if actor.is_person else None


def _check(kind: TermsKind | str, version: str, texts: dict[str, str], *, valid_from: date, today: date | None) -> None:
    problems = []
    if kind not in TermsKind.values:
        problems.append(FieldProblem("/kind", "unknown", _("Choose the text.")))
    if not 1 <= len(version.strip()) <= VERSION_MAX_CHARS:
        detail = _("Name the version in at most %(limit)s characters.") % {"limit": VERSION_MAX_CHARS}
        problems.append(FieldProblem("/version", "length", detail))
    for name, text in texts.items():
        if not 1 <= len(text) <= TEXT_MAX_CHARS:
            problems.append(FieldProblem(f"/{name}", "length", _("Write the whole text in both languages.")))
    if today is not None and valid_from < today:
        problems.append(FieldProblem("/valid_from", "past", _("A version begins today or later.")))
    if problems:
        raise Invalid(errors=problems)
