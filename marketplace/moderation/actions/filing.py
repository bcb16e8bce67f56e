"""Filing a complaint with the evidence as it stood, and taking it back."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common.lifecycle import advance, begin
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid, LoginNeeded, NotFound, TooManyRequests
from marketplace.common.text import clean_text
from marketplace.moderation import events, rules
from marketplace.moderation.actions.holding import release
from marketplace.moderation.actions.locking import locked
from marketplace.moderation.models import TEXT_MAX_CHARS, Complaint, Snapshot
from marketplace.moderation.states import GROUNDS_WITHOUT_ACCOUNT, OPEN
from marketplace.notifications import subjects
from marketplace.taxonomy.models import Code
from marketplace.taxonomy.queries import UnknownCode, code, working_day_after


class FiledAlready(Conflict):
    """One open complaint per person and subject."""

    code = "filed-already"
    advice = gettext_lazy("Your first complaint about it is being decided; its page says where it stands.")


def file_complaint(
    *,
    kind: str,
    subject_id: int,
    ground: str,
    statement: str,
    email: str = "",
    language: str = "vi",
    actor: Actor,
    now: datetime,
) -> Complaint:
    """Complain of something the actor sees; its public text is frozen as evidence.

    `ground` is a code of list `complaint_ground`. Without an account `email` is needed, a receipt goes there in
    `language`, and only the grounds of rights and safety are open. Raises NotFound, NotAllowed, LoginNeeded, Invalid,
    FiledAlready, TooManyRequests.
    """
    words = given_words(statement, field="statement")
    chosen = _ground(ground)
    address = _address(email, ground=ground, actor=actor)
    with transaction.atomic():
        if not subjects.subject_of(kind).complaints:
            raise NotFound()
        facts = subjects.find(kind, subject_id, actor=actor)
        allowed = rules.may_file_against(actor, owner_id=facts.owner_id, author_id=facts.author_id)
        require(allowed, detail=_("Nobody complains of their own."))
        _refuse_again(kind, subject_id, actor=actor, email=address)
        _refuse_many(actor, email=address, now=now)
        complaint = Complaint(
            subject_kind=kind,
            subject_id=subject_id,
            subject_key=facts.key,
            title_vi=facts.title_vi,
            title_en=facts.title_en,
            owner_id=facts.owner_id,
            author_id=facts.author_id,
            complainant_id=actor.user_id,
            complainant_for_id=actor.organisation_id,
            email=address,
            language=language,
            ground=chosen,
            statement=words,
            state_since=now,
            first_look_due=working_day_after(timezone.localdate(now), settings.COMPLAINT_FIRST_LOOK_WORKING_DAYS).day,
        )
        try:
            with transaction.atomic():
                begin(complaint, "file", actor=actor, now=now, ground=ground)
        except IntegrityError:  # The same form twice at one moment: the other one was first.
            _refuse_again(kind, subject_id, actor=actor, email=address)
            raise
        content = subjects.subject_of(kind).freeze(subject_id)
        Snapshot.objects.create(complaint=complaint, content=dict(content), sha256=digest(content), taken_at=now)
        emit(events.FILED, subject=complaint)
    return complaint


def withdraw_complaint(
    *, complaint_id: int, actor: Actor, now: datetime, expected_version: int | None = None
) -> Complaint:
    """Take a complaint back; what it held comes back into view. Raises NotFound, NotAllowed, TransitionRefused."""
    with transaction.atomic():
        complaint = locked(complaint_id, actor=actor, expected_version=expected_version)
        require(rules.may_withdraw(actor, complaint), detail=_("Whoever filed it takes it back."))
        advance(complaint, "withdraw", actor=actor, now=now, state_since=now)
        release(complaint, now=now)
        emit(events.WITHDRAWN, subject=complaint)
    return complaint


def digest(content: Mapping[str, str]) -> str:
    """SHA-256 of the frozen text: canonical JSON, sorted keys."""
    return hashlib.sha256(json.dumps(dict(content), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def given_words(text: str, *, field: str) -> str:
    """Words of a person, cleaned. Raises Invalid when they are missing or too long."""
    words = clean_text(text)
    if not words:
        raise Invalid(errors=[FieldProblem(f"/{field}", "required", _("Write something first."))])
    if len(words) > TEXT_MAX_CHARS:
        detail = _("At most %(limit)s characters fit.") % {"limit": TEXT_MAX_CHARS}
        raise Invalid(errors=[FieldProblem(f"/{field}", "too_long", detail)])
    return words


def _ground(ground: str) -> Code:
    try:
        return code("complaint_ground", ground)
    except UnknownCode:
        detail = _("Choose a reason from the list.")
        raise Invalid(errors=[FieldProblem("/ground", "required", detail)]) from None


def _address(email: str, *, ground: str, actor: Actor) -> str:
    if actor.is_person:
        require(actor.email_confirmed, detail=_("Confirm your e-mail address first."))
        return ""
    if ground not in GROUNDS_WITHOUT_ACCOUNT:
        raise LoginNeeded()
    try:
        validate_email(email)
    except ValidationError:
        detail = _("Write an e-mail address, such as ten@example.org.")
        raise Invalid(errors=[FieldProblem("/email", "invalid", detail)]) from None
    return email.strip().lower()


def _whose(actor: Actor, email: str) -> dict[str, object]:
    return {"complainant_id": actor.user_id} if actor.is_person else {"complainant": None, "email": email}


def _refuse_again(kind: str, subject_id: int, *, actor: Actor, email: str) -> None:
    open_ones = Complaint.objects.filter(subject_kind=kind, subject_id=subject_id, state__in=OPEN)
    if open_ones.filter(**_whose(actor, email)).exists():
        raise FiledAlready(_("You have a complaint about it already; it is being decided."))


def _refuse_many(actor: Actor, *, email: str, now: datetime) -> None:
    today = timezone.localdate(now)
    if Complaint.objects.filter(created_at__date=today, **_whose(actor, email)).count() < settings.COMPLAINTS_PER_DAY:
        return
    local = timezone.localtime(now)
    left = 86_400 - (local.hour * 3600 + local.minute * 60 + local.second)
    words = _("You have filed %(limit)s complaints today; tomorrow you may file again.")
    raise TooManyRequests(words % {"limit": settings.COMPLAINTS_PER_DAY}, retry_after_seconds=left)
