"""Asking to be let into an organisation, and its answer (roles-and-workflows.md §4.13)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts import events, rules
from marketplace.accounts.actions.members import AlreadyMember, let_in
from marketplace.accounts.fields import NOTE_MAX_CHARS
from marketplace.accounts.models import JoinRequest, Membership
from marketplace.accounts.queries import locked_join_request, locked_organisation
from marketplace.accounts.states import JOIN_REQUEST, JoinState, Role
from marketplace.common.audit import record
from marketplace.common.lifecycle import advance, begin
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, Actor, require, require_person
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound, TransitionRefused
from marketplace.common.text import clean_text
from marketplace.taxonomy.queries import working_day_after


class AlreadyAsked(Conflict):
    """The person asked this organisation already and waits for the answer."""

    code = "already-asked"


def ask_to_join(*, organisation_id: int, note: str, actor: Actor, now: datetime) -> JoinRequest:
    """Ask the administrators to be let in; `note` says who one is there.

    Raises NotFound for an organisation that is not in view or has nobody on the floor, NotAllowed without a confirmed
    e-mail, AlreadyMember, AlreadyAsked, Invalid.
    """
    user_id = require_person(actor)
    words = _clean_note(note)
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        if not rules.may_be_asked(actor, organisation):
            raise NotFound()
        require(actor.email_confirmed, detail=_("Confirm your e-mail address first."))
        if rules.belongs(actor, organisation):
            raise AlreadyMember(_("You are a member of this organisation already."))
        if organisation.join_requests.filter(user_id=user_id, state=JoinState.ASKED).exists():
            raise AlreadyAsked(_("You have asked this organisation already; its administrators were told."))
        request = JoinRequest(organisation=organisation, user_id=user_id, note=words)
        request.operator_from = working_day_after(timezone.localdate(now), settings.JOIN_OPERATOR_WORKING_DAYS).day
        begin(request, "ask", actor=actor, now=now, organisation=organisation.pk)
        emit(events.JOIN_ASKED, subject=request)
    return request


def admit(*, request_id: int, role: Role | str, actor: Actor, now: datetime) -> Membership:
    """Let the person in with a role. Administrators may, the operator from `operator_from` on.

    Raises NotAllowed, Invalid, TransitionRefused.
    """
    if role not in Role.values:
        raise Invalid(errors=[FieldProblem("/role", "unknown", _("Choose a role from the list."))])
    with transaction.atomic():
        request = locked_join_request(request_id)
        organisation = locked_organisation(request.organisation_id)
        require(rules.may_answer_request(actor, request, today=timezone.localdate(now)))
        advance(request, "admit", actor=actor, now=now, decided_at=now, decided_by_id=actor.user_id)
        membership = let_in(organisation, user_id=request.user_id, role=Role(role), actor=actor, now=now)
        emit(events.JOIN_ADMITTED, subject=request)
    return membership


def refuse_join(*, request_id: int, reason: str, actor: Actor, now: datetime) -> JoinRequest:
    """Say no, with a reason that the person reads. Raises NotAllowed, Invalid without one, TransitionRefused."""
    with transaction.atomic():
        request = locked_join_request(request_id)
        require(rules.may_answer_request(actor, request, today=timezone.localdate(now)))
        JOIN_REQUEST.next(request.state, "refuse")
        words = _clean_note(reason, pointer="/reason")
        if not words:
            raise Invalid(errors=[FieldProblem("/reason", "required", _("Give the reason."))])
        request.reason = words  # Not with the move: words of people stay out of the audit log.
        request.save(update_fields=["reason"])
        advance(request, "refuse", actor=actor, now=now, decided_at=now, decided_by_id=actor.user_id)
        emit(events.JOIN_REFUSED, subject=request)
    return request


def withdraw_join_request(*, request_id: int, actor: Actor, now: datetime) -> JoinRequest:
    """Take one's own request back. Raises NotFound for another's, TransitionRefused."""
    with transaction.atomic():
        request = locked_join_request(request_id)
        if actor.user_id is None or request.user_id != actor.user_id:
            raise NotFound()
        advance(request, "withdraw", actor=actor, now=now, decided_at=now)
    return request


def tell_operator(*, request_id: int, now: datetime) -> JoinRequest:
    """Nobody answered in time: the operator is told, once, and may decide. Raises TransitionRefused otherwise."""
    with transaction.atomic():
        request = locked_join_request(request_id)
        late = request.operator_from <= timezone.localdate(now)
        if request.state != JoinState.ASKED or request.operator_told_at or not late:
            raise TransitionRefused(_("Its time is not over."))
        request.operator_told_at = now
        request.save(update_fields=["operator_told_at"])
        record("join_request.tell_operator", subject=request, actor=CLOCK, now=now)
        emit(events.JOIN_OVERDUE, subject=request)
    return request


def _clean_note(note: str, *, pointer: str = "/note") -> str:
    words = clean_text(note)
    if len(words) > NOTE_MAX_CHARS:
        detail = _("Use at most %(limit)s characters.") % {"limit": NOTE_MAX_CHARS}
        raise Invalid(errors=[FieldProblem(pointer, "length", detail)])
    return words
