"""Helping people without e-mail: begin with their consent, pass messages on, hand the account over, end."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts import actions as accounts
from marketplace.accounts.actions.representing import begin_representation, end_representation
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import actor_of
from marketplace.accounts.rules import belongs
from marketplace.accounts.states import Role
from marketplace.common.dates import months_after
from marketplace.common.ids import new_public_id
from marketplace.common.lifecycle import advance, begin, touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, SYSTEM, Actor, require, require_person
from marketplace.common.problems import FieldProblem, Invalid, NotAllowed, NotFound
from marketplace.common.text import clean_text
from marketplace.mandates import events, rules
from marketplace.mandates.models import LINE_MAX_CHARS, NOTE_MAX_CHARS, Mandate, Outreach
from marketplace.mandates.queries import locked_mandate
from marketplace.mandates.states import CLIENT_KINDS, HANDED_OVER, Consent, EndReason, Reach, State
from marketplace.notifications.actions import mark_read
from marketplace.notifications.models import Notice

ORIGIN = "mandate"
# No mail ever reaches this domain (RFC 2606); the account has no password, so that nobody signs in with it.
NO_MAIL_DOMAIN = "assisted.invalid"
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # Without I, O, 0 and 1, which paper confuses.
CODE_GROUPS, CODE_GROUP_CHARS = 4, 4


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who agreed, how and when, and how answers reach them. Without it nothing is kept."""

    consent: str
    consent_by: str
    consent_on: date | None
    consent_mark: str
    reach: str
    reach_at: str


def begin_assistance(
    *,
    profile: Mapping[str, object],
    language: str,
    agreement: Agreement,
    actor: Actor,
    now: datetime,
    is_sample: bool = False,
) -> Mandate:
    """Put a person, household or cooperative without e-mail on the floor, represented by the actor's agency.

    `profile` is that of an organisation (`accounts.fields.PROFILE`). Raises NotAllowed unless an editor of an agency,
    Invalid when the consent is not whole, BusinessCodeTaken.
    """
    agency_id = rules.agency_of(actor)
    if agency_id is None:
        raise NotAllowed(_("Editors of the agency help people without e-mail."))
    _check(agreement, kind=str(profile.get("kind", "")), today=timezone.localdate(now))
    with transaction.atomic():
        client = accounts.create_organisation(profile=profile, actor=SYSTEM, now=now, is_sample=is_sample)
        person = _account_for(client=client, language=language, now=now)
        agency = Organisation.objects.get(pk=agency_id)
        mandate = Mandate(
            client=client,
            intermediary=agency,
            person=person,
            looked_after_by_id=require_person(actor),
            begins_at=now,
            until=_until(now),
            **_clean(agreement),
        )
        begin(mandate, "assist", actor=actor, now=now, client=client.pk, consent=mandate.consent)
        begin_representation(
            organisation=client,
            representative=agency,
            origin_kind=ORIGIN,
            origin_id=mandate.pk,
            until=mandate.until,
            now=now,
        )
        emit(events.BEGUN, subject=mandate)
    return mandate


def pass_on(
    *, public_id: str, notice_ids: Collection[int], reach: str, note: str, actor: Actor, now: datetime
) -> list[Outreach]:
    """Record that these messages were told to the person; one told before is left as it was.

    Raises NotFound, NotAllowed, Invalid for a message that is not the person's.
    """
    if reach not in Reach.values or len(note) > NOTE_MAX_CHARS or not notice_ids:
        raise Invalid(_("Tick what you told, and say how."))
    with transaction.atomic():
        mandate = locked_mandate(public_id, actor=actor)
        require(rules.may_act(actor, mandate))
        waiting = Notice.objects.filter(recipient=mandate.person_id, pk__in=notice_ids)
        if waiting.count() != len(set(notice_ids)):
            raise Invalid(_("One of these messages is not theirs."))
        passed = [
            _pass(mandate, notice, reach=reach, note=clean_text(note), actor=actor, now=now)
            for notice in waiting.filter(read_at=None).order_by("pk")
        ]
        touch(mandate, actor=actor, now=now, verb="mandate.pass_on")
    return passed


def issue_code(*, public_id: str, actor: Actor, now: datetime) -> tuple[Mandate, str]:
    """A code to print: whoever enters it with an own account takes the client's account over.

    Shown once, kept as a hash; a new one makes the last void. Raises NotFound, NotAllowed.
    """
    code = "-".join(
        "".join(secrets.choice(CODE_ALPHABET) for _char in range(CODE_GROUP_CHARS)) for _group in range(CODE_GROUPS)
    )
    with transaction.atomic():
        mandate = locked_mandate(public_id, actor=actor)
        require(rules.may_act(actor, mandate))
        code_until = now + timedelta(days=settings.HANDOVER_CODE_DAYS)
        touch(mandate, actor=actor, now=now, verb="mandate.issue_code", code_hash=_hash(code), code_until=code_until)
    return mandate, code


