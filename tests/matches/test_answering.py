"""Yes and no: who says it, what follows at once, and what the table forbids."""

from datetime import date, timedelta

import pytest

from marketplace.accounts import actions as accounts
from marketplace.accounts.queries import actor_of
from marketplace.common.models import AuditEntry
from marketplace.common.permissions import ANONYMOUS, SYSTEM
from marketplace.common.problems import Invalid, NotAllowed, NotFound, Stale, TransitionRefused
from marketplace.listings import actions as listing_actions
from marketplace.matches import actions, events
from marketplace.matches.actions.answering import NobodyAnswers, OutOfView
from marketplace.matches.models import Match
from marketplace.matches.states import OPEN, State
from marketplace.moderation import actions as moderation
from tests.factories import listings, needs, talk
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff
from tests.factories.listings import editor_of
from tests.factories.matches import (
    fresh,
    make_accepted_by_listing,
    make_accepted_by_need,
    make_dismissed,
    make_introduced,
    make_pair,
    make_record_listing,
    make_stale,
)

pytestmark = pytest.mark.django_db
MAKE = {
    State.PROPOSED: make_pair,
    State.ACCEPTED_BY_NEED: make_accepted_by_need,
    State.ACCEPTED_BY_LISTING: make_accepted_by_listing,
    State.INTRODUCED: make_introduced,
    State.DISMISSED: make_dismissed,
    State.STALE: make_stale,
}
AFTER_ACCEPT = {
    (State.PROPOSED, "need"): State.ACCEPTED_BY_NEED,
    (State.PROPOSED, "listing"): State.ACCEPTED_BY_LISTING,
    (State.ACCEPTED_BY_NEED, "listing"): State.INTRODUCED,
    (State.ACCEPTED_BY_LISTING, "need"): State.INTRODUCED,
}


def somebody(match, side):
    """Another editor of that side than the one who answered before."""
    return editor_of(match.need.owner if side == "need" else match.listing.owner)


def accept(match, actor, *, now=NOW, **more):
    return actions.accept_match(match_id=match.pk, actor=actor, now=now, **more)


def dismiss(match, actor, *, reason="price", now=NOW, **more):
    return actions.dismiss_match(match_id=match.pk, reason=reason, actor=actor, now=now, **more)


@pytest.mark.parametrize("side", ["need", "listing"])
@pytest.mark.parametrize("state", MAKE, ids=str)
def test_a_yes_leads_where_the_table_says(state, side):
    match = MAKE[state]()
    expected = AFTER_ACCEPT.get((state, side))
    actor = somebody(match, side)

    if expected is None:
        with pytest.raises(TransitionRefused):
            accept(match, actor)
    else:
        accept(match, actor)

    assert fresh(match).state == (expected or state)


@pytest.mark.parametrize("side", ["need", "listing"])
@pytest.mark.parametrize("state", MAKE, ids=str)
def test_a_no_leads_where_the_table_says(state, side):
    match = MAKE[state]()
    actor = somebody(match, side)

    if state in OPEN:
        dismiss(match, actor)
        kept = fresh(match)
        assert (kept.state, kept.dismissed_side, kept.dismissed_reason) == ("dismissed", side, "price")
    else:
        with pytest.raises(TransitionRefused):
            dismiss(match, actor)
        assert fresh(match).state == state


def test_the_first_yes_starts_the_other_sides_clock(events_of):
    match = make_pair(listing=listings.make_published(response_days=3))

    accept(match, needs.owner_of(match.need))

    kept = fresh(match)
    assert kept.answer_by == date(2026, 11, 26)  # Three working days after Monday, 23 November.
    assert (kept.accepted_need_by_id, kept.accepted_need_at) == (match.need.author_id, NOW)
    assert events_of(match) == [events.PROPOSED, events.ACCEPTED]


def test_the_second_yes_introduces_at_once(events_of):
    match = make_accepted_by_listing()

    accept(match, needs.owner_of(match.need), now=NOW + timedelta(hours=1))

    kept = fresh(match)
    assert (kept.state, kept.introduced_at, kept.answer_by) == ("introduced", NOW + timedelta(hours=1), None)
    assert events_of(match)[-2:] == [events.MUTUAL, events.INTRODUCED]
    rows = AuditEntry.objects.filter(subject_kind="match", subject_id=match.pk).order_by("pk")
    assert list(rows.values_list("verb", "actor")) == [
        ("match.propose", "system"),
        ("match.accept_listing", f"user:{match.listing.author_id}"),
        ("match.accept_need", f"user:{match.need.author_id}"),
        ("match.introduce", "system"),
    ]


