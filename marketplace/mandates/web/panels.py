"""What mandates show on pages of others: messages to pass on, and who writes for whom."""

from typing import Any

from django.http import HttpRequest

from marketplace.common.slots import Panel
from marketplace.mandates import queries, rules


def my_due(request: HttpRequest, _subject: object) -> Panel | None:
    """Calls and letters that the agency owes the people it helps."""
    if not request.actor.is_person or request.actor.organisation_id is None:
        return None
    waiting = queries.waiting_count(request.actor)
    return Panel("mandates/panels/my_due.html", {"waiting": waiting}) if waiting else None


def staff_queue(request: HttpRequest, _subject: object) -> Panel | None:
    """The way to assisted entry, for editors of the agency."""
    if not request.actor.is_person or not rules.may_assist(request.actor):
        return None
    return Panel("mandates/panels/staff_queue.html", {"waiting": queries.waiting_count(request.actor)})


def represented(request: HttpRequest, thing: Any) -> Panel | None:
    """On what was written for somebody: by whom, and on what consent. Nothing where the owner is hidden."""
    if getattr(thing, "owner_hidden", False) or getattr(thing, "is_anonymous", False):
        return None
    found = queries.representative_of(thing.owner_id)
    return Panel("mandates/panels/represented.html", {"representative": found}) if found else None