def take_over(*, code: str, actor: Actor, now: datetime) -> Mandate:
    """The holder of the printed code becomes administrator of the client's organisation; the help ends with it.

    Raises NotAllowed without an own account with a confirmed address and for members of the agency that helps, NotFound
    for a code that is wrong, used or old.
    """
    user_id = require_person(actor)
    require(rules.may_take_over(actor), detail=_("Confirm your e-mail address first, and act for yourself."))
    with transaction.atomic():
        live = Mandate.objects.select_for_update().filter(state=State.ACTIVE, code_until__gt=now)
        mandate = live.filter(code_hash=_hash(code)).first()
        if mandate is None:
            raise NotFound(_("This code is not known, was used, or has run out. Ask whoever printed it for a new one."))
        helps = belongs(actor, mandate.intermediary)
        require(not helps, detail=_("Whoever helps them cannot take their account over."))
        _close(mandate, "revoke", reason=HANDED_OVER, actor=actor, now=now)
        accounts.add_membership(
            organisation_id=mandate.client_id, user_id=user_id, role=Role.ADMIN, actor=SYSTEM, now=now
        )
        accounts.leave_organisation(organisation_id=mandate.client_id, actor=actor_of(mandate.person), now=now)
    return mandate


def end_assistance(*, public_id: str, reason: str, actor: Actor, now: datetime) -> Mandate:
    """Stop acting for the client; its pages stay, and no one writes for it any more. Raises NotFound, Invalid."""
    if reason not in EndReason.values:
        raise Invalid(errors=[FieldProblem("/reason", "unknown", _("Choose a reason."))])
    with transaction.atomic():
        mandate = locked_mandate(public_id, actor=actor)
        require(rules.may_act(actor, mandate))
        _close(mandate, "end", reason=reason, actor=actor, now=now)
    return mandate


def expire_due(now: datetime) -> int:
    """Mandates whose last day is over, those of longest ago first; returns how many."""
    due = Mandate.objects.filter(state=State.ACTIVE, until__lte=now).order_by("until", "pk")
    ids = list(due.values_list("pk", flat=True)[: settings.MANDATE_SWEEP_BATCH])
    for mandate_id in ids:
        with transaction.atomic():
            mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
            if mandate.state == State.ACTIVE and mandate.until <= now:
                _close(mandate, "expire", reason="", actor=CLOCK, now=now)
    return len(ids)


def _close(mandate: Mandate, move: str, *, reason: str, actor: Actor, now: datetime) -> None:
    closed = {"ended_at": now, "end_reason": reason, "code_hash": "", "code_until": None}
    advance(mandate, move, actor=actor, now=now, reason=reason, **closed)  # type: ignore[arg-type]
    end_representation(origin_kind=ORIGIN, origin_id=mandate.pk, now=now)
    emit(events.ENDED, subject=mandate)


def _pass(mandate: Mandate, notice: Notice, *, reach: str, note: str, actor: Actor, now: datetime) -> Outreach:
    mark_read(notice_id=notice.pk, actor=actor_of(mandate.person), now=now)
    return Outreach.objects.create(
        mandate=mandate, notice=notice, reach=reach, note=note, by_id=require_person(actor), at=now
    )


def _account_for(*, client: Organisation, language: str, now: datetime) -> User:
    """Named as the client is: who agreed is read by the agency and the operator alone."""
    person = accounts.create_user(
        email=f"{new_public_id()}@{NO_MAIL_DOMAIN}",
        name=client.name_vi,
        password=None,
        language=language,
        actor=SYSTEM,
        now=now,
    )
    accounts.add_membership(organisation_id=client.pk, user_id=person.pk, role=Role.ADMIN, actor=SYSTEM, now=now)
    return person


def _until(now: datetime) -> datetime:
    return now + (months_after(now.date(), settings.ASSISTANCE_MONTHS) - now.date())


def _clean(agreement: Agreement) -> dict[str, object]:
    return {
        "consent": agreement.consent,
        "consent_by": clean_text(agreement.consent_by),
        "consent_on": agreement.consent_on,
        "consent_mark": clean_text(agreement.consent_mark),
        "reach": agreement.reach,
        "reach_at": clean_text(agreement.reach_at),
    }


def _check(agreement: Agreement, *, kind: str, today: date) -> None:
    """No consent noted: not saved."""
    problems = []
    if kind not in CLIENT_KINDS:
        words = _("Help is for a person, a household or a cooperative.")
        problems.append(FieldProblem("/kind", "not-helped", words))
    if agreement.consent not in Consent.values:
        problems.append(FieldProblem("/consent", "required", _("Say how they agreed.")))
    if agreement.reach not in Reach.values:
        problems.append(FieldProblem("/reach", "required", _("Say how answers reach them.")))
    for name in ("consent_by", "consent_mark", "reach_at"):
        text = clean_text(getattr(agreement, name))
        if not text or len(text) > LINE_MAX_CHARS:
            problems.append(FieldProblem(f"/{name}", "required", _("Fill this in: without it nothing is kept.")))
    if agreement.consent_on is None or agreement.consent_on > today:
        problems.append(FieldProblem("/consent_on", "future", _("The day they agreed is today or before.")))
    if problems:
        raise Invalid(_("The consent is not whole yet."), errors=problems)


def _hash(code: str) -> str:
    plain = "".join(char for char in code.upper() if char.isalnum())
    return sha256(plain.encode()).hexdigest()
