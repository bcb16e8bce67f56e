"""How far the floor vouches for an organisation: papers, checks, suspension (roles-and-workflows.md §4.11)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import events, rules
from marketplace.accounts.fields import NOTE_MAX_CHARS, PAPER
from marketplace.accounts.models import Organisation, OrganisationPaper
from marketplace.accounts.queries import locked_organisation
from marketplace.accounts.states import ORGANISATION, RefusalReason, SuspensionReason, Verification
from marketplace.common.audit import record
from marketplace.common.cleaning import clean_changes
from marketplace.common.dates import months_after
from marketplace.common.lifecycle import advance, touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid, TransitionRefused
from marketplace.common.text import clean_text

PAPERS_MAX = 10
SOURCE_MAX_CHARS = 200
OTHER = "other"  # In both lists.
_SETTLED: dict[str, Any] = {"state_reason": "", "state_note": ""}
_NOTHING_ASKED: dict[str, Any] = {
    "suspension_asked_by": None,
    "suspension_asked_reason": "",
    "suspension_asked_note": "",
}


class SecondApproverNeeded(Conflict):
    """A verified organisation is suspended by two operators, not by one."""

    code = "second-approver-needed"
    advice = gettext_lazy("This step needs a second person of the agency.")


def submit_organisation(
    *, organisation_id: int, papers: Sequence[Mapping[str, object]], actor: Actor, now: datetime
) -> Organisation:
    """Ask for verification, naming papers (title, number, issuer, issued_on). Raises NotAllowed, Invalid."""
    rows = [_clean_paper(paper, position=position) for position, paper in enumerate(papers)]
    if not 1 <= len(rows) <= PAPERS_MAX:
        detail = _("Name one paper at least, and at most %(limit)s.") % {"limit": PAPERS_MAX}
        raise Invalid(errors=[FieldProblem("/papers", "count", detail)])
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_edit(actor, organisation))
        advance(organisation, "submit", actor=actor, now=now, submitted_at=now, **_SETTLED)
        for row in rows:
            OrganisationPaper.objects.get_or_create(
                organisation=organisation,
                number=row["number"],
                issuer=row["issuer"],
                defaults={"title": row["title"], "issued_on": row["issued_on"], "named_at": now},
            )
    return organisation


def see_documents(*, organisation_id: int, actor: Actor, now: datetime) -> Organisation:
    """The papers are plausible; nothing was checked against a register. Raises NotAllowed, TransitionRefused."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_verify(actor, organisation))
        advance(organisation, "see_documents", actor=actor, now=now)
    return organisation


def verify_organisation(*, organisation_id: int, source: str, actor: Actor, now: datetime) -> Organisation:
    """Checked against `source` (register or founding decision) today; valid ORGANISATION_VERIFIED_MONTHS.

    Raises NotAllowed for members and for anyone but verifiers, Invalid without a source, TransitionRefused.
    """
    return _vouch(organisation_id, "verify", source=source, actor=actor, now=now)


def renew_organisation(*, organisation_id: int, source: str, actor: Actor, now: datetime) -> Organisation:
    """Checked again, before or after it lapsed: another ORGANISATION_VERIFIED_MONTHS from today. Errors as above."""
    return _vouch(organisation_id, "renew", source=source, actor=actor, now=now)


def refuse_organisation(
    *, organisation_id: int, reason: RefusalReason | str, actor: Actor, now: datetime, note: str = ""
) -> Organisation:
    """The papers do not show what they should; its administrators read the reason and the words beside it.

    Raises NotAllowed, Invalid without a reason of the list, TransitionRefused.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_verify(actor, organisation))
        ORGANISATION.next(organisation.verification, "refuse")
        why = _reasoned(reason, note, listed=RefusalReason.values)
        advance(organisation, "refuse", actor=actor, now=now, reason=why["state_reason"], submitted_at=None, **why)
        emit(events.ORGANISATION_REFUSED, subject=organisation)
    return organisation


def warn_of_lapse(*, organisation_id: int, now: datetime) -> Organisation:
    """Tell its administrators how many days its verification still counts, once per LAPSE_WARNING_DAYS.

    No edit of theirs clashes with it: `version` stays. Raises TransitionRefused when there is nothing to warn of.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        step = _warning_due(organisation, today=timezone.localdate(now))
        if step is None:
            raise TransitionRefused(_("Its time is not over."))
        organisation.lapse_warned_days = step
        organisation.save(update_fields=["lapse_warned_days"])
        record("organisation.warn_of_lapse", subject=organisation, actor=CLOCK, now=now, days=step)
        emit(events.ORGANISATION_LAPSE_NEAR, subject=organisation, days=step, until=str(organisation.verified_until))
    return organisation


def lapse_organisation(*, organisation_id: int, now: datetime) -> Organisation:
    """The clock's move on the last day: the badge goes, and the right to publish alone. Raises TransitionRefused."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        ORGANISATION.next(organisation.verification, "lapse")
        if organisation.verified_until is None or organisation.verified_until > timezone.localdate(now):
            raise TransitionRefused(_("Its time is not over."))
        advance(organisation, "lapse", actor=CLOCK, now=now, self_publish=False)
        emit(events.ORGANISATION_LAPSED, subject=organisation)
    return organisation


def allow_self_publish(*, organisation_id: int, allowed: bool, actor: Actor, now: datetime) -> Organisation:
    """Let a verified organisation publish without review, or end that. Raises NotAllowed, Conflict."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        may = rules.may_allow_self_publish if allowed else rules.may_end_self_publish
        require(may(actor, organisation))
        if allowed and not organisation.is_verified:
            raise Conflict(_("Only a verified organisation may publish without review."))
        touch(organisation, actor=actor, now=now, verb="organisation.allow_self_publish", self_publish=allowed)
    return organisation


