"""Pairs that go out without a no."""

from datetime import timedelta

import pytest
from django.conf import settings

from marketplace.matches import actions, events
from marketplace.matches.models import Match
from marketplace.matches.states import StaleReason
from tests.factories import needs
from tests.factories.accounts import NOW
from tests.factories.matches import (
    fresh,
    make_accepted_by_listing,
    make_dismissed,
    make_introduced,
    make_pair,
    make_stale,
)

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=settings.MATCH_STALE_DAYS)


def test_a_pair_goes_out_after_30_days_without_a_move(events_of):
    match = make_pair()

    early = actions.stale_due(NOW + DAYS - timedelta(seconds=1))
    late = actions.stale_due(NOW + DAYS)
    again = actions.stale_due(NOW + DAYS)

    assert (early, late, again) == (0, 1, 0)
    kept = fresh(match)
    assert (kept.state, kept.stale_reason) == ("stale", "unanswered")
    assert events_of(match) == [events.PROPOSED, events.STALE]


def test_a_move_starts_the_days_anew():
    match = make_accepted_by_listing()
    Match.objects.filter(pk=match.pk).update(state_since=NOW + timedelta(days=20))

    assert actions.stale_due(NOW + DAYS) == 0


def test_a_side_that_left_takes_its_live_pairs_along():
    need = needs.make_open()
    live = [make_pair(need=need), make_accepted_by_listing(need=need)]
    over = [make_dismissed(need=need), make_introduced(need=need), make_stale(need=need)]
    before = [fresh(match).state for match in over]

    done = actions.make_stale(match_ids=[match.pk for match in (*live, *over)], reason=StaleReason.LEFT_VIEW, now=NOW)

    assert done == 2
    assert [fresh(match).stale_reason for match in live] == ["left_view", "left_view"]
    assert [fresh(match).state for match in over] == before


def test_a_reason_that_is_none_is_refused():
    with pytest.raises(ValueError, match="boredom"):
        actions.make_stale(match_ids=[], reason="boredom", now=NOW)


@pytest.mark.parametrize("kind", ["need", "listing"])
def test_pairs_that_a_new_run_no_longer_supports_retire(kind):
    kept = make_pair()
    own = {"need": kept.need} if kind == "need" else {"listing": kept.listing}
    gone, elsewhere = make_pair(**own), make_pair()
    object_id = getattr(kept, f"{kind}_id")
    other = "listing" if kind == "need" else "need"

    done = actions.retire_pairs_of(kind=kind, object_id=object_id, keep={getattr(kept, f"{other}_id")}, now=NOW)

    assert done == 1
    assert [fresh(match).state for match in (kept, gone, elsewhere)] == ["proposed", "stale", "proposed"]
    assert fresh(gone).stale_reason == "no_longer_fits"
