"""Reading the need an action is about to change."""

from marketplace.accounts.actions.guards import locked_among
from marketplace.common.permissions import Actor
from marketplace.needs import rules
from marketplace.needs.models import Need


def locked(need_id: int, *, actor: Actor) -> Need:
    """The need, locked until the transaction ends. Raises NotFound when unknown or invisible to the actor."""
    return locked_among(rules.visible_to(actor), need_id)
