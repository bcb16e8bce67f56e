"""What complaints add to the pages of others: the way to report, the state of what is off view, queues and duties."""

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from marketplace.common import clock
from marketplace.common.holds import has_hold
from marketplace.common.slots import Panel
from marketplace.moderation import queries, rules

DUE_SHOWN = 5


def report_link(request: HttpRequest, thing: Model) -> Panel | None:
    """The way to report it; not for its own owner. No query."""
    owner_id = thing.pk if thing._meta.model_name == "organisation" else getattr(thing, "owner_id", None)
    if request.actor.is_person and request.actor.organisation_id == owner_id:
        return None
    key = getattr(thing, "reference", None) or getattr(thing, "slug", "")
    return Panel("moderation/panels/report_link.html", {"kind": thing._meta.model_name, "key": key})


def off_view(request: HttpRequest, thing: Model) -> Panel | None:
    """To those who see it all the same: it is off view while a complaint is decided."""
    if not request.actor.is_person or not has_hold(thing, "complaint"):
        return None
    return Panel("moderation/panels/off_view.html")


def my_due(request: HttpRequest, _subject: object) -> Panel | None:
    """Complaints on which one's side is asked."""
    found = list(queries.waiting_for_answer(actor=request.actor)[:DUE_SHOWN])
    return Panel("moderation/panels/my_due.html", {"rows": found}) if found else None


def staff_queue(request: HttpRequest, _subject: object) -> Panel | None:
    """How many complaints wait, since when, how many are late."""
    if not rules.may_see_queue(request.actor):
        return None
    figures = queries.queue_figures(actor=request.actor, today=timezone.localdate(clock.now()))
    return Panel("moderation/panels/staff_queue.html", {"figures": figures})
