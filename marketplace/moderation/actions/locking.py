"""Reading the complaint an action is about to change."""

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound, Stale
from marketplace.moderation import rules
from marketplace.moderation.models import Complaint


def locked(complaint_id: int, *, actor: Actor, expected_version: int | None = None) -> Complaint:
    """The complaint, locked until the transaction ends. `expected_version` is what the actor saw.

    Raises NotFound when unknown or invisible to the actor, Stale when it has another version.
    """
    if not rules.visible_to(actor).filter(pk=complaint_id).exists():
        raise NotFound()
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("owner", "complainant_for", "ground")
    found = rows.get(pk=complaint_id)
    if expected_version is not None and expected_version != found.version:
        raise Stale()
    return found
