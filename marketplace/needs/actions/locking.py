"""Reading the need an action is about to change."""

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound, Stale
from marketplace.needs import rules
from marketplace.needs.models import Need


def locked(need_id: int, *, actor: Actor) -> Need:
    """The need, locked until the transaction ends. Raises NotFound when unknown or invisible to the actor.

    On SQLite the IMMEDIATE transaction is the lock.
    """
    if not rules.visible_to(actor).filter(pk=need_id).exists():
        raise NotFound()
    rows = Need.objects.select_for_update(of=("self",)).select_related("owner__country", "owner__province")
    return rows.get(pk=need_id)


def require_version(need: Need, expected_version: int, *, page: str = "") -> None:
    """Raises Stale unless the editor saw the present version; nothing is overwritten.

    What the same open `page` saved last is no clash: the answer to its autosave was still on the way.
    """
    if need.version != expected_version and not (page and need.saved_from == page):
        raise Stale()
