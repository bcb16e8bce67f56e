"""Reading the listing an action is about to change."""

from marketplace.accounts.actions.guards import locked_among
from marketplace.common.permissions import Actor
from marketplace.listings import rules
from marketplace.listings.models import Listing


def locked(listing_id: int, *, actor: Actor) -> Listing:
    """The listing, locked until the transaction ends. Raises NotFound when unknown or invisible to the actor."""
    return locked_among(rules.visible_to(actor), listing_id)
