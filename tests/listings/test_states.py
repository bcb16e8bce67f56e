"""The table of moves: what leads where, and that nothing else does."""

import pytest

from marketplace.common.problems import TransitionRefused
from marketplace.listings.states import LISTING, REVISION

EXPECTED = """
draft submit submitted
changes_requested submit submitted
draft self_publish published
changes_requested self_publish published
submitted recall draft
submitted take in_review
in_review give_back submitted
in_review ask_changes changes_requested
in_review approve published
in_review reject rejected
rejected revise draft
expired revise draft
published pause paused
paused resume published
published expire expired
paused expire expired
published renew published
expired renew published
published withdraw withdrawn
paused withdraw withdrawn
expired withdraw withdrawn
published ask_changes changes_requested
paused ask_changes changes_requested
expired ask_changes changes_requested
published take_down withdrawn
paused take_down withdrawn
expired take_down withdrawn
changes_requested lapse archived
draft archive archived
rejected archive archived
withdrawn archive archived
expired archive archived
"""
MOVES = {tuple(line.split()[:2]): line.split()[2] for line in EXPECTED.strip().splitlines()}


def test_the_table_of_moves_is_the_one_of_the_workflow():
    assert {(str(state), move): str(target) for (state, move), target in LISTING.table.items()} == MOVES


def test_a_life_begins_as_a_draft_or_by_import():
    assert LISTING.start == {"create": "draft", "import_published": "published"}


@pytest.mark.parametrize("state", LISTING.states)
@pytest.mark.parametrize("move", LISTING.moves)
def test_every_pair_outside_the_table_is_refused(state, move):
    if (state, move) in MOVES:
        assert LISTING.next(state, move) == MOVES[state, move]
        return

    with pytest.raises(TransitionRefused):
        LISTING.next(state, move)


def test_an_archived_listing_moves_no_more():
    assert LISTING.allowed("archived") == []


@pytest.mark.parametrize("state", ["approved", "refused", "recalled"])
def test_a_decided_revision_stays_decided(state):
    assert REVISION.allowed(state) == []
