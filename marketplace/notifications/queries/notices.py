"""Reads of one's own notices."""

from django.db.models import QuerySet

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.notifications import rules
from marketplace.notifications.models import Notice


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """One's notices, newest first."""
    return rules.visible_to(actor).order_by("-pk")


def unread_count(actor: Actor) -> int:
    """How many of them wait to be read."""
    return rules.visible_to(actor).filter(read_at=None).count()


def own_notice(notice_id: int, *, actor: Actor) -> Notice:
    """One of one's own notices. Raises NotFound for anybody else's."""
    found = rules.visible_to(actor).filter(pk=notice_id).first()
    if found is None:
        raise NotFound()
    return found
