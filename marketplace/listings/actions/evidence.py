"""How far the document behind a figure is checked: seen, confirmed by a third party, contested, out of date.

Each move raises the listing's index_version and tells the index: badge and filter follow the state of the row.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.states import StaffRoleName
from marketplace.common.lifecycle import advance, bump_index
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, SYSTEM, Actor, require
from marketplace.common.problems import FieldProblem, Invalid, NotAllowed, NotFound, TransitionRefused
from marketplace.listings import events, queries, rules
from marketplace.listings.actions.locking import locked
from marketplace.listings.models import Claim, Evidence, Listing
from marketplace.listings.models.evidence import REASON_MAX_CHARS
from marketplace.listings.states import EVIDENCE, SHOWN_AS


def see_document(*, evidence_id: int, actor: Actor, now: datetime) -> Evidence:
    """Say that the document is there and shows what the owner says: a reviewer or verifier without part in it.

    Raises NotFound, NotAllowed, TransitionRefused.
    """
    with transaction.atomic():
        listing, row = _locked(evidence_id, actor=actor)
        require(rules.may_see_documents(actor, listing), detail=_("Nobody reviews a text of their own."))
        _move(listing, row, "see_document", actor=actor, now=now, state_reason="")
        emit(events.EVIDENCE_CHECKED, subject=listing, evidence=row.pk)
    return row


def verify_evidence(
    *, evidence_id: int, service_id: int, expires_on: date | None, actor: Actor, now: datetime
) -> Evidence:
    """Confirm it as a third party, under the certificate of a service of one's own that covers the listing's field.

    `expires_on` is the last day on which the confirmation counts. Raises NotFound, NotAllowed when the certificate is
    out of date or of another scope, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        listing, row = _locked(evidence_id, actor=actor)
        require(rules.may_verify(actor, listing), detail=_("An intermediary without part in the listing confirms it."))
        today = timezone.localdate(now)
        service = queries.covering_certificates(listing, actor=actor, on=today).filter(pk=service_id).first()
        if service is None:
            raise NotAllowed(_("No certificate of yours that is in force covers this field."))
        EVIDENCE.next(row.state, "verify")
        columns: dict[str, Any] = {
            "verified_by_id": actor.organisation_id,
            "verified_on": today,
            "certificate_no": service.service.certificate_no,
            "certificate_scope_vi": service.service.certificate_scope_vi,
            "certificate_scope_en": service.service.certificate_scope_en,
            "expires_on": _last_day(row, expires_on, today=today),
        }
        _move(listing, row, "verify", actor=actor, now=now, **columns)
        emit(events.EVIDENCE_CHECKED, subject=listing, evidence=row.pk)
    return row


def contest_evidence(*, evidence_id: int, reason: str, actor: Actor, now: datetime) -> Evidence:
    """Take the badge off until it is decided: a reviewer, or the system when a complaint is filed.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        listing, row = _locked(evidence_id, actor=actor)
        require(rules.may_contest(actor, listing))
        _check_reason(reason)
        _move(listing, row, "contest", actor=actor, now=now, reason=reason, state_reason=reason)
        emit(events.EVIDENCE_CONTESTED, subject=listing, evidence=row.pk)
    return row


def uphold_evidence(*, evidence_id: int, actor: Actor, now: datetime) -> Evidence:
    """A judge finds that what a third party confirmed still holds.

    Raises NotFound, NotAllowed, TransitionRefused when it is not contested or nobody had confirmed it.
    """
    with transaction.atomic():
        listing, row = _locked(evidence_id, actor=actor)
        require(rules.may_judge_evidence(actor, listing))
        if row.verified_on is None:
            raise TransitionRefused(_("Nobody had confirmed it: a reviewer sees the document instead."))
        _move(listing, row, "uphold_evidence", actor=actor, now=now, state_reason="")
        emit(events.EVIDENCE_CHECKED, subject=listing, evidence=row.pk)
    return row


def strike_evidence(*, evidence_id: int, reason: str, actor: Actor, now: datetime) -> Evidence:
    """A judge strikes it off: its figures rest on nothing any more. Raises as `contest_evidence`."""
    with transaction.atomic():
        listing, row = _locked(evidence_id, actor=actor)
        require(rules.may_judge_evidence(actor, listing))
        _check_reason(reason)
        # Its key is free for a better document.
        _move(listing, row, "strike", actor=actor, now=now, reason=reason, state_reason=reason, key=f"x{row.pk}")
        emit(events.EVIDENCE_STRUCK, subject=listing, evidence=row.pk)
    return row


def expire_evidence(*, evidence_id: int, now: datetime) -> Evidence:
    """The clock's move after the last day. Raises TransitionRefused before it."""
    with transaction.atomic():
        listing, row = _locked(evidence_id, actor=CLOCK)
        if row.expires_on is None or row.expires_on >= timezone.localdate(now):
            raise TransitionRefused(_("Its last day is not over."))
        _move(listing, row, "expire", actor=CLOCK, now=now)
        emit(events.EVIDENCE_EXPIRED, subject=listing, evidence=row.pk)
    return row


def _check_reason(reason: str) -> None:
    if not reason or len(reason) > REASON_MAX_CHARS:
        raise Invalid(errors=[FieldProblem("/reason", "required", _("Choose a reason from the list."))])


def _locked(evidence_id: int, *, actor: Actor) -> tuple[Listing, Evidence]:
    listing_id = Evidence.objects.filter(pk=evidence_id).values_list("listing_id", flat=True).first()
    if listing_id is None:
        raise NotFound()
    # A judge decides on what a complaint took off view.
    listing = locked(listing_id, actor=SYSTEM if actor.is_staff(StaffRoleName.JUDGE) else actor)
    row = listing.evidence.filter(pk=evidence_id).first()
    if row is None:
        raise NotFound()
    return listing, row


def _move(
    listing: Listing,
    row: Evidence,
    move: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    **columns: Any,
) -> None:
    facts = {"listing": listing.pk}
    advance(row, move, actor=actor, now=now, reason=reason, facts=facts, state_since=now, **columns)
    resting = Claim.objects.filter(evidence=row)
    if move == "strike":
        resting.update(evidence=None, verification=SHOWN_AS[row.state])
    else:
        resting.update(verification=SHOWN_AS[row.state])
    bump_index(Listing.objects.filter(pk=listing.pk))
    listing.refresh_from_db(fields=["index_version"])


def _last_day(row: Evidence, given: date | None, *, today: date) -> date | None:
    """The nearer of the document's own and the confirmation's last day."""
    if given is not None and given <= today:
        raise Invalid(errors=[FieldProblem("/expires_on", "order", _("The last day is after today."))])
    return min((day for day in (row.expires_on, given) if day), default=None)
