"""Asking a person into an organisation by mail, and what comes of it (roles-and-workflows.md §4.13)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts import events, rules
from marketplace.accounts.actions.members import AlreadyMember, let_in
from marketplace.accounts.models import Invitation, Membership
from marketplace.accounts.models.joining import hash_of
from marketplace.accounts.models.user import normal_email
from marketplace.accounts.queries import locked_invitation, locked_organisation
from marketplace.accounts.states import InvitationState, Role
from marketplace.common.lifecycle import advance, begin
from marketplace.common.outbox import emit
from marketplace.common.permissions import ANONYMOUS, CLOCK, Actor, require, require_person
from marketplace.common.problems import Conflict, FieldProblem, Invalid, TransitionRefused


class TooManyInvitations(Conflict):
    """An organisation has as many open invitations as the floor keeps."""

    code = "too-many-invitations"


class AlreadyInvited(Conflict):
    """This organisation asked this address already and waits for the answer."""

    code = "already-invited"


def invite(
    *, organisation_id: int, email: str, role: Role | str, language: str, actor: Actor, now: datetime
) -> Invitation:
    """Ask an address to join with a role; a mail with a one-time link follows, valid for INVITATION_DAYS.

    The answer is the same whether the address has an account here or not. Raises NotAllowed unless administrator,
    Invalid, AlreadyInvited, TooManyInvitations.
    """
    address, level = _clean_email(email), _known_role(role)
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_edit(actor, organisation))
        waiting = organisation.invitations.filter(state=InvitationState.SENT)
        if waiting.filter(email=address).exists():
            raise AlreadyInvited(_("This address is invited already: withdraw that invitation to send another."))
        if waiting.count() >= settings.INVITATIONS_OPEN_MAX:
            raise TooManyInvitations(_("Too many invitations are unanswered: withdraw some first."))
        invitation = Invitation(
            organisation=organisation,
            email=address,
            role=level,
            language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            invited_by_id=actor.user_id,
            expires_at=now + timedelta(days=settings.INVITATION_DAYS),
        )
        invitation.token_hash = hash_of(invitation.token)
        begin(invitation, "invite", actor=actor, now=now, organisation=organisation.pk, role=level.value)
        emit(events.INVITED, subject=invitation)
    return invitation


def accept_invitation(*, invitation_id: int, actor: Actor, now: datetime) -> Membership:
    """Join with the role one was asked for.

    Raises LoginNeeded, NotAllowed unless one's confirmed address is the invited one, AlreadyMember, Conflict when the
    organisation is suspended, TransitionRefused when answered, withdrawn or run out.
    """
    user_id = require_person(actor)
    with transaction.atomic():
        invitation = locked_invitation(invitation_id)
        require(rules.is_invited(actor, invitation), detail=_("This invitation was sent to another address."))
        organisation = locked_organisation(invitation.organisation_id)
        if organisation.is_suspended:
            raise Conflict(_("This organisation is suspended: nobody can join it now."))
        if rules.belongs(actor, organisation):
            raise AlreadyMember(_("You are a member of this organisation already."))
        _refuse_run_out(invitation, now=now)
        advance(invitation, "accept", actor=actor, now=now, answered_at=now)
        membership = let_in(organisation, user_id=user_id, role=Role(invitation.role), actor=actor, now=now)
        emit(events.INVITATION_ACCEPTED, subject=invitation, user_id=user_id)
    return membership


def refuse_invitation(*, invitation_id: int, actor: Actor, now: datetime) -> Invitation:
    """Say no. A visitor may: whoever has the link has the invited person's mail. Raises NotAllowed for other accounts,
    TransitionRefused."""
    with transaction.atomic():
        invitation = locked_invitation(invitation_id)
        require(actor == ANONYMOUS or rules.is_invited(actor, invitation))
        advance(invitation, "refuse", actor=actor, now=now, answered_at=now)
        emit(events.INVITATION_REFUSED, subject=invitation)
    return invitation


def withdraw_invitation(*, invitation_id: int, actor: Actor, now: datetime) -> Invitation:
    """Take an unanswered invitation back; its link ends. Raises NotAllowed unless administrator, TransitionRefused."""
    with transaction.atomic():
        invitation = locked_invitation(invitation_id)
        require(rules.may_edit(actor, invitation.organisation))
        advance(invitation, "withdraw", actor=actor, now=now, answered_at=now)
    return invitation


def expire_invitation(*, invitation_id: int, now: datetime) -> Invitation:
    """The clock's move once the invitation's time is over. Raises TransitionRefused before."""
    with transaction.atomic():
        invitation = locked_invitation(invitation_id)
        if invitation.expires_at > now:
            raise TransitionRefused(_("Its time is not over."))
        advance(invitation, "expire", actor=CLOCK, now=now, answered_at=now)
    return invitation


def _refuse_run_out(invitation: Invitation, *, now: datetime) -> None:
    if invitation.state == InvitationState.SENT and invitation.expires_at <= now:
        raise TransitionRefused(_("This invitation has run out: ask for a new one."))


def _clean_email(email: str) -> str:
    address = normal_email(email)
    try:
        validate_email(address)
    except ValidationError:
        detail = _("Write an e-mail address, such as ten@example.vn.")
        raise Invalid(errors=[FieldProblem("/email", "address", detail)]) from None
    return address


def _known_role(role: Role | str) -> Role:
    if role not in Role.values:
        raise Invalid(errors=[FieldProblem("/role", "unknown", _("Choose a role from the list."))])
    return Role(role)
