"""Who may see and do what with people and organisations. An actor holds roles in the organisation acted for only."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from marketplace.accounts.models import Invitation, JoinRequest, Membership, Organisation, User
from marketplace.accounts.states import Role, StaffRoleName, TokenScope, Verification
from marketplace.common.holds import held_ids
from marketplace.common.permissions import SYSTEM, Actor

STANDING_DUTIES = (StaffRoleName.VERIFIER, StaffRoleName.OPERATOR, StaffRoleName.REVIEWER, StaffRoleName.JUDGE)


STEPS: dict[str, tuple[StaffRoleName, ...]] = {
    "verify": (StaffRoleName.VERIFIER,),
    "allow_self_publish": (StaffRoleName.REVIEWER, StaffRoleName.VERIFIER),
    # As well whoever judged a complaint against it.
    "end_self_publish": (StaffRoleName.REVIEWER, StaffRoleName.VERIFIER, StaffRoleName.JUDGE),
    "suspend": (StaffRoleName.OPERATOR,),
    "lift": (StaffRoleName.OPERATOR, StaffRoleName.JUDGE),
    "change_members": (StaffRoleName.OPERATOR,),
}


def visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Organisations whose page this actor may open: a suspended one, and one that a serious complaint holds off view,
    is shown to its members and to staff only.
    """
    if actor.is_staff():
        return Organisation.objects.all()
    in_view = ~Q(verification=Verification.SUSPENDED) & ~Q(pk__in=held_ids("organisation", "complaint"))
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


def may_change_members(actor: Actor, organisation: Organisation) -> bool:
    """Its administrators; the operator for when they are gone, but not in an organisation of the operator's own."""
    if is_member(actor, organisation, Role.ADMIN):
        return not organisation.is_suspended
    return "change_members" in staff_steps(actor, organisation)


def is_invited(actor: Actor, invitation: Invitation) -> bool:
    """The person whose confirmed address is the invited one."""
    if actor.user_id is None or not actor.email_confirmed:
        return False
    return User.objects.filter(pk=actor.user_id, email=invitation.email).exists()


def may_be_asked(actor: Actor, organisation: Organisation) -> bool:
    """An organisation that people can ask to join: in view, and on the floor itself."""
    return organisation.on_floor and not organisation.is_suspended and actor.is_person


def may_answer_request(actor: Actor, request: JoinRequest, *, today: date) -> bool:
    """Its administrators at once, the operator once they have let the time pass; never the person who asks."""
    if actor.user_id == request.user_id:
        return False
    if may_edit(actor, request.organisation):
        return True
    return actor.is_staff(StaffRoleName.OPERATOR) and request.operator_from <= today


def may_see_standing(actor: Actor) -> bool:
    """The page of an organisation for staff: its standing and the steps that are theirs."""
    return actor.is_staff(*STANDING_DUTIES)


def may_see_papers(actor: Actor, organisation: Organisation) -> bool:
    """Papers and business code are tier A: members, verifier and operator."""
    return is_member(actor, organisation) or actor.is_staff(StaffRoleName.VERIFIER, StaffRoleName.OPERATOR)


def staff_steps(actor: Actor, organisation: Organisation) -> frozenset[str]:
    """Steps about its standing that are this person's, whatever its state; none about an organisation of their own.

    One look for the membership, so that a page asks once for all its buttons.
    """
    steps = frozenset(step for step, duties in STEPS.items() if actor.is_staff(*duties))
    return frozenset() if steps and belongs(actor, organisation) else steps


def may_verify(actor: Actor, organisation: Organisation) -> bool:
    return "verify" in staff_steps(actor, organisation)


def may_allow_self_publish(actor: Actor, organisation: Organisation) -> bool:
    return "allow_self_publish" in staff_steps(actor, organisation)


def may_end_self_publish(actor: Actor, organisation: Organisation) -> bool:
    return "end_self_publish" in staff_steps(actor, organisation)


def may_suspend(actor: Actor, organisation: Organisation) -> bool:
    return "suspend" in staff_steps(actor, organisation)


def may_lift(actor: Actor, organisation: Organisation) -> bool:
    return "lift" in staff_steps(actor, organisation)


def may_grant_staff_roles(actor: Actor) -> bool:
    return actor == SYSTEM or actor.is_staff(StaffRoleName.OPERATOR)


def may_name_floor(actor: Actor) -> bool:
    return actor == SYSTEM or actor.is_staff(StaffRoleName.OPERATOR)


def may_import(actor: Actor) -> bool:
    """Organisations named by a catalogue come with its records."""
    return actor == SYSTEM or actor.is_staff(StaffRoleName.CURATOR)


def may_make_token(actor: Actor, scope: str) -> bool:
    """For one's own organisation, not one that it represents: any member to read, who writes there also to write."""
    writes = scope == TokenScope.READ or actor.has_role(Role.EDITOR)
    belongs_there = actor.organisation_id is not None and actor.through is None
    return actor.is_person and actor.email_confirmed and belongs_there and writes


def tokens_in_reach(actor: Actor) -> Q:
    """Tokens that the actor sees and may end: one's own, and those of the organisation that one heads."""
    headed = actor.organisation_id if actor.has_role(Role.ADMIN) else None
    return Q(user_id=actor.user_id) | Q(organisation_id=headed, organisation_id__isnull=False)


def may_add_terms(actor: Actor) -> bool:
    return actor == SYSTEM or actor.is_staff(StaffRoleName.CURATOR, StaffRoleName.OPERATOR)


def may_disable(actor: Actor, user_id: int) -> bool:
    """Nobody shuts their own account here: somebody must remain."""
    return actor.is_staff(StaffRoleName.OPERATOR) and actor.user_id != user_id


def needs_second_factor(actor: Actor, *, opens_administration: bool) -> bool:
    """Whoever decides about others proves twice who they are, where the floor asks it."""
    return settings.SECOND_FACTOR_REQUIRED and (actor.is_staff() or opens_administration)


def session_is_over(*, started: datetime, seen: datetime, now: datetime, staff: bool) -> bool:
    """True when a log-in has stood idle, or lasted, for longer than people of the floor, or its staff, may."""
    limits = settings.SESSION_LIMITS["staff" if staff else "member"]
    return now - seen > limits["idle"] or now - started > limits["absolute"]
