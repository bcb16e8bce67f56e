"""The machine of a run, every pair of it."""

import itertools

import pytest

from marketplace.common.problems import TransitionRefused
from marketplace.valuation.states import RUN, RunState

TABLE = {
    ("queued", "start"): "computing",
    ("computing", "requeue"): "queued",
    ("computing", "finish"): "computed",
    ("computing", "fail"): "failed",
}
PAIRS = list(itertools.product(RunState.values, ["start", "requeue", "finish", "fail"]))


@pytest.mark.parametrize(("state", "move"), PAIRS)
def test_every_pair_leads_where_the_table_says_or_is_refused(state, move):
    if (state, move) in TABLE:
        assert RUN.next(state, move) == TABLE[state, move]
    else:
        with pytest.raises(TransitionRefused):
            RUN.next(state, move)


def test_a_run_begins_queued_and_nothing_leaves_its_ends():
    assert RUN.start == {"queue": "queued"}
    assert RUN.allowed(RunState.COMPUTED) == []
    assert RUN.allowed(RunState.FAILED) == []