def test_one_person_cannot_say_yes_for_both_sides():
    match = make_accepted_by_need()
    person = match.need.author
    make_member(match.listing.owner, role="editor", user=person)
    for_listing = actor_of(person, organisation_id=match.listing.owner_id)

    with pytest.raises(NotAllowed):
        accept(match, for_listing)

    assert fresh(match).state == "accepted_by_need"


def test_a_stranger_learns_nothing_of_a_pair():
    match = make_pair()

    for actor in (actor_for(make_organisation()), ANONYMOUS):
        for answer in (accept, dismiss):
            with pytest.raises(NotFound):
                answer(match, actor)


@pytest.mark.parametrize("answer", [accept, dismiss])
def test_viewers_and_staff_see_it_and_may_not_answer(answer):
    match = make_pair()

    for actor in (actor_for(match.need.owner, role="viewer"), make_staff("reviewer")):
        with pytest.raises(NotAllowed):
            answer(match, actor)


def test_no_answer_without_a_pair():
    with pytest.raises(NotFound):
        actions.accept_match(match_id=4_000_000, actor=actor_for(make_organisation()), now=NOW)


@pytest.mark.parametrize("reason", ["", "ugly"])
def test_a_no_gives_a_reason_of_the_list(reason):
    match = make_pair()

    with pytest.raises(Invalid) as refused:
        dismiss(match, needs.owner_of(match.need), reason=reason)

    assert [error.pointer for error in refused.value.errors] == ["/reason"]
    assert fresh(match).state == "proposed"


@pytest.mark.parametrize("answer", [accept, dismiss])
def test_who_saw_another_version_answers_nothing(answer):
    match = make_pair()

    with pytest.raises(Stale):
        answer(match, needs.owner_of(match.need), expected_version=match.version + 1)

    assert fresh(match).state == "proposed"


def test_nobody_is_asked_to_answer_for_a_catalogue_record():
    match = make_pair(listing=make_record_listing())

    with pytest.raises(NobodyAnswers):
        accept(match, needs.owner_of(match.need))
    dismiss(match, needs.owner_of(match.need))

    assert fresh(match).state == "dismissed"


def test_nobody_is_introduced_to_a_side_that_left_the_view():
    match = make_accepted_by_need()
    listing_actions.withdraw_listing(
        listing_id=match.listing_id,
        reason="transferred_elsewhere",
        note="",
        actor=listings.owner_of(match.listing),
        now=NOW,
    )

    with pytest.raises(OutOfView):
        accept(match, listings.owner_of(match.listing))


def test_nobody_is_introduced_to_a_suspended_organisation():
    match = make_accepted_by_need()
    operator = make_staff("operator")
    accounts.suspend_organisation(organisation_id=match.need.owner_id, reason="false_papers", actor=operator, now=NOW)

    with pytest.raises(OutOfView):
        accept(match, listings.owner_of(match.listing))


@pytest.mark.parametrize("side", ["need", "listing"])
def test_nobody_is_introduced_to_a_side_that_a_complaint_took_off_view(side):
    match = make_accepted_by_need()
    thing = match.need if side == "need" else match.listing
    filed = moderation.file_complaint(
        kind=side,
        subject_id=thing.pk,
        ground="ip_infringement",
        statement="Của chúng tôi.",
        actor=talk.make_asker(),
        now=NOW,
    )
    moderation.grade_serious(complaint_id=filed.pk, actor=make_staff("reviewer"), now=NOW)

    with pytest.raises(OutOfView):
        accept(match, listings.owner_of(match.listing))

    assert fresh(match).state == "accepted_by_need"


@pytest.mark.parametrize("blocker", ["need", "listing"])
def test_nobody_is_introduced_to_an_organisation_that_blocks_or_is_blocked(blocker):
    match = make_accepted_by_need()
    if blocker == "need":
        talk.block(match.need, listings.owner_of(match.listing))
    else:
        talk.block(match.listing, needs.owner_of(match.need))

    with pytest.raises(OutOfView):
        accept(match, listings.owner_of(match.listing))

    assert fresh(match).state == "accepted_by_need"


def test_the_machine_answers_for_nobody():
    match = make_pair()

    with pytest.raises(NotAllowed):
        accept(match, SYSTEM)

    assert Match.objects.get().state == "proposed"
