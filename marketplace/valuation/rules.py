"""Who may ask for an estimate and who may read one. Inputs are tier N: nobody outside the requesting organisation."""

from django.db.models import QuerySet

from marketplace.common.permissions import SYSTEM, Actor
from marketplace.listings import rules as listings
from marketplace.listings.models import Listing
from marketplace.valuation.models import Run


def may_request(actor: Actor, listing: Listing) -> bool:
    """An editor acting for the listing's owner."""
    return listings.may_edit(actor, listing)


def visible_to(actor: Actor) -> QuerySet[Run]:
    """Runs of the organisation acted for; of nobody else's, staff included."""
    if actor == SYSTEM:
        return Run.objects.all()
    if not actor.is_person or actor.organisation_id is None:
        return Run.objects.none()
    return Run.objects.filter(organisation_id=actor.organisation_id)
