"""The table of moves: what leads where, and that nothing else does."""

import pytest

from marketplace.common.problems import TransitionRefused
from marketplace.needs.states import NEED

EXPECTED = """
draft submit submitted
changes_requested submit submitted
draft self_publish open
changes_requested self_publish open
submitted recall draft
submitted take in_review
in_review give_back submitted
in_review ask_changes changes_requested
in_review approve open
in_review reject rejected
rejected revise draft
expired revise draft
open pause paused
paused resume open
open close_unmet closed_unmet
paused close_unmet closed_unmet
open expire expired
paused expire expired
expired renew open
open withdraw withdrawn
paused withdraw withdrawn
expired withdraw withdrawn
open ask_changes changes_requested
paused ask_changes changes_requested
expired ask_changes changes_requested
open take_down withdrawn
paused take_down withdrawn
expired take_down withdrawn
changes_requested lapse archived
draft archive archived
rejected archive archived
closed_unmet archive archived
expired archive archived
withdrawn archive archived
"""
MOVES = {tuple(line.split()[:2]): line.split()[2] for line in EXPECTED.strip().splitlines()}


def test_the_table_of_moves_is_the_one_of_the_workflow():
    assert {(str(state), move): str(target) for (state, move), target in NEED.table.items()} == MOVES


def test_a_life_begins_as_a_draft_or_by_import():
    assert NEED.start == {"create": "draft", "import_published": "open"}


@pytest.mark.parametrize("state", NEED.states)
@pytest.mark.parametrize("move", NEED.moves)
def test_every_pair_outside_the_table_is_refused(state, move):
    if (state, move) in MOVES:
        assert NEED.next(state, move) == MOVES[state, move]
        return

    with pytest.raises(TransitionRefused):
        NEED.next(state, move)
