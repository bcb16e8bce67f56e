"""Who asks, and about which need of their own: what every private view begins with."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.common.permissions import ANONYMOUS, Actor, require, require_person
from marketplace.needs import queries, rules
from marketplace.needs.models import Need


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware set."""
    return getattr(request, "actor", ANONYMOUS)


def own(request: HttpRequest, public_id: str) -> Need:
    """The need for those who may read all of it. Raises LoginNeeded, NotFound."""
    require_person(actor_of(request))
    return queries.own_need(public_id, actor=actor_of(request))


def editable(request: HttpRequest, public_id: str) -> Need:
    """The need for those who may write it. Raises LoginNeeded, NotFound, NotAllowed."""
    need = own(request, public_id)
    require(rules.may_edit(actor_of(request), need), detail=_("An editor of the owner may do this."))
    return need
