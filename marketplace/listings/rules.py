"""Who may see and do what with listings. The table of moves says what can happen, this says who may make it happen."""

from functools import cache

from django.db.models import Q, QuerySet

from marketplace.accounts import rules as accounts
from marketplace.accounts.models import Organisation
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.accounts.states import Verification as Standing
from marketplace.common.facts import Fact
from marketplace.common.holds import held_ids
from marketplace.common.permissions import CLOCK, SYSTEM, Actor
from marketplace.listings.fields import fields_of
from marketplace.listings.models import Listing, Revision
from marketplace.listings.states import IN_SEARCH, IN_VIEW, State


def in_search() -> Q:
    """Found by everybody: published, owner not suspended, no serious complaint open."""
    return Q(state__in=IN_SEARCH) & _undisturbed()


@cache
def findable() -> QuerySet[Listing]:
    """Listings in search: a part of what every actor may open. Built once, for every search reads its hits with it."""
    return Listing.objects.filter(in_search())


def in_view() -> Q:
    """Readable by everybody who has the address: in search, paused or expired."""
    return Q(state__in=IN_VIEW) & _undisturbed()


def _undisturbed() -> Q:
    return ~Q(owner__verification=Standing.SUSPENDED) & ~Q(pk__in=held_ids("listing", "complaint"))


def visible_to(actor: Actor) -> QuerySet[Listing]:
    """Listings that this actor may open: those in view, the own organisation's, and for reviewers all but drafts."""
    if actor in (SYSTEM, CLOCK):
        return Listing.objects.all()
    seen = in_view()
    if actor.organisation_id is not None:
        seen |= Q(owner_id=actor.organisation_id)
    if actor.is_staff(StaffRoleName.REVIEWER):
        seen |= ~Q(state=State.DRAFT)
    return Listing.objects.filter(seen)


def may_create(actor: Actor) -> bool:
    return actor.email_confirmed and actor.organisation_id is not None and actor.has_role(Role.EDITOR)


def may_edit(actor: Actor, listing: Listing) -> bool:
    """Write the text and make the owner's moves: an editor acting for the owner, unless it is suspended."""
    return accounts.is_member(actor, listing.owner, Role.EDITOR) and not listing.owner.is_suspended


def may_self_publish(actor: Actor, listing: Listing) -> bool:
    return may_edit(actor, listing) and listing.owner.is_verified and listing.owner.self_publish


def may_see_queue(actor: Actor) -> bool:
    return actor.is_staff(StaffRoleName.REVIEWER)


def may_review(actor: Actor, listing: Listing) -> bool:
    """A reviewer who wrote nothing of it and does not belong to its owner."""
    if not actor.is_staff(StaffRoleName.REVIEWER) or listing.author_id == actor.user_id:
        return False
    wrote = Revision.objects.filter(listing=listing, author_id=actor.user_id).exists()
    return not wrote and not accounts.belongs(actor, listing.owner)


def may_decide(actor: Actor, listing: Listing) -> bool:
    """Approve, ask for changes, reject or give back: the reviewer who took it."""
    return may_review(actor, listing) and listing.reviewer_id == actor.user_id


def may_see_documents(actor: Actor, listing: Listing) -> bool:
    """Say that a document shows what it should: a reviewer or verifier, nobody about their own."""
    if not actor.is_staff(StaffRoleName.REVIEWER) and not actor.is_staff(StaffRoleName.VERIFIER):
        return False
    return listing.author_id != actor.user_id and not accounts.belongs(actor, listing.owner)


def may_contest(actor: Actor, listing: Listing) -> bool:
    return actor == SYSTEM or (actor.is_staff(StaffRoleName.REVIEWER) and may_see_documents(actor, listing))


def may_see_contested(actor: Actor) -> bool:
    """Open the desk where contested documents are decided."""
    return actor.is_staff(StaffRoleName.JUDGE)


def may_judge_evidence(actor: Actor, listing: Listing) -> bool:
    """A judge who neither wrote nor reviewed the listing and belongs to nobody's side of it."""
    if not actor.is_staff(StaffRoleName.JUDGE) or actor.user_id in (listing.author_id, listing.reviewer_id):
        return False
    return not accounts.belongs(actor, listing.owner)


def may_judge(actor: Actor, listing: Listing) -> bool:
    """Decide a complaint about it: a judge who did not write it, did not review it and does not belong to its owner."""
    if not actor.is_staff(StaffRoleName.JUDGE) or actor.user_id in (listing.author_id, listing.reviewer_id):
        return False
    took_part = Q(author_id=actor.user_id) | Q(decided_by_id=actor.user_id)
    return not Revision.objects.filter(took_part, listing=listing).exists() and not accounts.belongs(
        actor, listing.owner
    )


def may_verify(actor: Actor, listing: Listing) -> bool:
    """Confirm as a third party: an editor of a verified intermediary that has no part in the listing.

    Whether a certificate of theirs covers it says `queries.covering_certificates`.
    """
    body = actor.organisation_id
    if body is None or not may_create(actor) or body == listing.owner_id or accounts.belongs(actor, listing.owner):
        return False
    return Organisation.objects.filter(pk=body, kind__code="intermediary", verification=Standing.VERIFIED).exists()


def may_withdraw(actor: Actor, listing: Listing) -> bool:
    if listing.is_catalogue_record and actor.is_staff(StaffRoleName.CURATOR):
        return True
    return may_edit(actor, listing)


def may_read_registered(actor: Actor) -> bool:
    """Tier R: a signed-in person with a confirmed address."""
    return actor.is_person and actor.email_confirmed


def may_read_confidential(actor: Actor, listing: Listing) -> bool:
    """Tier N: the owner's members; live grants come with disclosure."""
    return accounts.is_member(actor, listing.owner)


def may_read_agency(actor: Actor, listing: Listing) -> bool:
    """Tier A: the owner's members, and the reviewer."""
    return accounts.is_member(actor, listing.owner) or actor.is_staff(StaffRoleName.REVIEWER)


def readable_facts(actor: Actor, listing: Listing) -> dict[str, Fact]:
    """The facts of this listing whose tier the actor reads; no duty at the agency reads tier N."""
    may = {
        "P": True,
        "R": may_read_registered(actor),
        "N": may_read_confidential(actor, listing),
        "A": may_read_agency(actor, listing),
    }
    return {name: fact for name, fact in fields_of(listing.kind).items() if may[fact.tier]}
