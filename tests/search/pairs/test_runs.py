"""Matching on a floor: what is proposed, what goes out, and that late, repeated and reordered runs agree."""

from datetime import timedelta
from itertools import permutations

import pytest

from marketplace.common.models import OutboxRow
from marketplace.common.problems import Unavailable
from marketplace.listings import actions as listing_actions
from marketplace.listings.actions import pause_listing
from marketplace.matches.actions import accept_match, dismiss_match
from marketplace.matches.models import Match, MatchRun
from marketplace.matches.states import Side, StaleReason, State
from marketplace.moderation.actions import withdraw_complaint
from marketplace.needs import actions as need_actions
from marketplace.needs.actions import pause_need
from marketplace.notifications.actions import lift_block
from marketplace.notifications.models import Block, Notice
from search.fields import Kind
from search.matching.pairs import reading, run, snapshots
from search.models import WordSnapshot
from tests.factories import complaints, listings, needs, talk
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db

OTHERS = ("Bơm nước lên bản bằng tua bin", "Nuôi cá hồi trong bể nước lạnh", "Nhân giống lan bằng nuôi cấy mô")
NEED = {
    "title_vi": "Sấy lạnh lá dược liệu bằng bơm nhiệt",
    "problem_vi": "Mùa mưa không phơi được lá dược liệu, lò củi ám khói, cần bơm nhiệt để sấy lạnh và giữ tinh dầu.",
    "licence_kinds": ["non_exclusive_licence"],
}


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


def make_unlike(title, *, now):
    texts = {"title_vi": title, "summary_vi": title, "problem_solved_vi": title, "how_it_works_vi": title}
    claim = {**listings.TECHNOLOGY["claims"][0], "metric_vi": title}
    return listings.make_published(now=now, **texts, claims=[claim])


@pytest.fixture
def dryer(now):
    """A dryer among unlike things, so that its words tell something."""
    for title in OTHERS:
        make_unlike(title, now=now)
    return listings.make_published(now=now)


@pytest.fixture
def asked(now):
    return needs.make_open(now=now, **NEED)


def pairs():
    return [
        (match.need_id, match.listing_id, match.state, match.points, match.score_version)
        for match in Match.objects.order_by("pk")
    ]


def settle(_now):
    """Everything that waits is done: documents first, then pairs."""
    for _round in range(3):
        drain_all()


def test_a_need_finds_the_offer_that_answers_it_and_no_other(dryer, asked, now):
    settle(now)

    match = Match.objects.get()

    assert (match.need_id, match.listing_id, match.state) == (asked.pk, dryer.pk, State.PROPOSED)
    codes = {reason.code for reason in match.judgement.reasons}
    assert {"terms", "licence_fits"} <= codes
    assert sum(row.share for row in match.judgement.contributions) == pytest.approx(match.score, abs=1e-9)


def test_a_later_offer_finds_the_need(asked, now):
    settle(now)
    assert pairs() == []

    late = listings.make_published(now=now)
    for title in OTHERS:
        make_unlike(title, now=now)
    settle(now)

    assert [(need, listing) for need, listing, *_rest in pairs()] == [(asked.pk, late.pk)]


def test_repeated_and_reordered_runs_give_the_same_rows(dryer, asked, now):
    settle(now)
    before = pairs()
    runs = [
        lambda: run.match_need(asked.pk, now=now),
        lambda: run.match_listings([dryer.pk], now=now),
        lambda: run.request_all(now=now),
    ]

    for order in permutations(runs):
        for one in order:
            one()
        settle(now)

        assert pairs() == before


def test_a_run_late_by_days_changes_a_score_and_proposes_nothing_twice(dryer, asked, now):
    settle(now)
    proposals = OutboxRow.objects.filter(event="matches.proposed").count()

    run.match_need(asked.pk, now=now + timedelta(days=20))

    assert Match.objects.count() == 1
    assert OutboxRow.objects.filter(event="matches.proposed").count() == proposals


def test_an_offer_that_leaves_the_view_takes_its_pairs_along(dryer, asked, now):
    settle(now)

    pause_listing(listing_id=dryer.pk, actor=listings.owner_of(dryer), now=now)
    settle(now)

    match = Match.objects.get()
    assert (match.state, match.stale_reason) == (State.STALE, StaleReason.LEFT_VIEW)


