"""Who asks, and about which listing of their own: what every private view begins with."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.common.permissions import ANONYMOUS, Actor, require, require_person
from marketplace.listings import queries, rules
from marketplace.listings.models import Listing


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware set."""
    return getattr(request, "actor", ANONYMOUS)


def own(request: HttpRequest, public_id: str) -> Listing:
    """The listing for those who may read all of it. Raises LoginNeeded, NotFound."""
    require_person(actor_of(request))
    return queries.own_listing(public_id, actor=actor_of(request))


def editable(request: HttpRequest, public_id: str) -> Listing:
    """The listing for those who may write it. Raises LoginNeeded, NotFound, NotAllowed."""
    listing = own(request, public_id)
    require(rules.may_edit(actor_of(request), listing), detail=_("An editor of the owner may do this."))
    return listing
