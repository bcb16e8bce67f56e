"""What matches tell the editors of the two sides. A score that is computed anew tells nobody anything.

Each kind speaks to one side: the words differ, and nobody is told for a record whose owner is not on the floor.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.queries import member_ids
from marketplace.accounts.states import Role
from marketplace.common.web.formatting import write_date
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.matches import events, rules
from marketplace.matches.models import Match
from marketplace.matches.states import ACCEPTED, Side, State
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice
from marketplace.taxonomy.queries import UnknownCode, label

Words = Promise
Wanted = Callable[[Notice], bool]


def _pair(match_id: int) -> Match:
    return Match.objects.select_related("need__owner", "listing__owner").get(pk=match_id)


def _editors(side: Side) -> Callable[[Telling], Iterable[int]]:
    """Editors of this side's owner; for a catalogue record nobody."""

    def recipients(telling: Telling) -> Iterable[int]:
        match = _pair(telling.subject_id)
        owner = match.need.owner_id if side is Side.NEED else match.listing.owner_id
        return [] if rules.is_record(match, side) else member_ids(owner, at_least=Role.EDITOR)

    return recipients


def _editors_unless(side: Side, fact: str) -> Callable[[Telling], Iterable[int]]:
    """As `_editors`, unless the event's `fact` names this side: who acted knows it."""

    def recipients(telling: Telling) -> Iterable[int]:
        return [] if telling.facts.get(fact) == side else _editors(side)(telling)

    return recipients


def _editors_where(side: Side, fact: str) -> Callable[[Telling], Iterable[int]]:
    """As `_editors`, only where the event's `fact` names this side."""

    def recipients(telling: Telling) -> Iterable[int]:
        return _editors(side)(telling) if telling.facts.get(fact) == side else []

    return recipients


def _text(side: Side, title: Words, body: Words) -> Callable[[Telling], NoticeText]:
    """Words with the titles of both, the points and the promised day; they lead to the page of the pair."""

    def text(telling: Telling) -> NoticeText:
        match = _pair(telling.subject_id)
        shown = _in_view(match, side.other)
        return NoticeText.render(
            title=lambda: str(title) % _facts(match, side, other_shown=shown),
            body=lambda: str(body) % _facts(match, side, other_shown=shown),
            url=match.get_absolute_url(),
        )

    return text


def _in_view(match: Match, side: Side) -> bool:
    """What is off view may bear a title by now that nobody approved."""
    if side is Side.NEED:
        return Need.objects.filter(need_rules.in_view(), pk=match.need_id).exists()
    return Listing.objects.filter(listing_rules.in_view(), pk=match.listing_id).exists()


def _facts(match: Match, side: Side, *, other_shown: bool) -> dict[str, object]:
    own, other = (match.need, match.listing) if side is Side.NEED else (match.listing, match.need)
    return {
        "own": own.title,
        "other": other.title if other_shown else gettext("No longer in view"),
        "points": match.points,
        "band": match.get_band_display(),
        "day": write_date(match.answer_by) if match.answer_by else "–",
        "reason": _reason(match),
    }


def _reason(match: Match) -> str:
    try:
        return label("dismissed_match", match.dismissed_reason) if match.dismissed_reason else ""
    except UnknownCode:
        return ""


def _while(*states: State, in_search: bool = False) -> Wanted:
    """Wanted while the pair still stands where the event left it, and both sides where a reader can open them."""

    def still_wanted(notice: Notice) -> bool:
        rows: QuerySet[Any] = Match.objects.filter(pk=notice.subject_id, state__in=states)
        if in_search:
            rows = rows.filter(need__in=need_rules.findable(), listing__in=listing_rules.findable())
        return rows.exists()

    return still_wanted


def _told(name: str, event: str, side: Side, title: Words, body: Words, wanted: Wanted, **more: Any) -> NoticeKind:
    return NoticeKind(
        name=f"match_{name}_{side}",
        event=event,
        text=_text(side, title, body),
        still_wanted=wanted,
        audience=_editors(side),
        **{"recipients": _editors(side), "category": Category.REPLY, **more},
    )


_PROPOSED = (
    (Side.NEED, _("A match for “%(own)s”: “%(other)s”")),
    (Side.LISTING, _("“%(own)s” may solve a need: “%(other)s”")),
)
_ANSWERED = "accepted"  # The fact that names the side which had said yes before the pair ended.
KINDS: tuple[NoticeKind, ...] = (
    *(
        _told(
            "proposed",
            events.PROPOSED,
            side,
            title,
            _("%(points)s of 100, %(band)s. The page says what fits, what does not and what to ask. Answer yes or no."),
            _while(State.PROPOSED, in_search=True),
            category=Category.MATCH,
        )
        for side, title in _PROPOSED
    ),
    *(
        _told(
            "rose",
            events.BAND_ROSE,
            side,
            _("Fits better now: “%(own)s” and “%(other)s”"),
            _("%(points)s of 100, %(band)s. The page says what changed in the reasons."),
            _while(State.PROPOSED, *sorted(ACCEPTED), in_search=True),
            category=Category.MATCH,
        )
        for side in Side
    ),
    *(
        _told(
            "accepted",
            events.ACCEPTED,
            side,
            _("The other side of “%(own)s” wants to talk: “%(other)s”"),
            _("You promised an answer by %(day)s. A yes introduces the two of you at once; a no takes one reason."),
            _while(State.ACCEPTED_BY_NEED if side is Side.LISTING else State.ACCEPTED_BY_LISTING),
            recipients=_editors_unless(side, "side"),
        )
        for side in Side
    ),
    *(
        _told(
            "introduced",
            events.INTRODUCED,
            side,
            _("Both sides said yes: “%(own)s” and “%(other)s”"),
            _("The page shows the contact person of the other side, and shows yours to them."),
            _while(State.INTRODUCED),
        )
        for side in Side
    ),
    *(
        _told(
            "dismissed",
            events.DISMISSED,
            side,
            _("Not a fit for the other side: “%(own)s” and “%(other)s”"),
            _("Their reason: %(reason)s."),
            _while(State.DISMISSED),
            recipients=_editors_where(side, _ANSWERED),
        )
        for side in Side
    ),
    *(
        _told(
            "stale",
            events.STALE,
            side,
            _("No answer on “%(own)s” and “%(other)s”"),
            _("The match has lapsed. It counts against nobody; the page says why."),
            _while(State.STALE),
            recipients=_editors_where(side, _ANSWERED),
        )
        for side in Side
    ),
)
