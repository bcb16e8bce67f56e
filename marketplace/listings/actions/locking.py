"""Reading the listing an action is about to change."""

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound, Stale
from marketplace.listings import rules
from marketplace.listings.models import Listing


def locked(listing_id: int, *, actor: Actor) -> Listing:
    """The listing, locked until the transaction ends. Raises NotFound when unknown or invisible to the actor.

    On SQLite the IMMEDIATE transaction is the lock.
    """
    if not rules.visible_to(actor).filter(pk=listing_id).exists():
        raise NotFound()
    rows = Listing.objects.select_for_update(of=("self",)).select_related("owner__country", "owner__province")
    return rows.get(pk=listing_id)


def require_version(listing: Listing, expected_version: int, *, page: str = "") -> None:
    """Raises Stale unless the editor saw the present version; nothing is overwritten.

    What the same open `page` saved last is no clash: the answer to its autosave was still on the way.
    """
    if listing.version != expected_version and not (page and listing.saved_from == page):
        raise Stale()
