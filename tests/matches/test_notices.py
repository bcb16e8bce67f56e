"""Who is told what about a pair: the right side, once, whatever order the events arrive in."""

from itertools import permutations

import pytest

from marketplace.accounts.actions import leave_organisation
from marketplace.accounts.queries import actor_of
from marketplace.common import holds
from marketplace.common.models import OutboxRow
from marketplace.matches import actions
from marketplace.matches.states import StaleReason
from marketplace.notifications import reactions
from marketplace.notifications.kinds import kind_named
from marketplace.notifications.models import Notice
from tests.factories import listings, needs
from tests.factories.accounts import NOW, make_member
from tests.factories.matches import (
    explain,
    make_accepted_by_listing,
    make_accepted_by_need,
    make_pair,
    make_record_listing,
    make_record_need,
)

pytestmark = pytest.mark.django_db


def deliver(*rows):
    for row in rows:
        facts = {"event": row.event, "subject_kind": row.subject_kind, "subject_id": row.subject_id}
        reactions.tell(**facts, version=row.version, **row.facts)


def emitted(match):
    return list(OutboxRow.objects.filter(subject_kind="match", subject_id=match.pk).order_by("pk"))


def told(match):
    """(kind, recipient) of every notice about the pair."""
    rows = Notice.objects.filter(subject_kind="match", subject_id=match.pk)
    return sorted(rows.values_list("kind", "recipient_id"))


def test_editors_of_both_sides_are_told_of_a_proposal_once():
    match = make_pair()
    make_member(match.need.owner, role="viewer")
    second = make_member(match.listing.owner, role="editor")

    deliver(*emitted(match) * 2)

    founders = {
        side: owner.memberships.get(role="admin").user_id
        for side, owner in (("need", match.need.owner), ("listing", match.listing.owner))
    }
    assert told(match) == sorted(
        [
            ("match_proposed_need", founders["need"]),
            ("match_proposed_need", match.need.author_id),
            ("match_proposed_listing", founders["listing"]),
            ("match_proposed_listing", match.listing.author_id),
            ("match_proposed_listing", second.pk),
        ]
    )


def test_each_side_reads_its_own_words_in_both_languages():
    match = make_pair(score=0.82)

    deliver(*emitted(match))

    asks = Notice.objects.get(recipient=match.need.author)
    offers = Notice.objects.get(recipient=match.listing.author)
    assert asks.title_en == f"A match for “{match.need.title}”: “{match.listing.title}”"
    assert offers.title_en == f"“{match.listing.title}” may solve a need: “{match.need.title}”"
    assert asks.body_en.startswith("82 of 100, strong.")
    assert asks.path == f"/my/matches/{match.public_id}/"


def test_nobody_is_told_for_a_catalogue_record():
    offered, asked = make_pair(listing=make_record_listing()), make_pair(need=make_record_need())

    deliver(*emitted(offered), *emitted(asked))

    assert {kind for kind, _who in told(offered)} == {"match_proposed_need"}
    assert {kind for kind, _who in told(asked)} == {"match_proposed_listing"}


def test_a_re_score_rings_nobody_and_a_risen_band_rings_once():
    match = make_pair(score=0.6)
    deliver(*emitted(match))
    before = len(told(match))

    for score in (0.62, 0.8, 0.7, 0.81):
        explanation = explain(score, need=match.need, listing=match.listing)
        actions.propose(need_id=match.need_id, listing_id=match.listing_id, explanation=explanation, now=NOW)
    deliver(*emitted(match) * 2)

    rose = [row for row in told(match) if row[0].startswith("match_rose")]
    assert len(told(match)) - before == len(rose) == 4  # The author and the founder of each side, once.


def test_the_side_that_has_to_answer_is_told_the_day():
    match = make_accepted_by_need(listing=listings.make_published(response_days=3))

    deliver(*emitted(match))

    assert {kind for kind, _who in told(match)} == {"match_accepted_listing"}
    notice = Notice.objects.get(recipient=match.listing.author)
    assert notice.category == "reply"
    assert "26 Nov 2026" in notice.body_en
    assert "26/11/2026" in notice.body_vi


def test_both_are_told_of_the_introduction():
    match = make_accepted_by_listing()
    actions.accept_match(match_id=match.pk, actor=needs.owner_of(match.need), now=NOW)

    deliver(*emitted(match))

    assert {kind for kind, _who in told(match)} == {"match_introduced_need", "match_introduced_listing"}


def test_only_who_said_yes_is_told_of_a_no():
    accepted, merely_proposed = make_accepted_by_listing(), make_pair()
    for match in (accepted, merely_proposed):
        actions.dismiss_match(match_id=match.pk, reason="price", actor=needs.owner_of(match.need), now=NOW)
        deliver(*emitted(match))

    assert {kind for kind, _who in told(accepted)} == {"match_dismissed_listing"}
    assert "Price" in Notice.objects.get(recipient=accepted.listing.author).body_en
    assert told(merely_proposed) == []


def test_only_who_said_yes_is_told_that_no_answer_came():
    match = make_accepted_by_need()
    actions.make_stale(match_ids=[match.pk], reason=StaleReason.UNANSWERED, now=NOW)

    deliver(*emitted(match))

    assert {kind for kind, _who in told(match)} == {"match_stale_need"}


def test_the_other_sides_title_is_not_told_once_it_is_off_view():
    match = make_accepted_by_need()
    actions.make_stale(match_ids=[match.pk], reason=StaleReason.LEFT_VIEW, now=NOW)
    holds.place_hold(match.listing, "complaint", subject=match, now=NOW, until=None)

    deliver(*emitted(match))

    notice = Notice.objects.get(recipient=match.need.author)
    assert notice.title_en == f"No answer on “{match.need.title}” and “No longer in view”"
    assert match.listing.title not in notice.title_vi


def test_a_proposal_that_nobody_may_read_any_more_rings_nobody():
    match = make_pair()
    listings.actions.pause_listing(listing_id=match.listing_id, actor=listings.owner_of(match.listing), now=NOW)

    deliver(*emitted(match))

    assert told(match) == []


def test_any_order_of_events_tells_the_same_once():
    """Late, repeated and reordered: what is told depends on where the pair stands, not on the order."""
    match = make_pair(score=0.6)
    better = explain(0.8, need=match.need, listing=match.listing)
    actions.propose(need_id=match.need_id, listing_id=match.listing_id, explanation=better, now=NOW)
    actions.accept_match(match_id=match.pk, actor=needs.owner_of(match.need), now=NOW)
    actions.accept_match(match_id=match.pk, actor=listings.owner_of(match.listing), now=NOW)
    rows = emitted(match)

    seen = set()
    for order in permutations(rows, 3):
        Notice.objects.all().delete()
        deliver(*order, *rows)
        seen.add(tuple(kind for kind, _who in told(match)))

    assert seen == {("match_introduced_listing",) * 2 + ("match_introduced_need",) * 2}


def test_whoever_left_a_side_is_mailed_nothing_more_of_it():
    match = make_pair()
    leaver = make_member(match.need.owner, role="editor")
    deliver(*emitted(match))
    kind = kind_named("match_proposed_need")
    notice = Notice.objects.get(recipient=leaver)
    assert kind.may_still_tell(notice)

    leave_organisation(organisation_id=match.need.owner_id, actor=actor_of(leaver), now=NOW)

    assert not kind.may_still_tell(notice)
