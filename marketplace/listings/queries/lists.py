"""Listings in lists: what everybody finds, and what an organisation offers."""

from django.db.models import Exists, OuterRef, QuerySet

from marketplace.accounts.models import Organisation
from marketplace.common.permissions import Actor
from marketplace.listings import projection, rules
from marketplace.listings.models import Claim, Listing


def rows_in_search() -> QuerySet[Listing]:
    """Listings that everybody finds, with what a row of a list shows."""
    rows = Listing.objects.filter(rules.in_search()).select_related("owner", "price_mode", "source")
    return projection.marked(rows)


def rows_of(actor: Actor) -> QuerySet[Listing]:
    """As `rows_in_search`, of the organisation acted for, in every state."""
    return Listing.objects.filter(owner_id=actor.organisation_id).select_related("owner", "price_mode", "source")


def listings_of(organisation_id: int, *, actor: Actor) -> QuerySet[Listing]:
    """An organisation's listings that the actor may see, newest change first; a hidden owner's only to its members."""
    rows = (
        rules.visible_to(actor)
        .filter(owner_id=organisation_id)
        .select_related("price_mode", "technology__trl_declared")
    )
    if actor.organisation_id != organisation_id and not actor.is_staff():
        rows = rows.filter(owner_hidden=False).filter(rules.in_view())
    return rows.order_by("-updated_at", "-pk")


def newest_in_search(*, limit: int) -> list[Listing]:
    """The last publications, for everybody."""
    rows = Listing.objects.filter(rules.in_search()).select_related("owner", "price_mode", "technology__trl_declared")
    return list(rows.order_by("-published_at", "-pk")[:limit])


def newest_with_figures(*, limit: int) -> list[Listing]:
    """The last publications of the floor's own members that state figures, with their claims."""
    stated = Exists(Claim.objects.filter(listing=OuterRef("pk")))
    rows = Listing.objects.filter(rules.in_search(), stated, source=None)
    rows = rows.select_related("owner__province", "price_mode", "technology__trl_declared", "technology__trl_assessed")
    return list(rows.prefetch_related("claims").order_by("-published_at", "-pk")[:limit])


def publications_of(organisation: Organisation, *, limit: int) -> list[Listing]:
    """What everybody finds of this organisation; nothing whose owner is hidden."""
    rows = Listing.objects.filter(rules.in_search(), owner=organisation, owner_hidden=False)
    return list(rows.select_related("price_mode", "technology__trl_declared").order_by("-published_at", "-pk")[:limit])


def offers_of(organisation: Organisation, *, limit: int) -> list[Listing]:
    """What everybody finds of this organisation, with what a list row reads; nothing whose owner is hidden."""
    rows = Listing.objects.filter(rules.in_search(), owner=organisation, owner_hidden=False)
    rows = rows.select_related("price_mode", "technology__trl_declared", "technology__trl_assessed")
    return list(rows.prefetch_related("rights").order_by("-published_at", "-pk")[:limit])
