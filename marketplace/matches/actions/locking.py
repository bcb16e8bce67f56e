"""Reading the pair an action is about to change."""

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.matches import rules
from marketplace.matches.models import Match


def locked(match_id: int, *, actor: Actor) -> Match:
    """The pair with its sides, locked until the transaction ends. Raises NotFound when unknown or invisible.

    On SQLite the IMMEDIATE transaction is the lock.
    """
    if not rules.visible_to(actor).filter(pk=match_id).exists():
        raise NotFound()
    rows = Match.objects.select_for_update(of=("self",)).select_related("need__owner", "listing__owner")
    return rows.get(pk=match_id)


def locked_pair(*, need_id: int, listing_id: int) -> Match | None:
    """The row of a pair, locked; None where it was never proposed."""
    return Match.objects.select_for_update().filter(need_id=need_id, listing_id=listing_id).first()
