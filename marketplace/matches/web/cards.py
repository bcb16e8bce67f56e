"""A pair as pages place it: the other side, how well it fits, why, and what the reader may answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.common.permissions import Actor
from marketplace.common.web.formatting import in_language, join_numbers, language, write_date
from marketplace.common.web.rows import State as Look
from marketplace.common.web.state_looks import look_of
from marketplace.listings.states import Kind as ListingKind
from marketplace.listings.web.rows import readiness_words
from marketplace.matches import rules
from marketplace.matches.explanation import Band, Explanation, Reason, Stance, component_points
from marketplace.matches.models import Match
from marketplace.matches.states import MATCH, REASONS, Side, State
from marketplace.matches.web.words import BANDS, COMPONENTS, reason_words
from marketplace.taxonomy.queries import UnknownCode, label

REASONS_SHOWN = 4  # Per kind.
GOOD_FROM_PERCENT = 75  # From here a bar has the colour of what fits.
SCORE_LOOKS = {Band.STRONG: "", Band.FAIR: " score--2", Band.WEAK: " score--3"}


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One line of the sum: "25 / 30", and its bar."""

    label: str
    points: int
    out_of: int
    percent: float
    tone: str


@dataclass(frozen=True, slots=True)
class Party:
    """The side that is shown. Without `url` it cannot be opened; without `owner` its name is not said."""

    kind: str
    title: str
    title_lang: str
    url: str
    reference: str
    owner: str
    trl: int | None = None
    trl_words: str = ""
    is_record: bool = False
    source_link: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a row or a page says of one pair."""

    match: Match
    party: Party
    own: Party
    readable: bool
    points: int
    band: str
    look: str
    fits: Sequence[str]
    against: Sequence[str]
    ask: Sequence[str]
    sum: Sequence[PointsRow]
    state: Look
    said: str
    clock: Look | None
    url: str
    may_accept: bool
    may_dismiss: bool
    is_new: bool


def card_of(match: Match, *, actor: Actor, shown: Side, today: date) -> Card:
    """The pair with the side `shown` as the one that is judged. Read the match with `queries.with_sides` first."""
    readable = rules.is_readable(match, shown)
    reasons = rules.told_reasons(match)
    own = rules.side_of(actor, match)
    answers = own is not None and rules.may_answer(actor, match, own)
    return Card(
        match=match,
        party=party_of(match, shown),
        own=party_of(match, shown.other),
        readable=readable,
        points=match.points,
        band=str(BANDS[Band(match.band)]),
        look=SCORE_LOOKS[Band(match.band)],
        fits=_said(reasons, Stance.FOR),
        against=_said(reasons, Stance.AGAINST),
        ask=_said(reasons, Stance.MISSING),
        sum=points_rows(match.judgement) if rules.tells_numbers(match) else [],
        state=_state(match, own),
        said=_outcome(match, own),
        clock=_clock(match, own, today=today),
        url=match.get_absolute_url(),
        may_accept=answers and readable and _can(match, f"accept_{own}") and not rules.is_record(match, shown),
        may_dismiss=answers and _can(match, "dismiss"),
        is_new=own is not None and match.state == State.PROPOSED and not getattr(match, f"seen_by_{own}_at"),
    )


def party_of(match: Match, side: Side) -> Party:
    """What the reader sees of one side now."""
    party = _need_party(match) if side is Side.NEED else _listing_party(match)
    if rules.is_readable(match, side):
        return party
    return replace(party, title=_("No longer in view"), title_lang="", url="", owner="", trl=None, source_link="")


def points_rows(explanation: Explanation) -> list[PointsRow]:
    """Points per component; they add up to the score on the page."""
    return [
        PointsRow(
            label=str(COMPONENTS[row.component]),
            points=row.points,
            out_of=row.out_of,
            percent=(percent := 100 * row.points / row.out_of if row.out_of else 0.0),
            tone="ok" if percent >= GOOD_FROM_PERCENT else "",
        )
        for row in component_points(explanation)
        if row.out_of
    ]


def reason_label(code: str) -> str:
    """A reason of dismissal in words."""
    try:
        return label(REASONS, code) if code else ""
    except UnknownCode:
        return code


def _need_party(match: Match) -> Party:
    need = match.need
    title, code = in_language(need, "title")
    return Party(
        kind=str(need.get_kind_display()),
        title=title,
        title_lang="" if code == language() else code,
        url=need.get_absolute_url(),
        reference=need.reference or "",
        owner=_("Asked without a name") if rules.is_nameless(match, Side.NEED) else need.owner.name,
        is_record=need.is_catalogue_record,
        source_link=need.source_link,
    )


def _listing_party(match: Match) -> Party:
    listing = match.listing
    title, code = in_language(listing, "title")
    trl, words = readiness_words(listing) if listing.kind == ListingKind.TECHNOLOGY else (None, "")
    return Party(
        kind=str(listing.get_kind_display()),
        title=title,
        title_lang="" if code == language() else code,
        url=listing.get_absolute_url(),
        reference=listing.reference or "",
        owner=_("Offered without a name") if rules.is_nameless(match, Side.LISTING) else listing.owner.name,
        trl=trl,
        trl_words=words,
        is_record=listing.is_catalogue_record,
        source_link=listing.source_link,
    )


def _said(reasons: Sequence[Reason], stance: Stance) -> list[str]:
    return [reason_words(reason) for reason in reasons if reason.stance is stance][:REASONS_SHOWN]


def _state(match: Match, own: Side | None) -> Look:
    """The state from the reader's place: who said yes is "you" or "the other side"."""
    accepted = match.accepted_side
    if own is not None and accepted is own:
        return Look(_("You said yes"), "act", "check")
    if own is not None and accepted is not None:
        return Look(_("The other side said yes"), "wait", "clock")
    return look_of(match)


def _outcome(match: Match, own: Side | None) -> str:
    """One sentence on how a pair ended; the other side learns the class of reason only."""
    if match.state == State.DISMISSED:
        words = {"reason": reason_label(match.dismissed_reason), "day": write_date(match.dismissed_at)}
        if own is None or match.dismissed_side != own:
            return _("Not a fit for the other side (%(day)s). Reason: %(reason)s.") % words
        again = write_date(match.suppressed_until)
        return _("You said no on %(day)s: %(reason)s. It is not proposed again before %(again)s.") % {
            **words,
            "again": again,
        }
    if match.state == State.STALE:
        return _("Lapsed on %(day)s: %(why)s.") % {
            "day": write_date(match.state_since),
            "why": match.get_stale_reason_display(),
        }
    if match.state == State.INTRODUCED:
        return _("Introduced to each other on %(day)s.") % {"day": write_date(match.introduced_at)}
    return ""


def _clock(match: Match, own: Side | None, *, today: date) -> Look | None:
    """By when the side that has not answered promised to."""
    if match.answer_by is None or match.accepted_side is None:
        return None
    day, left = write_date(match.answer_by), (match.answer_by - today).days
    if match.accepted_side is own:
        return Look(_("They promised an answer by %(day)s") % {"day": day}, "", "clock")
    if left < 0:
        return Look(_("Answer promised by %(day)s") % {"day": day}, "no", "clock")
    words = ngettext("Answer by %(day)s: %(left)s day", "Answer by %(day)s: %(left)s days", left)
    return Look(join_numbers(words % {"day": day, "left": left}), "wait", "clock")


def _can(match: Match, move: str) -> bool:
    return move in MATCH.allowed(match.state)
