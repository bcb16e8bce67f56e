"""What needs show on pages of lower apps: the home page, my work, the staff's start, an organisation's page."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organisation
from marketplace.common import clock
from marketplace.common.slots import Panel
from marketplace.needs import queries, rules
from marketplace.needs.states import State
from marketplace.needs.web.asking import actor_of
from marketplace.needs.web.rows import list_row

HOME_NEEDS = 4
ORGANISATION_NEEDS = 10
OWN_NEEDS = 10
DUE_NEEDS = 5
LEFT_BEHIND_NEEDS = 10
DUE_WITHIN_DAYS = 14  # An open need asks for a decision this long before its last day.


def home_needs(request: HttpRequest, _subject: object) -> Panel | None:
    """Open needs, the nearest deadline first."""
    today = _today()
    needs = queries.open_by_deadline(limit=HOME_NEEDS, on=today)
    if not needs:
        return None
    address = f"{reverse('search:search')}?kind=need"
    return Panel("needs/panels/home_needs.html", {"rows": _rows(needs, today), "all_url": address})


def organisation_offers(request: HttpRequest, subject: object) -> Panel | None:
    """What an organisation asks for under its own name."""
    if not isinstance(subject, Organisation):
        return None
    needs = queries.public_needs_of(subject, limit=ORGANISATION_NEEDS)
    return Panel("needs/panels/organisation_offers.html", {"rows": _rows(needs, _today())}) if needs else None


def my_own(request: HttpRequest, _subject: object) -> Panel | None:
    """The needs of the organisation acted for."""
    actor = actor_of(request)
    if actor.organisation_id is None:
        return None
    needs = list(queries.own_needs(actor=actor)[: OWN_NEEDS + 1])
    context = {
        "needs": needs[:OWN_NEEDS],
        "more": len(needs) > OWN_NEEDS,
        "may_create": rules.may_create(actor),
    }
    return Panel("needs/panels/my_own.html", context)


def my_due(request: HttpRequest, _subject: object) -> Panel | None:
    """Own needs that wait for their owner: returned by a reviewer, or near their last day."""
    actor = actor_of(request)
    if actor.organisation_id is None or not rules.may_create(actor):
        return None
    today = _today()
    needs = list(queries.waiting_for_owner(actor=actor, by=today + timedelta(days=DUE_WITHIN_DAYS))[:DUE_NEEDS])
    return Panel("needs/panels/my_due.html", {"needs": needs, "returned": State.CHANGES_REQUESTED}) if needs else None


def staff_queue(request: HttpRequest, _subject: object) -> Panel | None:
    """How many needs wait for a decision, and since when."""
    actor = actor_of(request)
    if not rules.may_see_queue(actor):
        return None
    figures = queries.queue_figures(actor=actor)
    return Panel("needs/panels/staff_queue.html", {"figures": figures, "days": _days_since(figures.oldest)})


def _rows(needs: list, today: date) -> list:
    return [list_row(need, today=today) for need in needs]


def _today() -> date:
    return timezone.localdate(clock.now())


def _days_since(moment: datetime | None) -> int:
    return 0 if moment is None else (clock.now() - moment).days


def organisation_leavers(request: HttpRequest, _organisation: object) -> Panel | None:
    """What people who left had written, and who answers for it now; for administrators of the organisation."""
    rows = [
        {"thing": one, "url": reverse("needs:own", args=[one.public_id])}
        for one in queries.left_behind(actor=actor_of(request))[:LEFT_BEHIND_NEEDS]
    ]
    title = _("Needs of people who left")
    return Panel("accounts/panels/leavers.html", {"title": title, "rows": rows}) if rows else None
