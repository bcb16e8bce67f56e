"""Proposing a pair: the matcher hands over a judgement, the pair's one row keeps it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from marketplace.common.lifecycle import advance, begin, touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import SYSTEM
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.matches import events
from marketplace.matches.actions.locking import locked_pair
from marketplace.matches.explanation import Band, Explanation, packed
from marketplace.matches.models import Blocked, Match, MatchRun
from marketplace.matches.states import Side, StaleReason, State
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need

# What a new proposal forgets of the last one.
_UNANSWERED: dict[str, Any] = {
    "accepted_need_by": None,
    "accepted_need_at": None,
    "accepted_listing_by": None,
    "accepted_listing_at": None,
    "answer_by": None,
    "dismissed_side": "",
    "dismissed_reason": "",
    "dismissed_at": None,
    "stale_reason": "",
}
_UNSEEN: dict[str, Any] = {"seen_by_need_at": None, "seen_by_listing_at": None}
# A run let the pair go, and a run that finds it good again takes that back.
_LET_GO = (StaleReason.GATE_CLOSED, StaleReason.NO_LONGER_FITS)


def propose(*, need_id: int, listing_id: int, explanation: Explanation, now: datetime) -> Match | None:
    """Make the pair's row, or bring its score up to date; the pair where it is open or met, else None.

    None: a side is not in search, both belong to one organisation, the pair or its owner is suppressed after
    dismissals, or it went stale and since then no fact changed or the band did not rise. A pair that went out only
    because a side left the view returns with it, within MATCH_RETURN_DAYS; one that a run let go, for a gate that
    closed or a score that fell, returns whenever a run hands it over again. These returns and a mere re-score of an
    open pair ring nobody; a band above what was told so far rings once. A judgement on an older version of either side
    than the row knows, from a run that was overtaken, changes nothing.
    """
    with transaction.atomic():
        owner_id = _proposable(need_id, listing_id)
        if owner_id is None:
            return None
        match = locked_pair(need_id=need_id, listing_id=listing_id)
        if match is not None and _is_late(match, explanation):
            return match if match.state not in (State.DISMISSED, State.STALE) else None
        if match is None and not _suppressed(need_id, listing_id, owner_id, now=now):
            match = _first(need_id, listing_id, explanation, now=now)
        elif match is not None and match.is_open:
            _rescore(match, explanation, now=now)
        elif match is not None and not _suppressed(need_id, listing_id, owner_id, now=now):
            _return(match, explanation, now=now)
    return match if match is not None and match.state not in (State.DISMISSED, State.STALE) else None


def note_run(
    *,
    kind: Side,
    object_id: int,
    considered: int,
    blocked: Mapping[str, int],
    score_version: str,
    now: datetime,
) -> MatchRun:
    """Keep when an object was matched last, how many candidates were compared, and how many each gate refused."""
    with transaction.atomic():
        columns = {"computed_at": now, "considered": considered, "score_version": score_version}
        run, _created = MatchRun.objects.update_or_create(kind=kind, object_id=object_id, defaults=columns)
        run.blocked.all().delete()
        Blocked.objects.bulk_create(
            Blocked(run=run, gate=gate, count=count) for gate, count in blocked.items() if count
        )
    return run


def _proposable(need_id: int, listing_id: int) -> int | None:
    """The listing's owner where both are in search and belong to different organisations."""
    asks = Need.objects.filter(need_rules.in_search(), pk=need_id).values_list("owner_id", flat=True).first()
    offers = Listing.objects.filter(listing_rules.in_search(), pk=listing_id).values_list("owner_id", flat=True).first()
    return None if asks is None or asks == offers else offers


def _is_late(match: Match, explanation: Explanation) -> bool:
    older_need = explanation.need_version < match.need_version
    return older_need or explanation.listing_version < match.listing_version


def _suppressed(need_id: int, listing_id: int, owner_id: int, *, now: datetime) -> bool:
    since = now - timedelta(days=settings.MATCH_SUPPRESSED_DAYS)
    dismissed = Match.objects.filter(need_id=need_id, state=State.DISMISSED, dismissed_at__gt=since)
    if dismissed.filter(listing_id=listing_id).exists():
        return True
    theirs = dismissed.filter(listing__owner_id=owner_id, dismissed_side=Side.NEED)
    return theirs.count() >= settings.MATCH_OWNER_DISMISSALS_MAX


