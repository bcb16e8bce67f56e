"""Handing a listing in: what is missing, what will be public, and the refusal in place."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.common import clock
from marketplace.common.facts import Values
from marketplace.common.problems import Conflict, Invalid, TransitionRefused
from marketplace.listings import actions, queries, rules
from marketplace.listings.actions.checks import UnfiledDetail, check_publishable
from marketplace.listings.completeness import lacks_of
from marketplace.listings.fields import Section, fields_in
from marketplace.listings.models import Listing
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import LISTING
from marketplace.listings.web.asking import actor_of, editable
from marketplace.listings.web.editor import lack_address, pages_of
from marketplace.listings.web.page import page_of

SELF = "self"


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The look before sending. What the actions refuse is said here, in place."""
    listing = editable(request, public_id)
    LISTING.next(listing.state, "submit")
    if request.method == "GET":
        return _page(request, listing)
    try:
        _send(request, listing)
    except Invalid:
        return _page(request, listing, status=422)
    except TransitionRefused:
        raise
    except Conflict as problem:
        return _page(request, listing, refusal=problem, status=409)
    return HttpResponseRedirect(reverse("listings:own", args=[public_id]))


def _send(request: HttpRequest, listing: Listing) -> None:
    itself = request.POST.get("how") == SELF
    action: Callable[..., Listing] = actions.self_publish_listing if itself else actions.submit_listing
    action(listing_id=listing.pk, actor=actor_of(request), now=clock.now())
    done = _("Published; findable in a few seconds.") if itself else _("Sent for review. You are told the decision.")
    messages.success(request, done)


def _page(
    request: HttpRequest, listing: Listing, *, refusal: Conflict | None = None, status: int = 200
) -> HttpResponse:
    actor, values = actor_of(request), snapshot(listing)
    lacks = lacks_of(listing.kind, values)
    refusal = refusal or _unfiled(listing, values)
    context = {
        "section": "my",
        "listing": listing,
        "pages": pages_of(listing, values),
        "lacks": [(lack.detail, lack_address(listing, lack), Section(lack.section).label) for lack in lacks],
        "refusal": refusal,
        "unfiled": isinstance(refusal, UnfiledDetail) or values.get("unfiled_detail") is True,
        "rights_url": _rights_address(listing),
        "points": queries.open_points(listing, actor=actor).count(),
        "may_self_publish": rules.may_self_publish(actor, listing),
        "page": page_of(listing, today=timezone.localdate(clock.now())),
        "form_errors": status != 200,
    }
    return render(request, "listings/own/submit.html", context, status=status)


def _unfiled(listing: Listing, values: Values) -> Conflict | None:
    """The refusal that sending would meet, said before it is tried; lacks are named one by one beside it."""
    try:
        check_publishable(listing, values, on=timezone.localdate(clock.now()))
    except UnfiledDetail as problem:
        return problem
    except Invalid:
        return None
    return None


def _rights_address(listing: Listing) -> str:
    has = bool(fields_in(listing.kind, Section.RIGHTS))
    return reverse("listings:section", args=[listing.public_id, Section.RIGHTS]) if has else ""
