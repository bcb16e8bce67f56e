"""What listings show on pages of lower apps: newest on home, what is due and own on My work, the queue for staff."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organisation
from marketplace.accounts.queries.postings import QueueFigures
from marketplace.common import clock
from marketplace.common.slots import Panel
from marketplace.listings import queries, rules
from marketplace.listings.actions.life import RENEW_FROM_DAYS
from marketplace.listings.models import Listing
from marketplace.listings.states import State as Life
from marketplace.listings.web.asking import actor_of
from marketplace.listings.web.mine import Step
from marketplace.listings.web.moves import address_of
from marketplace.listings.web.reviewing import waiting_state
from marketplace.listings.web.rows import figures_evidence, list_row, price_words, readiness_words

NEW_SHOWN = 3
OWN_SHOWN = 6
DUE_SHOWN = 8
OFFERS_SHOWN = 20
LEFT_BEHIND_SHOWN = 10


def home_new(request: HttpRequest, site: object) -> Panel | None:
    """The newest listings that state figures; nothing on a floor that has none."""
    listings = queries.newest_with_figures(limit=NEW_SHOWN)
    if not listings:
        return None
    cards = [
        {
            "listing": listing,
            "readiness": readiness_words(listing),
            "evidence": figures_evidence(listing),
            "price": price_words(listing),
        }
        for listing in listings
    ]
    return Panel("listings/panels/home_new.html", {"cards": cards})


def my_due(request: HttpRequest, subject: object) -> Panel | None:
    """What waits for the owner: repairs that a reviewer asked for, listings about to run out."""
    actor = actor_of(request)
    today = timezone.localdate(clock.now())
    waiting = queries.waiting_for_owner(actor=actor, by=today + timedelta(days=RENEW_FROM_DAYS))
    rows = [{"listing": listing, "step": _due_step(listing)} for listing in waiting[:DUE_SHOWN]]
    return Panel("listings/panels/my_due.html", {"rows": rows, "today": today}) if rows else None


def my_own(request: HttpRequest, subject: object) -> Panel | None:
    """The newest of one's own listings with their state; the first step where there is none."""
    actor = actor_of(request)
    if actor.organisation_id is None:
        return None
    listings = list(queries.own_listings(actor=actor)[: OWN_SHOWN + 1])
    context = {
        "listings": listings[:OWN_SHOWN],
        "more": len(listings) > OWN_SHOWN,
        "may_create": rules.may_create(actor),
    }
    return Panel("listings/panels/my_own.html", context)


def staff_queue(request: HttpRequest, subject: object) -> Panel | None:
    """How many listings and changes wait, and since when the oldest does."""
    actor = actor_of(request)
    if not rules.may_see_queue(actor):
        return None
    waiting = queries.reviewable_figures(actor=actor)
    changes = queries.reviewable_change_figures(actor=actor)
    rows = [
        _queue_row(_("Listings to review"), reverse("listings:queue"), waiting),
        _queue_row(_("Changes of public listings"), reverse("listings:changes"), changes),
    ]
    return Panel("listings/panels/staff_queue.html", {"rows": rows})


def staff_contested(request: HttpRequest, subject: object) -> Panel | None:
    """Contested documents that this judge may decide, and since when the oldest waits."""
    actor = actor_of(request)
    if not rules.may_see_contested(actor):
        return None
    waiting = queries.contested_evidence(actor=actor)
    figures = QueueFigures(len(waiting), waiting[0].state_since if waiting else None)
    row = _queue_row(_("Contested documents"), reverse("listings:contested"), figures)
    return Panel("listings/panels/staff_queue.html", {"rows": [row]})


def organisation_offers(request: HttpRequest, organisation: object) -> Panel | None:
    """What an organisation offers; a hidden owner's listings are not among them."""
    if not isinstance(organisation, Organisation):
        return None
    listings = queries.offers_of(organisation, limit=OFFERS_SHOWN)
    rows = [list_row(listing) for listing in listings]
    return Panel("listings/panels/organisation_offers.html", {"rows": rows}) if rows else None


def _due_step(listing: Listing) -> Step:
    if listing.state == Life.CHANGES_REQUESTED:
        return Step(_("Repair"), reverse("listings:own", args=[listing.public_id]) + "#points")
    return Step(_("Confirm that it is still true"), address_of(listing, "renew"))


def _queue_row(label: str, url: str, figures: QueueFigures) -> dict[str, object]:
    today = timezone.localdate(clock.now())
    waiting = waiting_state((today - timezone.localdate(figures.oldest)).days) if figures.oldest else None
    return {"label": label, "url": url, "count": figures.waiting, "since": figures.oldest, "waiting": waiting}


def organisation_leavers(request: HttpRequest, _organisation: object) -> Panel | None:
    """What people who left had written, and who answers for it now; for administrators of the organisation."""
    rows = [
        {"thing": one, "url": reverse("listings:own", args=[one.public_id])}
        for one in queries.left_behind(actor=actor_of(request))[:LEFT_BEHIND_SHOWN]
    ]
    title = _("Listings of people who left")
    return Panel("accounts/panels/leavers.html", {"title": title, "rows": rows}) if rows else None
