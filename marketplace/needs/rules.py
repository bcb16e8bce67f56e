"""Who may see and do what with needs. The table of moves says what can happen, this says who may make it happen."""

from functools import cache

from django.db.models import Q, QuerySet

from marketplace.accounts import rules as accounts
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.accounts.states import Verification as Standing
from marketplace.common.holds import held_ids
from marketplace.common.permissions import CLOCK, SYSTEM, Actor
from marketplace.needs.models import Need
from marketplace.needs.states import IN_SEARCH, IN_VIEW, State


def in_search() -> Q:
    """Found by everybody: open, owner not suspended, no serious complaint."""
    return Q(state__in=IN_SEARCH) & _undisturbed()


@cache
def findable() -> QuerySet[Need]:
    """Needs in search: a part of what every actor may open. Built once, for every search reads its hits with it."""
    return Need.objects.filter(in_search())


def in_view() -> Q:
    """Readable by everybody who has the address: in search, paused, expired or closed unmet."""
    return Q(state__in=IN_VIEW) & _undisturbed()


def _undisturbed() -> Q:
    return ~Q(owner__verification=Standing.SUSPENDED) & ~Q(pk__in=held_ids("need", "complaint"))


def visible_to(actor: Actor) -> QuerySet[Need]:
    """Needs that this actor may open: those in view, the own organisation's, and for reviewers all but drafts."""
    if actor in (SYSTEM, CLOCK):
        return Need.objects.all()
    seen = in_view()
    if actor.organisation_id is not None:
        seen |= Q(owner_id=actor.organisation_id)
    if actor.is_staff(StaffRoleName.REVIEWER):
        seen |= ~Q(state=State.DRAFT)
    return Need.objects.filter(seen)


def may_create(actor: Actor) -> bool:
    return actor.email_confirmed and actor.organisation_id is not None and actor.has_role(Role.EDITOR)


def may_edit(actor: Actor, need: Need) -> bool:
    """Write the text and make the owner's moves: an editor acting for the owner, unless it is suspended."""
    return accounts.is_member(actor, need.owner, Role.EDITOR) and not need.owner.is_suspended


def may_self_publish(actor: Actor, need: Need) -> bool:
    return may_edit(actor, need) and need.owner.is_verified and need.owner.self_publish


def may_see_queue(actor: Actor) -> bool:
    return actor.is_staff(StaffRoleName.REVIEWER)


def may_review(actor: Actor, need: Need) -> bool:
    """A reviewer who neither wrote nor submitted it and does not belong to its owner."""
    if not actor.is_staff(StaffRoleName.REVIEWER) or actor.user_id in (need.author_id, need.submitted_by_id):
        return False
    return not accounts.belongs(actor, need.owner)


def may_decide(actor: Actor, need: Need) -> bool:
    """Approve, ask for changes, reject or give back: the reviewer who took it."""
    return may_review(actor, need) and need.reviewer_id == actor.user_id


def may_judge(actor: Actor, need: Need) -> bool:
    """Decide a complaint about it: a judge who did not write it, did not review it and does not belong to its owner."""
    if not actor.is_staff(StaffRoleName.JUDGE):
        return False
    if actor.user_id in (need.author_id, need.submitted_by_id, need.reviewer_id):
        return False
    return not accounts.belongs(actor, need.owner)


def may_withdraw(actor: Actor, need: Need) -> bool:
    if need.is_catalogue_record and actor.is_staff(StaffRoleName.CURATOR):
        return True
    return may_edit(actor, need)


def may_read_agency(actor: Actor, need: Need) -> bool:
    """Tier A, such as a budget that is not public: the owner's members, and the reviewer."""
    return accounts.is_member(actor, need.owner) or actor.is_staff(StaffRoleName.REVIEWER)


def may_read_budget(actor: Actor, need: Need) -> bool:
    return need.budget_public or may_read_agency(actor, need)
