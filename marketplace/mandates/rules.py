"""Who may help whom, and who reads what was agreed."""

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Organisation
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.permissions import CLOCK, Actor
from marketplace.mandates.models import Mandate
from marketplace.mandates.states import State

AGENCY = "agency"  # Code of org_kind whose members may help.


def agency_of(actor: Actor) -> int | None:
    """The agency's organisation that the person works for, also while acting for a client of it; else nothing."""
    own = actor.through or actor.organisation_id
    if own is None or not actor.has_role(Role.EDITOR) or not actor.email_confirmed:
        return None
    return own if Organisation.objects.filter(pk=own, kind__code=AGENCY).exists() else None


def visible_to(actor: Actor) -> QuerySet[Mandate]:
    """Mandates that the agency's editors hold, those of one's own organisation, and all of them for the operator."""
    if actor.is_staff(StaffRoleName.OPERATOR) or actor == CLOCK:
        return Mandate.objects.all()
    if not actor.is_person or actor.organisation_id is None:
        return Mandate.objects.none()
    seen = Q(client=actor.organisation_id) if actor.through is None else Q(pk__in=[])
    agency = agency_of(actor)
    return Mandate.objects.filter(seen | Q(intermediary=agency) if agency is not None else seen)


def may_assist(actor: Actor) -> bool:
    return agency_of(actor) is not None


def may_act(actor: Actor, mandate: Mandate) -> bool:
    """Pass messages on, print a code, end it: an editor of the agency that holds it, while it is in force."""
    return mandate.state == State.ACTIVE and agency_of(actor) == mandate.intermediary_id


def may_take_over(actor: Actor) -> bool:
    """Whoever holds the printed code, with an own account."""
    return actor.is_person and actor.email_confirmed and actor.through is None
