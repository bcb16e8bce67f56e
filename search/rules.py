"""Who may see and do what with saved searches: their holders, and nobody else."""

from django.db.models import QuerySet

from marketplace.common.permissions import Actor
from search.models import SavedSearch


def visible_to(actor: Actor) -> QuerySet[SavedSearch]:
    """The actor's own saved searches."""
    if actor.user_id is None:
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(user_id=actor.user_id)


def may_save(actor: Actor) -> bool:
    """A signed-in person with a confirmed address."""
    return actor.is_person and actor.email_confirmed
