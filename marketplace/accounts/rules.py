"""Who may see and do what with people and organisations. An actor holds roles in the organisation acted for only."""

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.states import Role, StaffRoleName, Verification
from marketplace.common.permissions import SYSTEM, Actor


def visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Organisations whose page this actor may open: a suspended one is shown to its members and to staff only."""
    if actor.is_staff():
        return Organisation.objects.all()
    in_view = ~Q(verification=Verification.SUSPENDED)
    return Organisation.objects.filter(in_view | Q(pk=actor.organisation_id))


def is_member(actor: Actor, organisation: Organisation, *roles: str) -> bool:
    """True when the actor acts for this organisation, with one of these roles where any is named."""
    if not actor.is_person or actor.organisation_id != organisation.pk:
        return False
    return actor.has_role(*roles) if roles else True


def belongs(actor: Actor, organisation: Organisation) -> bool:
    """True for a member who may be acting for another organisation just now: no verifier judges their own."""
    if actor.user_id is None:
        return False
    return Membership.objects.filter(user_id=actor.user_id, organisation=organisation, active=True).exists()


def may_create_organisation(actor: Actor) -> bool:
    return actor == SYSTEM or (actor.is_person and actor.email_confirmed)


def may_edit(actor: Actor, organisation: Organisation) -> bool:
    return is_member(actor, organisation, Role.ADMIN) and not organisation.is_suspended


def may_see_people(actor: Actor, organisation: Organisation) -> bool:
    """Memberships are tier A: the members themselves, and the operator."""
    return is_member(actor, organisation) or actor.is_staff(StaffRoleName.OPERATOR)


def may_add_members(actor: Actor, organisation: Organisation) -> bool:
    return actor == SYSTEM or may_edit(actor, organisation) or actor.is_staff(StaffRoleName.OPERATOR)


def may_verify(actor: Actor, organisation: Organisation) -> bool:
    return actor.is_staff(StaffRoleName.VERIFIER) and not belongs(actor, organisation)


def may_allow_self_publish(actor: Actor, organisation: Organisation) -> bool:
    duty = actor.is_staff(StaffRoleName.REVIEWER, StaffRoleName.VERIFIER)
    return duty and not belongs(actor, organisation)


def may_suspend(actor: Actor, organisation: Organisation) -> bool:
    return actor.is_staff(StaffRoleName.OPERATOR) and not belongs(actor, organisation)


def may_lift(actor: Actor, organisation: Organisation) -> bool:
    duty = actor.is_staff(StaffRoleName.OPERATOR, StaffRoleName.JUDGE)
    return duty and not belongs(actor, organisation)


def may_grant_staff_roles(actor: Actor) -> bool:
    return actor == SYSTEM or actor.is_staff(StaffRoleName.OPERATOR)


def may_name_floor(actor: Actor) -> bool:
    return actor == SYSTEM or actor.is_staff(StaffRoleName.OPERATOR)


def may_import(actor: Actor) -> bool:
    """Organisations named by a catalogue come with its records."""
    return actor == SYSTEM or actor.is_staff(StaffRoleName.CURATOR)
