"""Reading the complaint an action is about to change."""

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.moderation import rules
from marketplace.moderation.models import Complaint


def locked(complaint_id: int, *, actor: Actor) -> Complaint:
    """The complaint, locked until the transaction ends. Raises NotFound when unknown or invisible to the actor."""
    if not rules.visible_to(actor).filter(pk=complaint_id).exists():
        raise NotFound()
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("owner", "complainant_for", "ground")
    return rows.get(pk=complaint_id)
