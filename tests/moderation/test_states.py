"""The table of complaints, and that every action keeps to it from every state."""

import pytest

from marketplace.common.models import AuditEntry
from marketplace.common.problems import NotFound, TransitionRefused
from marketplace.moderation import actions
from marketplace.moderation.states import COMPLAINT, EFFECTS, Effect
from tests.factories.accounts import NOW
from tests.factories.complaints import MAKERS, RULING, after_answer, complainant_of, make_judge, other_side_of
from tests.factories.listings import make_reviewer

EXPECTED = """
filed grade_serious in_review
filed grade_plain in_review
filed dismiss_unfounded dismissed
in_review ask_other_side awaiting_answer
awaiting_answer answer in_review
in_review uphold upheld
in_review dismiss dismissed
filed withdraw withdrawn
in_review withdraw withdrawn
awaiting_answer withdraw withdrawn
"""
MOVES = {tuple(line.split()[:2]): line.split()[2] for line in EXPECTED.strip().splitlines()}
BEFORE_ANYBODY_LOOKED = ("filed", "answer")  # The other side does not know of it yet.
REASONS = {"reason": "no_breach", "text": "Không thấy."}
ACTIONS = {
    "grade_serious": lambda row: actions.grade_serious(complaint_id=row.pk, actor=make_reviewer(), now=NOW),
    "grade_plain": lambda row: actions.grade_plain(complaint_id=row.pk, actor=make_reviewer(), now=NOW),
    "dismiss_unfounded": lambda row: actions.dismiss_unfounded(
        complaint_id=row.pk, actor=make_reviewer(), now=NOW, **REASONS
    ),
    "ask_other_side": lambda row: actions.ask_other_side(complaint_id=row.pk, text="?", actor=make_judge(), now=NOW),
    "answer": lambda row: actions.answer_complaint(complaint_id=row.pk, text="!", actor=other_side_of(row), now=NOW),
    "uphold": lambda row: actions.uphold_complaint(complaint_id=row.pk, ruling=RULING, actor=make_judge(), now=NOW),
    "dismiss": lambda row: actions.dismiss_complaint(complaint_id=row.pk, actor=make_judge(), now=NOW, **REASONS),
    "withdraw": lambda row: actions.withdraw_complaint(complaint_id=row.pk, actor=complainant_of(row), now=NOW),
}


def test_the_table_is_the_one_of_the_workflow():
    assert {(str(state), move): str(target) for (state, move), target in COMPLAINT.table.items()} == MOVES
    assert COMPLAINT.start == {"file": "filed"}


@pytest.mark.parametrize("state", COMPLAINT.states)
@pytest.mark.parametrize("move", sorted(ACTIONS))
@pytest.mark.django_db
def test_an_action_moves_from_the_states_of_the_table_only_and_is_recorded_once(state, move):
    complaint = MAKERS[state]()
    before = AuditEntry.objects.filter(subject_kind="complaint").count()

    if (state, move) not in MOVES:
        with pytest.raises(NotFound if (state, move) == BEFORE_ANYBODY_LOOKED else TransitionRefused):
            ACTIONS[move](complaint)
        assert AuditEntry.objects.filter(subject_kind="complaint").count() == before
        return
    moved = ACTIONS[move](complaint)

    assert moved.state == MOVES[state, move]
    entries = AuditEntry.objects.filter(subject_kind="complaint").order_by("id").values_list("verb", flat=True)
    assert list(entries)[before:] == [f"complaint.{move}"]


@pytest.mark.django_db
def test_the_clock_goes_on_without_an_answer_and_not_before_the_day():
    complaint = MAKERS["awaiting_answer"]()

    with pytest.raises(TransitionRefused):
        actions.go_on_without_answer(complaint_id=complaint.pk, now=NOW)
    assert actions.go_on_due(NOW) == 0
    assert actions.go_on_due(after_answer(complaint)) == 1
    complaint.refresh_from_db()
    assert (complaint.state, complaint.answer) == ("in_review", "")


def test_every_kind_of_subject_has_its_effects():
    assert {kind: sorted(effects) for kind, effects in EFFECTS.items()} == {
        "listing": sorted([Effect.ASK_CHANGES, Effect.TAKE_DOWN, Effect.NOTED]),
        "need": sorted([Effect.ASK_CHANGES, Effect.TAKE_DOWN, Effect.NOTED]),
        "question": sorted([Effect.REMOVE, Effect.NOTED]),
        "message": sorted([Effect.HIDE, Effect.NOTED]),
        "organisation": [Effect.NOTED],
    }
