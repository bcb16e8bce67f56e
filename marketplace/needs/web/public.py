"""The page of a need for everybody: one address per language, old ones lead to it, a withdrawn one says so."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from marketplace.accounts.queries.postings import Withdrawn
from marketplace.common import clock
from marketplace.common.facts import LANGUAGES
from marketplace.common.queries import current_site
from marketplace.common.web.formatting import in_language
from marketplace.common.web.head import NOINDEX, PageHead
from marketplace.common.web.rows import Crumb
from marketplace.needs import queries, rules
from marketplace.needs.models import Need
from marketplace.needs.states import IN_VIEW, TAKEN_DOWN, State, WithdrawReason
from marketplace.needs.web.asking import actor_of
from marketplace.needs.web.linked_data import linked_data
from marketplace.needs.web.page import page_of
from marketplace.taxonomy.queries import UnknownCode, label

CLOSED = (State.WITHDRAWN, State.ARCHIVED)


@require_safe
def page(request: HttpRequest, reference: str, slug: str = "") -> HttpResponse:
    """The need. A wrong slug or case answers 301, what was withdrawn 410 with its tombstone."""
    try:
        need = queries.need_page(reference, actor=actor_of(request))
    except Withdrawn as gone:
        return tombstone(request, gone.posting)
    if need.state in CLOSED and need.published_at is not None:
        return tombstone(request, need)
    canonical = need.get_absolute_url()
    if request.path != canonical:
        return HttpResponsePermanentRedirect(canonical)
    return render(request, "needs/page.html", _context(request, need))


@require_GET
def short_address(request: HttpRequest, reference: str) -> HttpResponse:
    """`/r/<reference>`, for print and QR: leads on by the reader's language, for ever."""
    try:
        need = queries.need_page(reference, actor=actor_of(request))
    except Withdrawn as gone:
        return tombstone(request, gone.posting)
    response = HttpResponseRedirect(need.get_absolute_url())
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def tombstone(request: HttpRequest, need: Need) -> HttpResponse:
    """410: reference, title, dates and the class of reason; its number is not used again."""
    context = {
        "need": need,
        "reason": closing_words(need),
        "head": PageHead(title=in_language(need, "title")[0], robots=NOINDEX),
        "section": "needs",
    }
    return render(request, "needs/tombstone.html", context, status=410)


def closing_words(need: Need) -> str:
    """Why a need was withdrawn or closed, in the words of its list."""
    if need.state_reason == TAKEN_DOWN:
        return _("taken down after a complaint was upheld")
    if need.state_reason in WithdrawReason.values:
        return str(WithdrawReason(need.state_reason).label)
    try:
        return label("need_unmet", need.state_reason) if need.state_reason else ""
    except UnknownCode:
        return ""


def addresses_of(need: Need) -> dict[str, str]:
    """The one address in each language; slugs differ."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = need.get_absolute_url()
    return found


def _context(request: HttpRequest, need: Need) -> dict[str, object]:
    actor, in_view = actor_of(request), need.state in IN_VIEW
    own = reverse("needs:own", args=[need.public_id]) if rules.may_edit(actor, need) else ""
    return {
        "need": need,
        "page": page_of(need, actor=actor, today=timezone.localdate(clock.now())),
        "closing": closing_words(need) if need.state == State.CLOSED_UNMET else "",
        "in_view": in_view,
        "own": own,
        "crumbs": _crumbs(need),
        "head": _head(need, in_view=in_view),
        "section": "needs",
        "linked_data": _linked_data(request, need) if in_view else "",
    }


def _crumbs(need: Need) -> list[Crumb]:
    search = reverse("search:search")
    return [
        Crumb(_("Floor"), reverse("common:home")),
        Crumb(_("Needs"), f"{search}?kind=need"),
        Crumb(need.reference or ""),
    ]


def _head(need: Need, *, in_view: bool) -> PageHead:
    return PageHead(
        title=in_language(need, "title")[0],
        description=need.summary,
        canonical=need.get_absolute_url(),
        robots="" if in_view else NOINDEX,
        alternates=addresses_of(need),
        kind="article",
    )


def _linked_data(request: HttpRequest, need: Need) -> str:
    return linked_data(
        need,
        address=request.build_absolute_uri(need.get_absolute_url()),
        home=request.build_absolute_uri(reverse("common:home")),
        floor=current_site().name,
    )