def _first(need_id: int, listing_id: int, explanation: Explanation, *, now: datetime) -> Match:
    match = Match(
        need_id=need_id,
        listing_id=listing_id,
        state_since=now,
        proposed_at=now,
        told_band=explanation.band,
        **_scored(explanation, now=now),
    )
    try:
        with transaction.atomic():
            begin(match, "propose", actor=SYSTEM, now=now, points=explanation.points)
    except IntegrityError:  # Another run proposed the pair in the same moment: it is told already.
        return Match.objects.get(need_id=need_id, listing_id=listing_id)
    emit(events.PROPOSED, subject=match, band=explanation.band)
    return match


def _rescore(match: Match, explanation: Explanation, *, now: datetime) -> None:
    if _reads_alike(match, explanation):
        return
    columns = _scored(explanation, now=now)
    rose = explanation.band.rank > Band(match.told_band).rank
    if rose:
        columns["told_band"] = explanation.band
    touch(match, actor=SYSTEM, now=now, verb="match.rescore", **columns)
    if rose:
        emit(events.BAND_ROSE, subject=match, band=explanation.band)


def _reads_alike(match: Match, explanation: Explanation) -> bool:
    """Nothing that anybody reads differs: days pass and freshness fades long before a point is lost."""
    known = match.judgement
    same_facts = (known.score_version, known.need_version, known.listing_version) == (
        explanation.score_version,
        explanation.need_version,
        explanation.listing_version,
    )
    return (
        same_facts
        and match.points == explanation.points
        and match.explanation["reasons"] == _plain_reasons(explanation)
    )


def _plain_reasons(explanation: Explanation) -> Any:
    return packed(explanation)["reasons"]


def _return(match: Match, explanation: Explanation, *, now: datetime) -> None:
    """A pair that is over: proposed anew where that is news, back in silence where what took it out is gone."""
    if match.state == State.STALE and match.stale_reason in _LET_GO:
        _back(match, explanation, now=now)
    elif match.state == State.DISMISSED or (match.state == State.STALE and _is_news(match, explanation)):
        _again(match, explanation, now=now)
    elif match.state == State.STALE and _was_out_of_view(match, now=now):
        _back(match, explanation, now=now)


def _is_news(match: Match, explanation: Explanation) -> bool:
    versions = (explanation.need_version, explanation.listing_version)
    changed = versions != (match.need_version, match.listing_version)
    return changed and explanation.band.rank > Band(match.band).rank


def _was_out_of_view(match: Match, *, now: datetime) -> bool:
    recent = match.state_since > now - timedelta(days=settings.MATCH_RETURN_DAYS)
    return match.stale_reason == StaleReason.LEFT_VIEW and recent


def _again(match: Match, explanation: Explanation, *, now: datetime) -> None:
    columns = {**_UNANSWERED, **_UNSEEN, **_scored(explanation, now=now), "told_band": explanation.band}
    advance(match, "propose", actor=SYSTEM, now=now, state_since=now, proposed_at=now, **columns)
    emit(events.PROPOSED, subject=match, band=explanation.band)


def _back(match: Match, explanation: Explanation, *, now: datetime) -> None:
    """Both sides were told of this pair when it was proposed; only a band above that is told."""
    columns = {**_UNANSWERED, **_scored(explanation, now=now)}
    rose = explanation.band.rank > Band(match.told_band).rank
    if rose:
        columns["told_band"] = explanation.band
    advance(match, "propose", actor=SYSTEM, now=now, state_since=now, **columns)
    if rose:
        emit(events.BAND_ROSE, subject=match, band=explanation.band)


def _scored(explanation: Explanation, *, now: datetime) -> dict[str, Any]:
    return {
        "explanation": packed(explanation),
        "score": explanation.score,
        "points": explanation.points,
        "band": explanation.band,
        "score_version": explanation.score_version,
        "need_version": explanation.need_version,
        "listing_version": explanation.listing_version,
        "computed_at": now,
    }
