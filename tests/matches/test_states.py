"""The table of moves: what leads where, and that nothing else does."""

import pytest

from marketplace.common.problems import TransitionRefused
from marketplace.matches.states import ACCEPTED, LIVE, MATCH, MET, OPEN, Side

EXPECTED = """
proposed accept_need accepted_by_need
proposed accept_listing accepted_by_listing
accepted_by_need accept_listing mutual
accepted_by_listing accept_need mutual
mutual introduce introduced
proposed dismiss dismissed
accepted_by_need dismiss dismissed
accepted_by_listing dismiss dismissed
proposed stale stale
accepted_by_need stale stale
accepted_by_listing stale stale
mutual stale stale
dismissed propose proposed
stale propose proposed
"""
MOVES = {tuple(line.split()[:2]): line.split()[2] for line in EXPECTED.strip().splitlines()}


def test_the_table_of_moves_is_the_one_of_the_workflow():
    assert {(str(state), move): str(target) for (state, move), target in MATCH.table.items()} == MOVES


def test_a_life_begins_with_a_proposal():
    assert MATCH.start == {"propose": "proposed"}


@pytest.mark.parametrize("state", MATCH.states)
@pytest.mark.parametrize("move", MATCH.moves)
def test_every_pair_outside_the_table_is_refused(state, move):
    if (state, move) in MOVES:
        assert MATCH.next(state, move) == MOVES[state, move]
        return

    with pytest.raises(TransitionRefused):
        MATCH.next(state, move)


def test_the_groups_of_states_follow_from_the_table():
    can_be_dismissed = {state for state in MATCH.states if "dismiss" in MATCH.allowed(state)}
    can_go_stale = {state for state in MATCH.states if "stale" in MATCH.allowed(state)}

    assert can_be_dismissed == OPEN
    assert can_go_stale == LIVE
    assert {"mutual", "introduced"} == MET
    assert {"accepted_by_need", "accepted_by_listing"} == ACCEPTED


def test_each_side_knows_the_other():
    assert [side.other for side in Side] == [Side.LISTING, Side.NEED]
