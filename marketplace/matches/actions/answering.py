"""What the two sides say to a pair, and the introduction once both said yes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.common.lifecycle import advance
from marketplace.common.outbox import emit
from marketplace.common.permissions import SYSTEM, Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotAllowed, Stale
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.matches import events, rules
from marketplace.matches.actions.locking import locked
from marketplace.matches.models import Match
from marketplace.matches.states import MATCH, REASONS, Side, State
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from marketplace.notifications.queries import is_blocked
from marketplace.taxonomy.queries import codes, working_day_after


class NobodyAnswers(Conflict):
    """The other side comes from a catalogue: its owner is not on the floor."""

    code = "nobody-answers"


class OutOfView(Conflict):
    """One of the two sides can no longer be read on the floor."""

    code = "out-of-view"


def accept_match(*, match_id: int, actor: Actor, now: datetime, expected_version: int | None = None) -> Match:
    """Say yes for the side that the actor acts for; the second yes introduces the two in the same transaction.

    `expected_version` is what the answering side saw. Raises NotFound, NotAllowed, TransitionRefused, NobodyAnswers,
    OutOfView, Stale.
    """
    with transaction.atomic():
        match, side = _answered(match_id, actor=actor, expected_version=expected_version)
        require(not _spoke_for_other(actor, match, side), detail=_("One person cannot accept for both sides."))
        MATCH.next(match.state, f"accept_{side}")
        if rules.is_record(match, side.other):
            raise NobodyAnswers(_("The other side comes from a catalogue; nobody answers for it here."))
        _refuse_out_of_view(match)
        columns: dict[str, Any] = {f"accepted_{side}_by_id": actor.user_id, f"accepted_{side}_at": now}
        first = match.state == State.PROPOSED
        answer_by = _promised(match, side.other, now=now) if first else match.answer_by
        advance(match, f"accept_{side}", actor=actor, now=now, state_since=now, answer_by=answer_by, **columns)
        if first:
            emit(events.ACCEPTED, subject=match, side=side)
        else:
            emit(events.MUTUAL, subject=match)
            _introduce(match, now=now)
    return match


def dismiss_match(
    *, match_id: int, reason: str, actor: Actor, now: datetime, expected_version: int | None = None
) -> Match:
    """Say no for the side that the actor acts for, with a reason of list `dismissed_match`.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid, Stale.
    """
    with transaction.atomic():
        match, side = _answered(match_id, actor=actor, expected_version=expected_version)
        MATCH.next(match.state, "dismiss")
        if not codes(REASONS).filter(code=reason).exists():
            raise Invalid(errors=[FieldProblem("/reason", "required", _("Choose a reason from the list."))])
        accepted = match.accepted_side or ""
        columns: dict[str, Any] = {
            "dismissed_side": side,
            "dismissed_reason": reason,
            "dismissed_at": now,
            "answer_by": None,
        }
        advance(match, "dismiss", actor=actor, now=now, reason=reason, state_since=now, **columns)
        emit(events.DISMISSED, subject=match, side=side, accepted=accepted)
    return match


def _introduce(match: Match, *, now: datetime) -> None:
    """At once: no mandate asks for a broker in between."""
    advance(match, "introduce", actor=SYSTEM, now=now, state_since=now, introduced_at=now, answer_by=None)
    emit(events.INTRODUCED, subject=match)


def _answered(match_id: int, *, actor: Actor, expected_version: int | None) -> tuple[Match, Side]:
    """The locked pair and the side the actor answers for. Raises NotFound, NotAllowed, Stale."""
    match = locked(match_id, actor=actor)
    side = rules.side_of(actor, match)
    if side is None or not rules.may_answer(actor, match, side):
        raise NotAllowed(_("An editor of one of the two sides answers."))
    if expected_version is not None and expected_version != match.version:
        raise Stale()
    return match, side


def _spoke_for_other(actor: Actor, match: Match, side: Side) -> bool:
    return getattr(match, f"accepted_{side.other}_by_id") == actor.user_id


def _refuse_out_of_view(match: Match) -> None:
    """The matcher lets such a pair go within minutes; until then nobody is introduced.

    Whoever blocks the other is not named: both refusals read alike.
    """
    readable = (
        Need.objects.filter(need_rules.in_view(), pk=match.need_id).exists()
        and Listing.objects.filter(listing_rules.in_view(), pk=match.listing_id).exists()
    )
    if not readable or is_blocked(match.need.owner_id, match.listing.owner_id):
        raise OutOfView(_("One of the two sides is no longer in view."))


def _promised(match: Match, side: Side, *, now: datetime) -> Any:
    """The day by which the other side promised to answer whatever reaches it."""
    days = match.need.response_days if side is Side.NEED else match.listing.response_days
    return working_day_after(timezone.localdate(now), days).day
