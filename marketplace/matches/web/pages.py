"""One's matches: the list, one pair with everything that explains it, and the answers."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.common import clock, limits
from marketplace.common.permissions import ANONYMOUS, Actor, require, require_person
from marketplace.common.problems import Invalid, NotFound
from marketplace.common.web.middleware import is_htmx
from marketplace.common.web.rows import Choice
from marketplace.matches import actions, queries, rules
from marketplace.matches.actions.contacting import contact_of
from marketplace.matches.explanation import Band
from marketplace.matches.models import Match
from marketplace.matches.queries import Group
from marketplace.matches.states import REASONS, Side, State
from marketplace.matches.web.cards import Card, card_of
from marketplace.matches.web.seeing import remember
from marketplace.matches.web.words import BANDS
from marketplace.taxonomy.queries import choices

GROUP_WORDS = {
    Group.ANSWER: lambda: _("To answer"),
    Group.WAITING: lambda: _("Waiting for the other side"),
    Group.MET: lambda: _("Introduced"),
    Group.OVER: lambda: pgettext("matches", "Over"),
}
SIDE_WORDS = {Side.NEED: lambda: _("For your needs"), Side.LISTING: lambda: _("For your offers")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; an unknown value is no page."""

    group: Group | None
    side: Side | None
    band: Band | None

    @classmethod
    def of(cls, address: QueryDict) -> "Filters":
        try:
            return cls(
                group=Group(address.get("state", "")) if address.get("state") else None,
                side=Side(address.get("side", "")) if address.get("side") else None,
                band=Band(address.get("band", "")) if address.get("band") else None,
            )
        except ValueError:
            raise NotFound() from None

    def narrow(self, matches: QuerySet[Match], *, actor: Actor) -> QuerySet[Match]:
        if self.group is not None:
            matches = matches.filter(queries.in_group(self.group, actor=actor))
        if self.side is not None:
            matches = matches.filter(**{f"{self.side}__owner_id": actor.organisation_id})
        return matches.filter(band=self.band) if self.band is not None else matches

    def address(self, **changed: str | None) -> str:
        """The list's address with these values instead."""
        wanted = {"state": self.group, "side": self.side, "band": self.band, **changed}
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in wanted.items() if value})
        return f"{reverse('matches:mine')}?{query.urlencode()}" if query else reverse("matches:mine")


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Pairs of the organisation acted for: a promised day first, then the best."""
    actor = actor_of(request)
    require_person(actor)
    filters = Filters.of(request.GET)
    rows = queries.own_matches(actor=actor).order_by(F("answer_by").asc(nulls_last=True), "-points", "-pk")
    found = filters.narrow(rows, actor=actor)
    page = Paginator(found, settings.MATCH_PAGE_SIZE).get_page(request.GET.get("page"))
    matches = list(page.object_list)
    remember(request, matches)
    counts = queries.group_counts(actor=actor)
    context = {
        "section": "my",
        "cards": [own_card(match, actor=actor, today=today()) for match in matches],
        "groups": _group_choices(filters, counts),
        "sides": _choices(filters, "side", filters.side, {side: words() for side, words in SIDE_WORDS.items()}),
        "bands": _choices(filters, "band", filters.band, {band: str(words) for band, words in BANDS.items()}),
        "page": page.number,
        "pages": page.paginator.num_pages,
        "filtered": any((filters.group, filters.side, filters.band)),
    }
    return render(request, "matches/mine.html", context)


@require_GET
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One pair, with everything that explains its score."""
    actor = actor_of(request)
    require_person(actor)
    match = queries.match_page(public_id, actor=actor)
    remember(request, [match])
    return _page(request, match)


@require_POST
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say yes; the second yes introduces the two at once."""
    actor = actor_of(request)
    require_person(actor)
    match = actions.accept_match(match_id=queries.find_id(public_id, actor=actor), actor=actor, now=clock.now())
    if match.state == State.INTRODUCED:
        messages.success(request, _("Both sides said yes. You see their contact person, they see yours."))
    else:
        messages.success(request, _("Your yes is on its way. The other side has been told and has promised a day."))
    return HttpResponseRedirect(match.get_absolute_url())


@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say no with one tap on a reason; inside a list the row alone is exchanged."""
    actor = actor_of(request)
    require_person(actor)
    match = queries.match_page(public_id, actor=actor)
    side = rules.side_of(actor, match)
    require(side is not None and rules.may_answer(actor, match, side))
    if request.method == "GET":
        return _ask_reason(request, match)
    try:
        reason = request.POST.get("reason", "")
        actions.dismiss_match(match_id=match.pk, reason=reason, actor=actor, now=clock.now())
    except Invalid as problem:
        return _ask_reason(request, match, problem=problem, status=422)
    if is_htmx(request):
        fresh = queries.match_page(public_id, actor=actor)
        context = {"card": own_card(fresh, actor=actor, today=today()), "swapped": True, "for_own": True}
        return render(request, "matches/_row.html", context)
    messages.success(request, _("Noted. The other side learns the kind of reason, nothing else."))
    return HttpResponseRedirect(match.get_absolute_url())


@require_POST
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """The other side's address: asked for by a person, counted and recorded."""
    actor = actor_of(request)
    require_person(actor)
    match_id = queries.find_id(public_id, actor=actor)
    limits.check(request, "contacts")
    person = actions.show_contact(match_id=match_id, actor=actor, now=clock.now())
    return _page(request, queries.match_page(public_id, actor=actor), address=person.email if person else "")


def own_card(match: Match, *, actor: Actor, today: date) -> Card:
    """The pair with the other side as the one that is judged; for the agency the offer."""
    side = rules.side_of(actor, match)
    return card_of(match, actor=actor, shown=side.other if side else Side.LISTING, today=today)


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware set."""
    return getattr(request, "actor", ANONYMOUS)


def today() -> date:
    return timezone.localdate(clock.now())


def _page(request: HttpRequest, match: Match, *, address: str = "") -> HttpResponse:
    actor = actor_of(request)
    side = rules.side_of(actor, match)
    contacts = rules.may_read_contacts(actor, match) and side is not None
    context = {
        "section": "my",
        "match": match,
        "card": own_card(match, actor=actor, today=today()),
        "side": side,
        "reasons": choices(REASONS, on=today()),
        "contact": contact_of(match, side.other) if contacts and side else None,
        "own_contact": contact_of(match, side) if contacts and side else None,
        "address": address,
    }
    return render(request, "matches/match.html", context)


def _ask_reason(
    request: HttpRequest, match: Match, *, problem: Invalid | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "section": "my",
        "match": match,
        "card": own_card(match, actor=actor_of(request), today=today()),
        "reasons": choices(REASONS, on=today()),
        "problem": problem,
    }
    template = "matches/_reasons_row.html" if is_htmx(request) else "matches/dismiss.html"
    return render(request, template, context, status=status)


def _group_choices(filters: Filters, counts: dict[Group, int]) -> list[Choice]:
    everything = Choice(_("All"), filters.address(state=None), filters.group is None, sum(counts.values()))
    rows = [
        Choice(words(), filters.address(state=group), filters.group is group, counts[group])
        for group, words in GROUP_WORDS.items()
        if counts[group] or filters.group is group
    ]
    return [everything, *rows]


def _choices(filters: Filters, name: str, current: object, words: dict) -> list[Choice]:
    everything = Choice(_("All"), filters.address(**{name: None}), current is None)
    return [
        everything,
        *(Choice(label, filters.address(**{name: value}), current is value) for value, label in words.items()),
    ]