def test_a_need_that_pauses_takes_its_pairs_along(dryer, asked, now):
    settle(now)

    pause_need(need_id=asked.pk, actor=needs.owner_of(asked), now=now)
    settle(now)

    assert Match.objects.get().stale_reason == StaleReason.LEFT_VIEW


def test_an_offer_that_a_serious_complaint_takes_off_view_takes_its_pairs_along_and_brings_them_back(dryer, asked, now):
    settle(now)
    proposals = OutboxRow.objects.filter(event="matches.proposed").count()

    complaint = complaints.make_serious(about=dryer, now=now)
    settle(now)
    away = Match.objects.get()
    assert (away.state, away.stale_reason) == (State.STALE, StaleReason.LEFT_VIEW)

    withdraw_complaint(complaint_id=complaint.pk, actor=complaints.complainant_of(complaint), now=now)
    settle(now)

    assert Match.objects.get().state == State.PROPOSED
    assert OutboxRow.objects.filter(event="matches.proposed").count() == proposals


@pytest.mark.parametrize("side", ["listing", "need"])
def test_what_a_judge_returns_for_repair_takes_its_pairs_along(dryer, asked, now, side):
    settle(now)
    judge = complaints.make_judge(now=now)

    if side == "listing":
        points = [listing_actions.Point(reason="claim_without_baseline", note="")]
        listing_actions.return_after_complaint(listing_id=dryer.pk, points=points, actor=judge, now=now)
    else:
        points = [need_actions.Point(reason="claim_without_baseline", note="")]
        need_actions.return_after_complaint(need_id=asked.pk, points=points, actor=judge, now=now)
    settle(now)

    assert Match.objects.get().stale_reason == StaleReason.LEFT_VIEW


@pytest.mark.parametrize("blocker", ["need", "listing"])
def test_organisations_of_which_one_blocks_the_other_are_not_matched(dryer, asked, now, blocker):
    wary, asker = (asked, listings.owner_of(dryer)) if blocker == "need" else (dryer, needs.owner_of(asked))
    talk.block(wary, asker, now=now)

    settle(now)

    assert pairs() == []
    run_of_need = MatchRun.objects.get(kind=Side.NEED, object_id=asked.pk)
    assert dict(run_of_need.blocked.values_list("gate", "count")) == {"parties": 1}


@pytest.mark.parametrize("blocker", ["need", "listing"])
def test_a_block_takes_the_pairs_of_its_sides_along(dryer, asked, now, blocker):
    settle(now)
    wary, asker = (asked, listings.owner_of(dryer)) if blocker == "need" else (dryer, needs.owner_of(asked))
    assert Match.objects.get().state == State.PROPOSED

    talk.block(wary, asker, now=now)
    settle(now)

    match = Match.objects.get()
    assert (match.state, match.stale_reason) == (State.STALE, StaleReason.GATE_CLOSED)


def test_a_block_that_is_lifted_lets_its_sides_be_matched(dryer, asked, now):
    talk.block(dryer, needs.owner_of(asked), now=now)
    settle(now)
    assert pairs() == []

    lift_block(block_id=Block.objects.get().pk, actor=listings.owner_of(dryer), now=now)
    settle(now)

    assert [(need, listing) for need, listing, *_rest in pairs()] == [(asked.pk, dryer.pk)]


def test_a_pair_that_a_block_took_out_is_back_when_it_is_lifted_and_rings_nobody_again(dryer, asked, now):
    settle(now)
    proposals = OutboxRow.objects.filter(event="matches.proposed").count()
    rung = Notice.objects.filter(subject_kind="match").count()
    talk.block(dryer, needs.owner_of(asked), now=now)
    settle(now)
    assert Match.objects.get().stale_reason == StaleReason.GATE_CLOSED

    lift_block(block_id=Block.objects.get().pk, actor=listings.owner_of(dryer), now=now)
    settle(now)

    assert Match.objects.get().state == State.PROPOSED
    assert OutboxRow.objects.filter(event="matches.proposed").count() == proposals
    assert Notice.objects.filter(subject_kind="match").count() == rung


