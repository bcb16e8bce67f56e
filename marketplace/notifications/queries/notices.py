"""Reads of one's own notices."""

from django.db.models import Count, Q, QuerySet

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.notifications import rules
from marketplace.notifications.models import Notice


def notices_of(actor: Actor, *, category: str = "") -> QuerySet[Notice]:
    """One's notices, newest first; of one category where it is named."""
    rows = rules.visible_to(actor).order_by("-pk")
    return rows.filter(category=category) if category else rows


def notice_counts(actor: Actor) -> dict[str, tuple[int, int]]:
    """Category → how many, and how many of them unread; categories without any are left out."""
    rows = rules.visible_to(actor).values("category")
    counted = rows.annotate(told=Count("pk"), waiting=Count("pk", filter=Q(read_at=None))).order_by("category")
    return {row["category"]: (row["told"], row["waiting"]) for row in counted}


def unread_count(actor: Actor) -> int:
    """How many of them wait to be read."""
    return rules.visible_to(actor).filter(read_at=None).count()


def own_notice(notice_id: int, *, actor: Actor) -> Notice:
    """One of one's own notices. Raises NotFound for anybody else's."""
    found = rules.visible_to(actor).filter(pk=notice_id).first()
    if found is None:
        raise NotFound()
    return found
