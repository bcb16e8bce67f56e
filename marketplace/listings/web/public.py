"""The page of a listing for everybody: one address per language, old ones lead to it, a withdrawn one says so."""

import hashlib

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from marketplace.accounts.queries.postings import Withdrawn
from marketplace.common import clock
from marketplace.common.facts import LANGUAGES
from marketplace.common.permissions import Actor
from marketplace.common.queries import current_site
from marketplace.common.web.formatting import in_language
from marketplace.common.web.head import NOINDEX, PageHead
from marketplace.common.web.middleware import PUBLIC_MAX_AGE_SECONDS
from marketplace.listings import queries, rules
from marketplace.listings.models import Listing
from marketplace.listings.projection import is_minimal
from marketplace.listings.states import IN_VIEW, TAKEN_DOWN, WithdrawReason
from marketplace.listings.states import State as Life
from marketplace.listings.web.asking import actor_of
from marketplace.listings.web.evidence import verifiable
from marketplace.listings.web.linked_data import linked_data
from marketplace.listings.web.page import page_of
from marketplace.listings.web.qr import qr_code
from marketplace.listings.web.rows import answers_within, initials, life_state

CLOSED = (Life.WITHDRAWN, Life.ARCHIVED)
SECTIONS = {"technology": "technologies", "ip_asset": "technologies", "service": "services"}


@require_safe
def page(request: HttpRequest, reference: str, slug: str = "") -> HttpResponse:
    """The listing. A wrong slug, kind or case answers 301, what was withdrawn 410 with its tombstone."""
    try:
        listing = queries.listing_page(reference, actor=actor_of(request))
    except Withdrawn as gone:
        return tombstone(request, gone.posting)
    if listing.state in CLOSED and listing.published_at is not None:
        return tombstone(request, listing)
    canonical = listing.get_absolute_url()
    if request.path != canonical:
        return HttpResponsePermanentRedirect(canonical)
    return _unless_known(request, render(request, "listings/page.html", public_context(request, listing)))


@require_GET
def short_address(request: HttpRequest, reference: str) -> HttpResponse:
    """`/r/<reference>`, for print and QR: leads on by the reader's language, for ever."""
    try:
        listing = queries.listing_page(reference, actor=actor_of(request))
    except Withdrawn as gone:
        return tombstone(request, gone.posting)
    response = HttpResponseRedirect(listing.get_absolute_url())
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def tombstone(request: HttpRequest, listing: Listing) -> HttpResponse:
    """410: reference, title, dates and the class of reason; its number is not used again."""
    reasons = {**dict(WithdrawReason.choices), TAKEN_DOWN: _("taken down after a complaint was upheld")}
    context = {
        "listing": listing,
        "reason": reasons.get(listing.state_reason, ""),
        "head": PageHead(title=in_language(listing, "title")[0], robots=NOINDEX),
        "section": SECTIONS[listing.kind],
    }
    return render(request, "listings/tombstone.html", context, status=410)


def public_context(request: HttpRequest, listing: Listing) -> dict[str, object]:
    """What everybody is shown; the same for guest and owner, but for the way to the owner's own page."""
    path = reverse("short-address", args=[listing.reference])
    short = request.build_absolute_uri(path)
    return {
        "listing": listing,
        "page": page_of(listing, today=timezone.localdate(clock.now())),
        "state": life_state(listing),
        "promise": answers_within(listing.response_days),
        "initials": "" if listing.owner_hidden else initials(listing.owner.short_name or listing.owner.name),
        "in_view": listing.state in IN_VIEW,
        "verifiable": verifiable(listing, actor=actor_of(request)),
        "own": _own_address(actor_of(request), listing),
        "head": _head(listing),
        "section": SECTIONS[listing.kind],
        "linked_data": _linked_data(request, listing) if listing.state in IN_VIEW else "",
        "short": short,
        "short_path": path,
        "qr": qr_code(short),
    }


def addresses_of(listing: Listing) -> dict[str, str]:
    """The one address in each language; slugs differ."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = listing.get_absolute_url()
    return found


def _head(listing: Listing) -> PageHead:
    summary = "" if is_minimal(listing) else in_language(listing, "summary")[0]
    public = listing.state in IN_VIEW
    return PageHead(
        title=in_language(listing, "title")[0],
        description=summary,
        canonical=listing.get_absolute_url(),
        robots="" if public else NOINDEX,
        alternates=addresses_of(listing),
        kind="article",
    )


def _linked_data(request: HttpRequest, listing: Listing) -> str:
    site = current_site()
    return linked_data(
        listing,
        address=request.build_absolute_uri(listing.get_absolute_url()),
        home=request.build_absolute_uri(reverse("common:home")),
        floor=site.name,
    )


def _own_address(actor: Actor, listing: Listing) -> str:
    """Where the owner's members work on it; nothing for others."""
    may = rules.may_edit(actor, listing)
    return reverse("listings:own", args=[listing.public_id]) if may else ""


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 for a guest who holds the same page; it is hashed as it is, so panels count too."""
    if actor_of(request).is_person or response.cookies:
        return response
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    if tag not in parse_etags(request.headers.get("If-None-Match", "")):
        return response
    unchanged = HttpResponseNotModified(
        headers={"ETag": tag, "Cache-Control": f"public, max-age={PUBLIC_MAX_AGE_SECONDS}"}
    )
    patch_vary_headers(unchanged, ["Accept-Language", "Cookie", "HX-Request"])
    return unchanged
