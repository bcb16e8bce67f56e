"""Who belongs to an organisation: joining, roles, leaving. The organisation's row is the lock of them all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts import events, rules
from marketplace.accounts.models import ApiToken, Invitation, JoinRequest, Membership, Organisation
from marketplace.accounts.queries import first_administrator, locked_organisation, other_administrators
from marketplace.accounts.states import InvitationState, JoinState, Role
from marketplace.common.audit import record
from marketplace.common.lifecycle import advance, touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound


class LastAdministrator(Conflict):
    """Somebody must remain who lets others in and answers for the organisation."""

    code = "last-administrator"


class AlreadyMember(Conflict):
    """The person belongs to the organisation."""

    code = "already-member"


def add_membership(*, organisation_id: int, user_id: int, role: Role | str, actor: Actor, now: datetime) -> Membership:
    """Let a person in, or back in, with a role; the first member of an organisation becomes its administrator.

    Raises NotAllowed unless administrator of it, operator or system.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_add_members(actor, organisation))
        return let_in(organisation, user_id=user_id, role=Role(role), actor=actor, now=now)


def let_in(organisation: Organisation, *, user_id: int, role: Role, actor: Actor, now: datetime) -> Membership:
    """As above, for callers that asked their own rule and hold the organisation's row.

    What the person still had open with it, an invitation or a request, is answered by this.
    """
    first = not organisation.memberships.filter(active=True).exists()
    membership = _join(organisation, user_id=user_id, role=Role.ADMIN if first else role, actor=actor, now=now)
    for request in JoinRequest.objects.filter(organisation=organisation, user=user_id, state=JoinState.ASKED):
        advance(request, "admit", actor=actor, now=now, decided_at=now, decided_by_id=actor.user_id)
    address = membership.user.email
    for invitation in Invitation.objects.filter(organisation=organisation, email=address, state=InvitationState.SENT):
        advance(invitation, "accept", actor=actor, now=now, answered_at=now)
    return membership


def add_first_member(organisation: Organisation, *, user_id: int, actor: Actor, now: datetime) -> Membership:
    """The maker of a new organisation becomes its administrator. Call inside the transaction that makes it."""
    return _join(organisation, user_id=user_id, role=Role.ADMIN, actor=actor, now=now)


def change_role(*, organisation_id: int, user_id: int, role: Role | str, actor: Actor, now: datetime) -> Membership:
    """Give a member another role. The operator may, for when an administrator is gone.

    Raises NotAllowed, NotFound for somebody who is no member, Invalid, LastAdministrator.
    """
    if role not in Role.values:
        raise Invalid(errors=[FieldProblem("/role", "unknown", _("Choose a role from the list."))])
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_change_members(actor, organisation))
        membership = _active(organisation, user_id)
        if role != Role.ADMIN:
            _refuse_last(membership)
        old, membership.role = membership.role, Role(role)
        membership.save(update_fields=["role"])
        if role != Role.ADMIN:
            _take_back_invitations(membership, actor=actor, now=now)
        record("membership.change_role", subject=membership, actor=actor, now=now, old=old, new=membership.role)
        emit(events.ROLE_CHANGED, subject=organisation, user_id=user_id, by=actor.user_id or 0, at=int(now.timestamp()))
    return membership


def leave_organisation(*, organisation_id: int, actor: Actor, now: datetime) -> Membership:
    """Leave. Drafts and listings stay. Raises LoginNeeded, NotFound when one is no member, LastAdministrator."""
    user_id = require_person(actor)
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        return _end(_active(organisation, user_id), "leave", actor=actor, now=now)


def remove_member(*, organisation_id: int, user_id: int, actor: Actor, now: datetime) -> Membership:
    """End another's membership. Raises NotAllowed unless administrator or operator, NotFound, LastAdministrator."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_change_members(actor, organisation))
        ended = _end(_active(organisation, user_id), "remove", actor=actor, now=now)
        _take_back_invitations(ended, actor=actor, now=now)
    return ended


def _join(organisation: Organisation, *, user_id: int, role: Role, actor: Actor, now: datetime) -> Membership:
    membership, _created = Membership.objects.update_or_create(
        organisation=organisation,
        user_id=user_id,
        defaults={"role": role, "active": True, "ended_at": None},
        create_defaults={"role": role, "since": now},
    )
    record("membership.join", subject=membership, actor=actor, now=now, organisation=organisation.pk, role=role.value)
    return membership


def _end(membership: Membership, how: str, *, actor: Actor, now: datetime) -> Membership:
    """From here on the person acts for it nowhere: every request asks for the membership anew."""
    _refuse_last(membership)
    membership.active, membership.ended_at = False, now
    membership.save(update_fields=["active", "ended_at"])
    record(f"membership.{how}", subject=membership, actor=actor, now=now, organisation=membership.organisation_id)
    _end_tokens(membership, actor=actor, now=now)
    organisation = membership.organisation
    if organisation.contact_person_id == membership.user_id:
        next_one = first_administrator(organisation)
        touch(
            organisation, actor=actor, now=now, verb="organisation.move_contact",
            contact_person_id=next_one.user_id if next_one else None,
        )  # fmt: skip
    emit(
        events.MEMBERSHIP_ENDED, subject=organisation, user_id=membership.user_id, by=actor.user_id or 0,
        at=int(now.timestamp()),
    )  # fmt: skip
    return membership


def _end_tokens(membership: Membership, *, actor: Actor, now: datetime) -> None:
    """Keys of the person for this organisation do not live again when the person is let in again."""
    live = ApiToken.objects.select_for_update().filter(
        user_id=membership.user_id, organisation=membership.organisation_id, revoked_at=None, expires_at__gt=now
    )
    for token in live:  # At most API_TOKENS_MAX.
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record("token.revoke", subject=token, actor=actor, now=now)


def _take_back_invitations(membership: Membership, *, actor: Actor, now: datetime) -> None:
    """Who may let nobody in any more has nobody on the way in either, such as a second address of their own."""
    sent = Invitation.objects.filter(
        organisation=membership.organisation, invited_by=membership.user_id, state=InvitationState.SENT
    )
    for invitation in sent:  # At most INVITATIONS_OPEN_MAX.
        advance(invitation, "withdraw", actor=actor, now=now, answered_at=now)


def _active(organisation: Organisation, user_id: int) -> Membership:
    found = organisation.memberships.filter(active=True, user_id=user_id).first()
    if found is None:
        raise NotFound()
    found.organisation = organisation  # The locked row.
    return found


def _refuse_last(membership: Membership) -> None:
    """Whoever may still sign in counts: an administrator whose account is closed lets nobody in."""
    if membership.role == Role.ADMIN and not other_administrators(membership).exists():
        raise LastAdministrator(_("Nobody else administers this organisation: name another administrator first."))