def suspend_organisation(
    *, organisation_id: int, reason: SuspensionReason | str, actor: Actor, now: datetime, note: str = ""
) -> Organisation:
    """Take an organisation and all it offers out of view. For a verified one this is the second operator's call.

    Raises NotAllowed, Invalid without a reason of the list, SecondApproverNeeded, TransitionRefused.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_suspend(actor, organisation))
        ORGANISATION.next(organisation.verification, "suspend")
        if organisation.is_verified and organisation.suspension_asked_by_id in (None, actor.user_id):
            raise SecondApproverNeeded(_("Another operator must ask first: a verified organisation needs two."))
        why = _reasoned(reason, note, listed=SuspensionReason.values)
        advance(
            organisation, "suspend", actor=actor, now=now, reason=why["state_reason"],
            self_publish=False, submitted_at=None, **why, **_NOTHING_ASKED,
        )  # fmt: skip
        emit(events.ORGANISATION_SUSPENDED, subject=organisation)
    return organisation


def ask_suspension(
    *, organisation_id: int, reason: SuspensionReason | str, actor: Actor, now: datetime, note: str = ""
) -> Organisation:
    """The first operator's half of suspending a verified organisation.

    Raises NotAllowed, Invalid, Conflict when one operator is enough or one has asked already.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_suspend(actor, organisation))
        if not organisation.is_verified:
            raise Conflict(_("It is not verified: one operator may suspend it."))
        if organisation.suspension_asked_by_id is not None:
            raise Conflict(_("An operator has asked already: another one decides."))
        why = _reasoned(reason, note, listed=SuspensionReason.values)
        touch(
            organisation, actor=actor, now=now, verb="organisation.ask_suspension",
            suspension_asked_by_id=actor.user_id,
            suspension_asked_reason=why["state_reason"],
            suspension_asked_note=why["state_note"],
        )  # fmt: skip
    return organisation


def drop_suspension(*, organisation_id: int, actor: Actor, now: datetime) -> Organisation:
    """An operator decides against the suspension that was asked, or takes it back. Raises NotAllowed, Conflict."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_suspend(actor, organisation))
        if organisation.suspension_asked_by_id is None:
            raise Conflict(_("Nobody has asked for its suspension."))
        touch(organisation, actor=actor, now=now, verb="organisation.drop_suspension", **_NOTHING_ASKED)
    return organisation


def lift_suspension(*, organisation_id: int, reason: str, actor: Actor, now: datetime) -> Organisation:
    """End a suspension: what it offers is in view again by itself; verification is asked anew."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_lift(actor, organisation))
        advance(organisation, "lift", actor=actor, now=now, reason=_given(reason), **_SETTLED)
        emit(events.ORGANISATION_LIFTED, subject=organisation)
    return organisation


def _vouch(organisation_id: int, move: str, *, source: str, actor: Actor, now: datetime) -> Organisation:
    against = clean_text(source)[:SOURCE_MAX_CHARS]
    if not against:
        raise Invalid(errors=[FieldProblem("/source", "required", _("Say what it was checked against."))])
    today = timezone.localdate(now)
    columns: dict[str, Any] = {
        "verified_on": today,
        "verified_until": months_after(today, settings.ORGANISATION_VERIFIED_MONTHS),
        "verification_source": against,
        "lapse_warned_days": None,
        "submitted_at": None,
        **_SETTLED,
    }
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_verify(actor, organisation))
        advance(organisation, move, actor=actor, now=now, **columns)
        emit(events.ORGANISATION_VERIFIED, subject=organisation)
    return organisation


def _warning_due(organisation: Organisation, *, today: date) -> int | None:
    """The closest of LAPSE_WARNING_DAYS that has begun, unless it was told already."""
    last = organisation.verified_until
    if organisation.verification != Verification.VERIFIED or last is None or last <= today:
        return None
    begun = [days for days in settings.LAPSE_WARNING_DAYS if last <= today + timedelta(days=days)]
    told = organisation.lapse_warned_days
    return min(begun) if begun and (told is None or told > min(begun)) else None


def _reasoned(reason: str, note: str, *, listed: Sequence[str]) -> dict[str, Any]:
    """Columns of a reason of the list and the words beside it; the reason "other" is nothing without words."""
    words = clean_text(note)
    if reason not in listed:
        raise Invalid(errors=[FieldProblem("/reason", "required", _("Choose a reason from the list."))])
    if reason == OTHER and not words:
        raise Invalid(errors=[FieldProblem("/note", "required", _("Say the reason in words."))])
    if len(words) > NOTE_MAX_CHARS:
        detail = _("Use at most %(limit)s characters.") % {"limit": NOTE_MAX_CHARS}
        raise Invalid(errors=[FieldProblem("/note", "length", detail)])
    return {"state_reason": str(reason), "state_note": words}


def _given(reason: str) -> str:
    given = clean_text(reason)[:SOURCE_MAX_CHARS]
    if not given:
        raise Invalid(errors=[FieldProblem("/reason", "required", _("Give the reason."))])
    return given


def _clean_paper(paper: Mapping[str, object], *, position: int) -> dict[str, str]:
    row = clean_changes(paper, facts=PAPER, rows={}, pointer=f"/papers/{position}")
    missing = [name for name in PAPER if not row.get(name)]
    if missing:
        detail = _("Fill this in.")
        raise Invalid(errors=[FieldProblem(f"/papers/{position}/{name}", "required", detail) for name in missing])
    return {name: str(row[name]) for name in PAPER}
