"""The list of one's own listings: how complete each is, what comes next and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from marketplace.common import clock
from marketplace.common.completeness import Progress
from marketplace.common.permissions import require_person
from marketplace.common.problems import NotFound
from marketplace.common.web.formatting import write_date
from marketplace.common.web.rows import Choice, Section
from marketplace.listings import queries, rules
from marketplace.listings.actions.life import RENEW_FROM_DAYS
from marketplace.listings.models import Listing
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import State
from marketplace.listings.web.asking import actor_of
from marketplace.listings.web.editor import pages_of
from marketplace.listings.web.moves import address_of

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next in words; no address where somebody else does it."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A listing in one's list."""

    listing: Listing
    url: str
    done: int
    total: int
    step: Step


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """All of the organisation acted for, by state."""
    actor = actor_of(request)
    require_person(actor)
    counts, wanted = queries.own_state_counts(actor=actor), request.GET.get("state", "")
    if wanted and wanted not in State.values:
        raise NotFound()
    rows = queries.with_content(queries.own_listings(actor=actor))
    shown = Paginator(rows.filter(state=wanted) if wanted else rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate(clock.now())
    context = {
        "section": "my",
        "rows": [own_row(listing, today=today) for listing in shown.object_list],
        "choices": _choices(counts, wanted),
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "wanted": wanted,
        "acting": actor.organisation_id is not None,
        "may_create": rules.may_create(actor),
    }
    return render(request, "listings/own/mine.html", context)


def own_row(listing: Listing, *, today: date) -> OwnRow:
    """Read the listing with `queries.with_content` first."""
    pages = pages_of(listing, snapshot(listing))
    step = next_step(listing, pages=pages, today=today)
    return OwnRow(listing, reverse("listings:own", args=[listing.public_id]), done_of(pages), len(pages), step)


def done_of(pages: Sequence[Section]) -> int:
    return sum(page.state == Progress.DONE for page in pages)


def next_step(listing: Listing, *, pages: Sequence[Section], today: date) -> Step:
    """Every listing shows what comes next, and who does it."""
    key, left = [listing.public_id], len(pages) - done_of(pages)
    match State(listing.state):
        case State.DRAFT if not left:
            return Step(_("Send for review"), reverse("listings:submit", args=key))
        case State.DRAFT:
            words = ngettext("%(count)s section to write", "%(count)s sections to write", left) % {"count": left}
            return Step(words, reverse("listings:edit", args=key))
        case State.CHANGES_REQUESTED:
            return Step(_("Repair what the reviewer named"), reverse("listings:own", args=key) + "#points")
        case State.SUBMITTED:
            return Step(_("A reviewer takes it"))
        case State.IN_REVIEW:
            return Step(_("The reviewer decides"))
        case State.PUBLISHED if not is_ending(listing, today):
            return Step(_("Valid until %(day)s") % {"day": write_date(listing.expires_on)})
        case State.PUBLISHED | State.EXPIRED:
            return Step(_("Confirm that it is still true"), address_of(listing, "renew"))
        case State.PAUSED:
            return Step(_("Bring it back"), address_of(listing, "resume"))
        case State.REJECTED:
            return Step(_("Take it back to draft"), address_of(listing, "revise"))
    return Step("")


def is_ending(listing: Listing, today: date) -> bool:
    """True once a renewal is possible."""
    return listing.expires_on is not None and (listing.expires_on - today).days <= RENEW_FROM_DAYS


def _choices(counts: dict[str, int], wanted: str) -> list[Choice]:
    address = reverse("listings:mine")
    everything = Choice(_("All"), address, current=not wanted, count=sum(counts.values()))
    states = [state for state in State if counts.get(state)]
    return [
        everything,
        *(Choice(str(state.label), f"{address}?state={state}", state == wanted, counts[state]) for state in states),
    ]
