"""Who may see and decide complaints. Nobody decides what they filed, wrote, own or reviewed."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.accounts import rules as accounts
from marketplace.accounts.models import Membership
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.permissions import CLOCK, SYSTEM, Actor, require_person
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import SERIOUS_GROUNDS, ComplaintState
from marketplace.notifications import subjects


def visible_to(actor: Actor) -> QuerySet[Complaint]:
    """One's own complaints; those against the own organisation or words, once graded; for staff all but theirs."""
    if actor in (SYSTEM, CLOCK):
        return Complaint.objects.all()
    if not actor.is_person:
        return Complaint.objects.none()
    seen = Q(complainant_id=actor.user_id) | (Q(graded_at__isnull=False, serious__isnull=False) & other_side(actor))
    if may_see_queue(actor):
        seen |= on_desk_of(actor)
    return Complaint.objects.filter(seen)


def other_side(actor: Actor) -> Q:
    """Complaints against the organisation acted for, or against words of one's own."""
    theirs = Q(author_id=actor.user_id)
    return theirs | Q(owner_id=actor.organisation_id) if actor.organisation_id is not None else theirs


def on_desk_of(actor: Actor) -> Q:
    """Neither about something of theirs nor by somebody beside them: who complains stays hidden from the other side."""
    person = require_person(actor)
    member = Membership.objects.filter(user_id=person, active=True, organisation_id=OuterRef("owner_id"))
    return Q(~Q(author_id=person), ~Exists(member))


def may_see_queue(actor: Actor) -> bool:
    return actor.is_staff(StaffRoleName.REVIEWER, StaffRoleName.JUDGE)


def is_impartial(actor: Actor, complaint: Complaint) -> bool:
    """On neither side: not the complainant, not the author, in neither organisation."""
    if actor.user_id in (complaint.complainant_id, complaint.author_id):
        return False
    sides = [side for side in (complaint.owner, complaint.complainant_for) if side is not None]
    return not any(accounts.belongs(actor, side) for side in sides)


def may_grade(actor: Actor, complaint: Complaint) -> bool:
    """Look first: a reviewer on neither side."""
    return actor.is_staff(StaffRoleName.REVIEWER) and is_impartial(actor, complaint)


def may_judge(actor: Actor, complaint: Complaint) -> bool:
    """Decide: a judge on neither side who neither looked first nor reviewed what the complaint is about."""
    if not actor.is_staff(StaffRoleName.JUDGE) or not is_impartial(actor, complaint):
        return False
    if actor.user_id == complaint.graded_by_id:
        return False
    return actor.user_id not in subjects.subject_of(complaint.subject_kind).reviewers(complaint.subject_id)


def may_confirm(actor: Actor, complaint: Complaint) -> bool:
    """Agree to a take-down as the second judge."""
    return may_judge(actor, complaint) and actor.user_id != complaint.proposed_by_id


def may_answer(actor: Actor, complaint: Complaint) -> bool:
    """The other side: an editor of the owner; the author where no organisation stands behind the words."""
    if complaint.owner is None:
        return actor.is_person and actor.user_id == complaint.author_id
    return accounts.is_member(actor, complaint.owner, Role.EDITOR)


def moves_for(actor: Actor, complaint: Complaint) -> list[str]:
    """Names of the moves that this reviewer or judge may make now, the first one first."""
    if complaint.state == ComplaintState.FILED and may_grade(actor, complaint):
        return [*(["serious"] if complaint.ground.code in SERIOUS_GROUNDS else []), "plain", "unfounded"]
    if complaint.state != ComplaintState.IN_REVIEW or not may_judge(actor, complaint):
        return []
    confirm = complaint.proposed_by_id is not None and may_confirm(actor, complaint)
    return [*(["confirm"] if confirm else []), "uphold", "dismiss", "ask"]


def may_withdraw(actor: Actor, complaint: Complaint) -> bool:
    return actor.is_person and actor.user_id == complaint.complainant_id


def may_file_against(actor: Actor, *, owner_id: int | None, author_id: int | None) -> bool:
    """Nobody complains of their own."""
    if actor.is_person and actor.user_id == author_id:
        return False
    return owner_id is None or actor.organisation_id != owner_id
