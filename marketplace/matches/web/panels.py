"""What matches show on pages of lower apps: who fits a need, which needs fit an offer, what is new and due for me.

Matches are shown to members of either side and to the agency, to nobody else: a need's page tells a stranger nothing
of whom the floor found for it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.accounts.rules import is_member
from marketplace.common import clock
from marketplace.common.permissions import Actor
from marketplace.common.slots import Panel
from marketplace.listings import rules as listing_rules
from marketplace.listings.fields import Section
from marketplace.listings.models import Listing
from marketplace.matches import queries, rules
from marketplace.matches.models import Match
from marketplace.matches.states import Side
from marketplace.matches.web.cards import Card, card_of, reason_label
from marketplace.matches.web.pages import actor_of, own_card, today
from marketplace.matches.web.seeing import remember
from marketplace.matches.web.words import gate_words
from marketplace.needs.models import Need

LISTING_MATCHES = 5
NEW_MATCHES = 4
DUE_MATCHES = 5
UNTOLD_GATES = frozenset({"view", "scope"})  # That a thing is gone or of another kind is no reason to anybody.
# Which page of the editor answers a reason; those that nothing in the text can mend have none.
REPAIRS = {
    "not_relevant": (Section.PROBLEM, gettext_lazy("Say more clearly what it solves, and for whom")),
    "too_early": (Section.READINESS, gettext_lazy("Show how ready it is")),
    "price": (Section.OFFER, gettext_lazy("Look at the price and how it is paid")),
    "rights": (Section.RIGHTS, gettext_lazy("Say which rights you can give")),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason with how often it was given, and where to repair it."""

    label: str
    count: int
    percent: float
    repair: str = ""
    url: str = ""


def need_matches(request: HttpRequest, subject: object) -> Panel | None:
    """Who fits a need: all to its owner and the agency, to others their own offers."""
    actor = actor_of(request)
    if not isinstance(subject, Need) or not actor.is_person:
        return None
    matches, total = queries.shown_of_need(subject, actor=actor, now=clock.now())
    own = is_member(actor, subject.owner)
    if not matches and not (own and subject.is_live):
        return None
    run = queries.last_run(Side.NEED, subject.pk) if own or actor.is_staff(*rules.OVERSEERS) else None
    remember(request, matches)
    left_out = [(gate, count) for gate, count in run.blocked if gate not in UNTOLD_GATES] if run else []
    cards = [card_of(match, actor=actor, shown=Side.LISTING, today=today()) for match in matches]
    context: dict[str, object] = {
        "best": cards[0] if cards else None,
        "rest": cards[1:],
        "run": run,
        "left_out": [(gate_words(gate), count) for gate, count in left_out],
        "left_out_count": sum(count for _gate, count in left_out),
        "widen": _widen(subject) if own else [],
        "own": own,
        "title": _title_of(subject, total, own=own or actor.is_staff(*rules.OVERSEERS)),
    }
    return Panel("matches/panels/need_matches.html", context)


def listing_matches(request: HttpRequest, subject: object) -> Panel | None:
    """Needs that an offer may solve and why others said no, to its owner; to others which of their needs it fits."""
    actor = actor_of(request)
    if not isinstance(subject, Listing) or actor.organisation_id is None:
        return None
    matches = list(queries.matches_of_listing(subject, actor).filter(rules.own(actor))[:LISTING_MATCHES])
    own = actor.organisation_id == subject.owner_id
    refusals = refusals_of(subject, actor=actor, now=clock.now()) if own else []
    if not matches and not refusals:
        return None
    remember(request, matches)
    context: dict[str, object] = {
        "cards": [card_of(match, actor=actor, shown=Side.NEED, today=today()) for match in matches],
        "title": _("Needs it may solve") if own else _("It fits your need"),
        "refusals": refusals,
    }
    return Panel("matches/panels/listing_matches.html", context)


def my_new(request: HttpRequest, _subject: object) -> Panel | None:
    """New matches of the organisation acted for, and the reasons why others said no to what it offers."""
    actor = actor_of(request)
    if actor.organisation_id is None:
        return None
    matches = list(queries.new_matches(actor=actor)[:NEW_MATCHES])
    refusals = _rows(queries.refusals_of_owner(actor=actor, now=clock.now()))
    if not matches and not refusals:
        return None
    remember(request, matches)
    return Panel("matches/panels/my_new.html", {"cards": _own_cards(matches, actor), "refusals": refusals})


def my_due(request: HttpRequest, _subject: object) -> Panel | None:
    """Pairs that the other side accepted: it waits for an answer by a day."""
    actor = actor_of(request)
    if actor.organisation_id is None:
        return None
    matches = list(queries.due_answers(actor=actor)[:DUE_MATCHES])
    if not matches:
        return None
    remember(request, matches)
    return Panel("matches/panels/my_due.html", {"cards": _own_cards(matches, actor)})


def refusals_of(listing: Listing, *, actor: Actor, now: datetime) -> list[Refusal]:
    """Reasons of refusal of one listing with the page that repairs them, for those who may write it."""
    edit = listing.public_id if listing_rules.may_edit(actor, listing) else ""
    return _rows(queries.refusals_of_listing(listing, actor=actor, now=now), edit=edit)


def _own_cards(matches: list[Match], actor: Actor) -> list[Card]:
    return [own_card(match, actor=actor, today=today()) for match in matches]


def _rows(counted: list[tuple[str, int]], *, edit: str = "") -> list[Refusal]:
    total = sum(count for _reason, count in counted) or 1
    return [_refusal(reason, count, percent=100 * count / total, edit=edit) for reason, count in counted]


def _refusal(reason: str, count: int, *, percent: float, edit: str) -> Refusal:
    known = REPAIRS.get(reason)
    if known is None or not edit:
        return Refusal(reason_label(reason), count, percent)
    section, words = known
    url = reverse("listings:section", args=[edit, section.value])
    return Refusal(reason_label(reason), count, percent, repair=str(words), url=url)


def _title_of(need: Need, total: int, *, own: bool) -> str:
    if not own:
        return ngettext("Your offer fits this need", "Your offers fit this need", total)
    if not total:
        return _("Who fits")
    if need.kind == "service":
        return ngettext("%(count)s service fits", "%(count)s services fit", total) % {"count": total}
    return ngettext("%(count)s technology fits", "%(count)s technologies fit", total) % {"count": total}


def _widen(need: Need) -> list[str]:
    """What of the need narrows the search, in the words of its editor."""
    said = []
    if need.trl_min_id or need.trl_max_id:
        said.append(_("Accept any readiness, or a wider window"))
    if need.licence_kinds.all():
        said.append(_("Listen to every form of transfer"))
    if not need.title_en or not need.title_vi:
        words = _("Write it in %(language)s too: many offers are in that language alone")
        said.append(words % {"language": _("Vietnamese") if need.title_en else _("English")})
    if need.kind != "service" and not need.requirements.all():
        said.append(_("State one figure that a solution must reach"))
    return said
