"""How far the floor vouches for an organisation: papers, checks, suspension (roles-and-workflows.md §4.11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import events, rules
from marketplace.accounts.fields import PAPER
from marketplace.accounts.models import Organisation, OrganisationPaper
from marketplace.accounts.queries import locked_organisation
from marketplace.common.cleaning import clean_changes
from marketplace.common.dates import months_after
from marketplace.common.lifecycle import advance, touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid
from marketplace.common.text import clean_text

PAPERS_MAX = 10
SOURCE_MAX_CHARS = 200


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
        advance(organisation, "submit", actor=actor, now=now)
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
    against = clean_text(source)[:SOURCE_MAX_CHARS]
    if not against:
        raise Invalid(errors=[FieldProblem("/source", "required", _("Say what it was checked against."))])
    today = timezone.localdate(now)
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_verify(actor, organisation))
        advance(
            organisation,
            "verify",
            actor=actor,
            now=now,
            verified_on=today,
            verified_until=months_after(today, settings.ORGANISATION_VERIFIED_MONTHS),
            verification_source=against,
        )
        emit(events.ORGANISATION_VERIFIED, subject=organisation)
    return organisation


def refuse_organisation(*, organisation_id: int, reason: str, actor: Actor, now: datetime) -> Organisation:
    """The papers do not show what they should. Raises NotAllowed, Invalid without a reason, TransitionRefused."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_verify(actor, organisation))
        advance(organisation, "refuse", actor=actor, now=now, reason=_given(reason))
        emit(events.ORGANISATION_REFUSED, subject=organisation)
    return organisation


def allow_self_publish(*, organisation_id: int, allowed: bool, actor: Actor, now: datetime) -> Organisation:
    """Let a verified organisation publish without review, or end that. Raises NotAllowed, Conflict."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_allow_self_publish(actor, organisation))
        if allowed and not organisation.is_verified:
            raise Conflict(_("Only a verified organisation may publish without review."))
        touch(organisation, actor=actor, now=now, verb="organisation.allow_self_publish", self_publish=allowed)
    return organisation


def suspend_organisation(*, organisation_id: int, reason: str, actor: Actor, now: datetime) -> Organisation:
    """Take an organisation and all it offers out of view. For a verified one this is the second operator's call.

    Raises NotAllowed, Invalid without a reason, SecondApproverNeeded, TransitionRefused.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_suspend(actor, organisation))
        if organisation.is_verified and organisation.suspension_asked_by_id in (None, actor.user_id):
            raise SecondApproverNeeded(_("Another operator must ask first: a verified organisation needs two."))
        advance(
            organisation, "suspend", actor=actor, now=now, reason=_given(reason),
            self_publish=False, suspension_asked_by=None,
        )  # fmt: skip
        emit(events.ORGANISATION_SUSPENDED, subject=organisation)
    return organisation


def ask_suspension(*, organisation_id: int, reason: str, actor: Actor, now: datetime) -> Organisation:
    """The first operator's half of suspending a verified organisation. Raises NotAllowed, Invalid."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_suspend(actor, organisation))
        _given(reason)
        touch(
            organisation, actor=actor, now=now, verb="organisation.ask_suspension", suspension_asked_by_id=actor.user_id
        )
    return organisation


def lift_suspension(*, organisation_id: int, reason: str, actor: Actor, now: datetime) -> Organisation:
    """End a suspension: what it offers is in view again by itself; verification is asked anew."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_lift(actor, organisation))
        advance(organisation, "lift", actor=actor, now=now, reason=_given(reason))
        emit(events.ORGANISATION_LIFTED, subject=organisation)
    return organisation


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
