"""Proposing: one row per pair, told once, scored again in silence, never against a no that still counts."""

from datetime import timedelta

import pytest
from django.conf import settings

from marketplace.common.models import AuditEntry
from marketplace.matches import actions, events, queries
from marketplace.matches.explanation import Component, Reason, Stance
from marketplace.matches.models import Match, MatchRun
from marketplace.matches.states import Side, StaleReason
from tests.factories import listings, needs
from tests.factories.accounts import NOW, make_organisation
from tests.factories.listings import editor_of
from tests.factories.matches import (
    explain,
    fresh,
    make_accepted_by_need,
    make_dismissed,
    make_introduced,
    make_pair,
    make_stale,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def again(match, *, now=LATER, **judged):
    explanation = explain(**{"need": match.need, "listing": match.listing, **judged})
    return actions.propose(need_id=match.need_id, listing_id=match.listing_id, explanation=explanation, now=now)


def verbs(match):
    rows = AuditEntry.objects.filter(subject_kind="match", subject_id=match.pk).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_a_proposal_keeps_the_judgement_and_is_told(events_of):
    need, listing = needs.make_open(), listings.make_published()
    explanation = explain(0.82, need=need, listing=listing)

    match = actions.propose(need_id=need.pk, listing_id=listing.pk, explanation=explanation, now=NOW)

    kept = fresh(match)
    assert (kept.state, kept.points, kept.band, kept.proposed_at) == ("proposed", 82, "strong", NOW)
    assert kept.judgement == explanation
    assert (kept.need_version, kept.listing_version) == (need.version, listing.version)
    assert events_of(match) == [events.PROPOSED]
    assert verbs(match) == ["match.propose"]


def test_the_same_judgement_twice_changes_nothing(events_of):
    match = make_pair()

    same = again(match, need=match.need, listing=match.listing)

    assert same == match
    assert fresh(match).version == match.version
    assert events_of(match) == [events.PROPOSED]
    assert verbs(match) == ["match.propose"]


def test_a_re_score_tells_nobody(events_of):
    match = make_pair(score=0.8)

    again(match, score=0.78)

    assert fresh(match).points == 78
    assert events_of(match) == [events.PROPOSED]
    assert verbs(match) == ["match.propose", "match.rescore"]


@pytest.mark.parametrize("side", ["need", "listing"])
def test_a_run_that_was_overtaken_changes_nothing(side):
    match = make_pair(score=0.6)
    newer, older = fresh(match), fresh(match)
    getattr(newer, side).version += 1
    again(match, score=0.7, need=newer.need, listing=newer.listing)

    found = again(match, score=0.9, need=older.need, listing=older.listing)

    assert found == match
    assert (fresh(match).points, fresh(match).state) == (70, "proposed")


def test_a_run_that_was_overtaken_brings_nothing_back():
    match = make_stale(reason=StaleReason.NO_LONGER_FITS)
    match.need.version -= 1

    assert again(match) is None
    assert fresh(match).state == "stale"


def test_another_reason_is_a_new_judgement():
    match = make_pair()
    reason = Reason(Stance.MISSING, "no_price", Component.BUDGET)

    again(match, need=match.need, listing=match.listing, reasons=[reason])

    assert fresh(match).judgement.reasons == [reason]


def test_a_band_that_rose_is_told_once_however_often_it_falls_back(events_of):
    match = make_pair(score=0.6)

    for score in (0.8, 0.6, 0.8, 0.9):
        again(match, score=score)

    assert events_of(match) == [events.PROPOSED, events.BAND_ROSE]


def test_a_pair_that_met_keeps_the_judgement_it_met_on():
    match = make_introduced(score=0.6)

    found = again(match, score=0.9)

    assert found == match
    assert fresh(match).points == 60


@pytest.mark.parametrize("side", ["need", "listing"])
def test_a_side_outside_search_is_not_proposed(side):
    need = needs.make_paused() if side == "need" else needs.make_open()
    listing = listings.make_paused() if side == "listing" else listings.make_published()

    assert actions.propose(need_id=need.pk, listing_id=listing.pk, explanation=explain(), now=NOW) is None
    assert not Match.objects.exists()


def test_an_organisation_is_not_proposed_to_itself():
    organisation = make_organisation()
    need = needs.make_open(author=editor_of(organisation))
    listing = listings.make_published(author=editor_of(organisation))

    assert actions.propose(need_id=need.pk, listing_id=listing.pk, explanation=explain(), now=NOW) is None


def test_a_dismissed_pair_rests_180_days_and_begins_anew(events_of):
    match = make_dismissed()
    over = NOW + timedelta(days=settings.MATCH_SUPPRESSED_DAYS)

    early = again(match, now=over - timedelta(seconds=1))
    late = again(match, now=over)

    assert early is None
    assert late == match
    kept = fresh(match)
    assert (kept.state, kept.dismissed_side, kept.dismissed_reason, kept.dismissed_at) == ("proposed", "", "", None)
    assert events_of(match) == [events.PROPOSED, events.DISMISSED, events.PROPOSED]


def test_after_three_dismissals_the_owners_other_listings_rest_for_that_need_alone():
    need, author = needs.make_open(), editor_of(make_organisation())
    dismissed = [make_dismissed(need=need, listing=listings.make_published(author=author)) for _ in range(3)]
    fourth, other_need = listings.make_published(author=author), needs.make_open()

    to_this = actions.propose(need_id=need.pk, listing_id=fourth.pk, explanation=explain(), now=NOW)
    to_another = actions.propose(need_id=other_need.pk, listing_id=fourth.pk, explanation=explain(), now=NOW)

    assert to_this is None
    assert to_another is not None
    assert queries.suppressed_listing_ids(need.pk, NOW) == {fourth.pk, *(match.listing_id for match in dismissed)}
    assert queries.suppressed_need_ids(fourth.pk, NOW) == {need.pk}
    assert queries.suppressed_listing_ids(other_need.pk, NOW) == set()


def test_two_dismissals_do_not_silence_an_owner():
    need, author = needs.make_open(), editor_of(make_organisation())
    for _ in range(2):
        make_dismissed(need=need, listing=listings.make_published(author=author))
    third = listings.make_published(author=author)

    assert actions.propose(need_id=need.pk, listing_id=third.pk, explanation=explain(), now=NOW) is not None
    assert third.pk not in queries.suppressed_listing_ids(need.pk, NOW)


def test_suppression_ends_with_its_days():
    match = make_dismissed()
    over = NOW + timedelta(days=settings.MATCH_SUPPRESSED_DAYS)

    assert queries.suppressed_listing_ids(match.need_id, NOW) == {match.listing_id}
    assert queries.suppressed_need_ids(match.listing_id, NOW) == {match.need_id}
    assert queries.suppressed_listing_ids(match.need_id, over) == set()
    assert queries.suppressed_need_ids(match.listing_id, over) == set()


@pytest.mark.parametrize(
    ("changed", "score", "returns"),
    [(False, 0.9, False), (True, 0.6, False), (True, 0.9, True)],
    ids=["no fact changed", "the band is the same", "facts changed and the band rose"],
)
def test_a_stale_pair_returns_only_with_new_facts_and_a_better_band(changed, score, returns):
    match = make_stale(score=0.6)
    need = match.need
    if changed:
        need.version += 1

    found = again(match, score=score, need=need, listing=match.listing)

    assert (found is not None) == returns
    assert fresh(match).state == ("proposed" if returns else "stale")


@pytest.mark.parametrize(
    ("reason", "days", "returns"),
    [
        (StaleReason.LEFT_VIEW, 29, True),
        (StaleReason.LEFT_VIEW, 30, False),
        (StaleReason.UNANSWERED, 1, False),
        (StaleReason.GATE_CLOSED, 60, True),
        (StaleReason.NO_LONGER_FITS, 60, True),
    ],
)
def test_a_pair_returns_when_what_took_it_out_is_gone_and_tells_nobody(reason, days, returns, events_of):
    match = make_stale(reason=reason)

    found = again(match, now=NOW + timedelta(days=days), need=match.need, listing=match.listing)

    assert (found is not None) == returns
    assert fresh(match).state == ("proposed" if returns else "stale")
    assert events_of(match) == [events.PROPOSED, events.STALE]


@pytest.mark.parametrize("reason", [StaleReason.LEFT_VIEW, StaleReason.GATE_CLOSED, StaleReason.NO_LONGER_FITS])
def test_a_pair_that_is_back_tells_only_of_a_band_above_what_was_told(reason, events_of):
    match = make_stale(reason=reason, score=0.6)

    again(match, score=0.9, need=match.need, listing=match.listing)

    assert events_of(match) == [events.PROPOSED, events.STALE, events.BAND_ROSE]


def test_a_proposal_again_forgets_the_old_answers():
    match = make_accepted_by_need(score=0.6)
    actions.make_stale(match_ids=[match.pk], reason=StaleReason.LEFT_VIEW, now=NOW)
    match.need.version += 1

    again(match, score=0.9, need=match.need)

    kept = fresh(match)
    assert (kept.state, kept.accepted_need_at, kept.accepted_need_by, kept.answer_by) == ("proposed", None, None, None)


def test_a_run_keeps_when_it_was_and_what_each_gate_refused():
    need = needs.make_open()
    asked = {"kind": Side.NEED, "object_id": need.pk, "score_version": "1"}

    actions.note_run(considered=40, blocked={"right": 2, "budget": 1}, now=NOW, **asked)
    actions.note_run(considered=41, blocked={"right": 1, "budget": 0}, now=LATER, **asked)

    run = MatchRun.objects.get()
    assert (run.considered, run.computed_at) == (41, LATER)
    assert list(run.blocked.values_list("gate", "count")) == [("right", 1)]