def test_a_block_of_a_person_without_organisation_concerns_no_pair(dryer, asked, now):
    settle(now)
    before = pairs()

    talk.block(dryer, talk.make_person(now=now), now=now)
    settle(now)

    assert pairs() == before
    assert not OutboxRow.objects.filter(done_at=None).exists()


def test_nobody_is_matched_with_the_own_organisation(now, dryer):
    owner = listings.owner_of(dryer)
    own = needs.make_open(now=now, author=owner, **NEED)

    settle(now)

    assert not Match.objects.filter(need=own).exists()
    run_of_need = MatchRun.objects.get(kind=Side.NEED, object_id=own.pk)
    assert dict(run_of_need.blocked.values_list("gate", "count")) == {"parties": 1}


def test_a_dismissed_pair_does_not_come_back(dryer, asked, now):
    settle(now)
    match = Match.objects.get()
    dismiss_match(match_id=match.pk, reason="price", actor=needs.owner_of(asked), now=now)

    run.match_need(asked.pk, now=now)

    match.refresh_from_db()
    assert match.state == State.DISMISSED
    assert MatchRun.objects.get(kind=Side.NEED, object_id=asked.pk).blocked.get().gate == "suppressed"


def test_a_pair_that_somebody_accepted_outlives_a_score_that_fell(dryer, asked, now, settings):
    settle(now)
    match = Match.objects.get()
    accept_match(match_id=match.pk, actor=needs.owner_of(asked), now=now)
    settings.MATCH_FLOOR_POINTS = 100

    run.match_need(asked.pk, now=now)

    match.refresh_from_db()
    assert match.state == State.ACCEPTED_BY_NEED


def test_a_proposed_pair_that_fits_no_longer_goes_out(dryer, asked, now, settings):
    settle(now)
    settings.MATCH_FLOOR_POINTS = 100

    run.match_need(asked.pk, now=now)

    match = Match.objects.get()
    assert (match.state, match.stale_reason) == (State.STALE, StaleReason.NO_LONGER_FITS)


def test_a_pair_that_fits_again_is_back_and_is_no_new_proposal(dryer, asked, now, settings):
    settle(now)
    proposals = OutboxRow.objects.filter(event="matches.proposed").count()
    floor, settings.MATCH_FLOOR_POINTS = settings.MATCH_FLOOR_POINTS, 100
    run.match_need(asked.pk, now=now)

    settings.MATCH_FLOOR_POINTS = floor
    run.match_need(asked.pk, now=now)

    assert Match.objects.get().state == State.PROPOSED
    assert OutboxRow.objects.filter(event="matches.proposed").count() == proposals


def test_while_the_index_is_being_made_matching_waits(dryer, asked, now):
    with pytest.raises(Unavailable):
        run.match_need(asked.pk, now=now)


def test_facts_are_public_facts(now):
    hidden = listings.make_published(now=now, owner_hidden=True, confidential_detail="Bí quyết: xông ở 61 độ")
    quiet = needs.make_open(
        now=now, visibility="anonymous", budget_min="1", budget_max="2", currency="VND", budget_public=False
    )

    (offer,), (need,) = reading.offers([hidden.pk]), reading.needs([quiet.pk])

    assert (offer.place.country, need.place.country, need.budget) == ("", "", None)
    assert not any("xông" in bag.counts for bag in offer.bags.values())


def test_the_words_are_counted_anew_when_the_floor_has_grown(dryer, now, settings):
    first = snapshots.in_force(now=now)
    again = snapshots.in_force(now=now)
    settings.MATCH_SNAPSHOT_GROWTH_PERCENT = 10
    listings.make_published(now=now)

    later = snapshots.in_force(now=now)

    assert (first.number, again.number, later.number) == (1, 1, 2)
    assert WordSnapshot.objects.count() == 2


def test_a_snapshot_reads_back_as_it_was_counted(dryer, now):
    counted = snapshots.renew(now=now)
    snapshots.forget()

    assert snapshots.in_force(now=now) == counted


def test_a_slice_of_an_import_is_matched_as_a_whole(dryer, asked, now):
    settle(now)
    Match.objects.all().delete()

    run.match_many(Kind.LISTING, [dryer.pk], now=now)
    settle(now)

    assert [(need, listing) for need, listing, *_rest in pairs()] == [(asked.pk, dryer.pk)]
