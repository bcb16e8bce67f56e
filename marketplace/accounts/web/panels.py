"""What accounts shows on pages of the kernel: the account menu of the shell, and the first step of a newcomer."""

from datetime import datetime

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts import queries
from marketplace.accounts.queries import chosen_membership
from marketplace.accounts.states import StaffRoleName
from marketplace.accounts.web.verifying import waiting_state
from marketplace.common import clock
from marketplace.common.slots import Panel

REQUESTS_SHOWN = 8


def shell_account(request: HttpRequest, _subject: object) -> Panel | None:
    """Who is signed in, for whom they act, and the switch. No query: the middleware has read it."""
    if not request.actor.is_person:
        return None
    current = chosen_membership(request.memberships, organisation_id=request.actor.organisation_id)
    context: dict[str, object] = {
        "person": str(request.user),
        "organisation": str(current.organisation) if current else "",
        "organisations": [
            {"id": one.organisation_id, "name": str(one.organisation), "current": one == current}
            for one in request.memberships
        ],
        "act_for_url": reverse("accounts:act_for"),
        "my_url": reverse("common:my"),
        "account_url": reverse("accounts:account"),
        "logout_url": reverse("account_logout"),
        "role": current.get_role_display() if current else "",
    }
    return Panel("components/_account.html", context)


def my_first_step(request: HttpRequest, _subject: object) -> Panel | None:
    """Whoever belongs to no organisation can neither offer nor ask: that comes first."""
    if not request.actor.is_person or request.actor.organisation_id is not None:
        return None
    return Panel("accounts/panels/first_step.html")


def my_invitations(request: HttpRequest, _subject: object) -> Panel | None:
    """Organisations that ask the reader in."""
    invitations = queries.invitations_to(actor=request.actor, now=clock.now())
    return Panel("accounts/panels/invited.html", {"invitations": invitations}) if invitations else None


def my_requests(request: HttpRequest, _subject: object) -> Panel | None:
    """People who wait for an administrator of the organisation acted for."""
    waiting = list(queries.waiting_for_head(actor=request.actor)[:REQUESTS_SHOWN])
    return Panel("accounts/panels/requests.html", {"requests": waiting}) if waiting else None


def staff_queue(request: HttpRequest, _subject: object) -> Panel | None:
    """How many organisations and requests wait for this duty, and since when the oldest does."""
    actor, now = request.actor, clock.now()
    rows = []
    desk = reverse("accounts:verification_queue")
    if actor.is_staff(StaffRoleName.VERIFIER):
        figures = queries.verifier_figures(actor=actor, today=timezone.localdate(now))
        rows.append(_line(_("Organisations to verify"), desk, figures.to_check, since=figures.oldest))
        rows.append(_line(_("Verifications to check again"), f"{desk}?list=renew", figures.to_renew, since=None))
    if actor.is_staff(StaffRoleName.OPERATOR):
        late = queries.late_join_requests(actor=actor, today=timezone.localdate(now))
        waiting = late.aggregate(count=Count("pk"), since=Min("created_at"))
        address = reverse("accounts:late_requests")
        rows.append(_line(_("Requests to join without an answer"), address, waiting["count"], since=waiting["since"]))
    return Panel("accounts/panels/staff_queue.html", {"rows": rows}) if rows else None


def _line(label: str, url: str, count: int, *, since: datetime | None) -> dict[str, object]:
    waiting = waiting_state(since, now=clock.now()) if since else None
    return {"label": label, "url": url, "count": count, "since": since, "waiting": waiting}


def my_terms(request: HttpRequest, _subject: object) -> Panel | None:
    """A text that waits to be accepted stands before everything else: until then nothing can be changed."""
    waiting = queries.terms_to_accept(actor=request.actor, now=clock.now())
    return Panel("accounts/panels/terms.html", {"waiting": waiting}) if waiting else None
