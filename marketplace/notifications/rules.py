"""A notice is its recipient's and nobody else's."""

from django.db.models import QuerySet

from marketplace.common.permissions import Actor
from marketplace.notifications.models import Notice


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """One's own notices."""
    return Notice.objects.filter(recipient_id=actor.user_id) if actor.is_person else Notice.objects.none()
