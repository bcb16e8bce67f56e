"""Public questions: who may ask what, who answers, what the clock and a reviewer do, and what everybody reads."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.holds import place_hold
from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import (
    Invalid,
    LoginNeeded,
    NotAllowed,
    NotFound,
    TooManyRequests,
    TransitionRefused,
)
from marketplace.listings.actions import edit_listing, pause_listing, revise_listing, withdraw_listing
from marketplace.notifications import actions, queries
from marketplace.notifications.actions.asking import Blocked, TakesNoQuestions
from marketplace.notifications.models import Message, Notice, Question
from marketplace.notifications.reactions import tell
from marketplace.notifications.states import QUESTION, QuestionState, RemoveReason
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user
from tests.factories.listings import make_draft, make_expired, make_published, make_reviewer, owner_of
from tests.factories.needs import make_open
from tests.factories.talk import TEXT, answerer_of, make_answered, make_asker, make_person, make_question

pytestmark = pytest.mark.django_db

EXPECTED = """
asked answer answered
asked decline declined
asked lapse lapsed
asked remove removed
answered remove removed
"""
MOVES = {tuple(line.split()[:2]): line.split()[2] for line in EXPECTED.strip().splitlines()}


@pytest.mark.parametrize("state", QUESTION.states)
@pytest.mark.parametrize("move", QUESTION.moves)
def test_a_pair_leads_where_the_workflow_says_and_nowhere_else(state, move):
    if (state, move) in MOVES:
        assert QUESTION.next(state, move) == MOVES[state, move]
        return

    with pytest.raises(TransitionRefused):
        QUESTION.next(state, move)


def test_the_owner_has_its_promised_working_days():
    question = make_question()  # On Monday 23/11/2026, ten working days promised.

    assert (question.state, question.due_on) == (QuestionState.ASKED, date(2026, 12, 7))


def test_a_need_is_asked_about_as_a_listing_is():
    need = make_open()

    question = actions.ask_question(kind="need", subject_id=need.pk, text=TEXT, actor=make_asker(), now=NOW)

    assert question.conversation.owner_id == need.owner_id


def test_a_person_without_an_organisation_may_ask():
    question = make_question(asker=make_person())

    assert question.conversation.side is None


def test_a_guest_signs_in_first():
    listing = make_published()

    with pytest.raises(LoginNeeded):
        make_question(about=listing, asker=ANONYMOUS)


def test_an_address_is_confirmed_first():
    listing = make_published()

    with pytest.raises(NotAllowed):
        make_question(about=listing, asker=actor_of(make_user(email_confirmed=False)))


def test_nobody_asks_the_own_organisation():
    listing = make_published()

    with pytest.raises(NotAllowed):
        make_question(about=listing, asker=owner_of(listing))


def test_what_the_asker_may_not_know_is_not_found():
    draft = make_draft()

    with pytest.raises(NotFound):
        make_question(about=draft)


def test_what_is_paused_is_still_in_view_and_takes_questions():
    listing = make_published()
    pause_listing(listing_id=listing.pk, actor=owner_of(listing), now=NOW)

    assert make_question(about=listing).state == QuestionState.ASKED


def test_a_reviewer_who_sees_a_draft_in_review_does_not_ask_about_it():
    listing = make_published()
    withdraw_listing(listing_id=listing.pk, reason="no_longer_offered", note="", actor=owner_of(listing), now=NOW)

    with pytest.raises(TakesNoQuestions):
        make_question(about=listing, asker=make_reviewer())


@pytest.mark.parametrize("kind", ["organisation", "run", "nonsense"])
def test_other_things_take_no_questions(kind):
    organisation = make_organisation()

    with pytest.raises(NotFound):
        actions.ask_question(kind=kind, subject_id=organisation.pk, text=TEXT, actor=make_asker(), now=NOW)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_a_question_says_something_within_its_limit(text):
    listing = make_published()

    with pytest.raises(Invalid):
        make_question(about=listing, text=text)


def test_five_questions_a_day_and_the_next_day_again():
    listing, asker = make_published(), make_asker()
    for _ in range(5):
        make_question(about=listing, asker=asker)

    with pytest.raises(TooManyRequests) as refused:
        make_question(about=listing, asker=asker)
    tomorrow = make_question(about=listing, asker=asker, now=NOW + timedelta(days=1))

    assert refused.value.retry_after_seconds == 14 * 3600 + 1  # Ten in the morning, to midnight.
    assert tomorrow.state == QuestionState.ASKED


def test_a_blocked_organisation_may_not_ask_through_anybody_until_it_is_lifted():
    question = make_question()
    asker, owner = question.conversation.side, answerer_of(question)
    block = actions.block_asker(public_id=question.conversation.public_id, actor=owner, now=NOW)
    listing_id = question.conversation.subject_id
    another = actor_for(asker, role=Role.EDITOR)

    with pytest.raises(Blocked):
        actions.ask_question(kind="listing", subject_id=listing_id, text=TEXT, actor=another, now=NOW)
    actions.lift_block(block_id=block.pk, actor=owner, now=NOW)

    assert actions.ask_question(kind="listing", subject_id=listing_id, text=TEXT, actor=another, now=NOW).pk


def test_whoever_asked_for_a_blocked_organisation_may_not_ask_for_another_until_it_is_lifted():
    person = make_user()
    one, other = make_organisation(), make_organisation()
    for organisation in (one, other):
        make_member(organisation, user=person)
    question = make_question(asker=actor_of(person, organisation_id=one.pk))
    owner, listing_id = answerer_of(question), question.conversation.subject_id
    block = actions.block_asker(public_id=question.conversation.public_id, actor=owner, now=NOW)
    elsewhere = actor_of(person, organisation_id=other.pk)

    with pytest.raises(Blocked):
        actions.ask_question(kind="listing", subject_id=listing_id, text=TEXT, actor=elsewhere, now=NOW)
    actions.lift_block(block_id=block.pk, actor=owner, now=NOW)

    assert actions.ask_question(kind="listing", subject_id=listing_id, text=TEXT, actor=elsewhere, now=NOW).pk


def test_the_owners_editor_answers_once():
    question = make_question()

    answered = actions.answer_question(
        question_id=question.pk, text="Có, từ 5 kW.", actor=answerer_of(question), now=NOW
    )

    assert (answered.state, answered.answered.body) == (QuestionState.ANSWERED, "Có, từ 5 kW.")
    with pytest.raises(TransitionRefused):
        actions.answer_question(question_id=question.pk, text="Nữa", actor=answerer_of(question), now=NOW)


def test_the_asker_sees_the_question_and_does_not_answer_it():
    question = make_question()
    asker = actor_for(question.conversation.side)

    with pytest.raises(NotAllowed):
        actions.answer_question(question_id=question.pk, text="Có", actor=asker, now=NOW)


def test_for_a_stranger_an_open_question_does_not_exist():
    question = make_question()

    with pytest.raises(NotFound):
        actions.answer_question(question_id=question.pk, text="Có", actor=make_asker(), now=NOW)


def test_a_viewer_of_the_owner_does_not_answer():
    question = make_question()
    viewer = actor_for(question.conversation.owner, role=Role.VIEWER)

    with pytest.raises(NotAllowed):
        actions.decline_question(question_id=question.pk, reason="confidential", note="", actor=viewer, now=NOW)


def test_a_refusal_names_its_reason():
    question = make_question()

    with pytest.raises(Invalid):
        actions.decline_question(
            question_id=question.pk, reason="because", note="", actor=answerer_of(question), now=NOW
        )
    declined = actions.decline_question(
        question_id=question.pk, reason="confidential", note="Sau NDA", actor=answerer_of(question), now=NOW
    )

    assert (declined.state, declined.state_reason) == (QuestionState.DECLINED, "confidential")


def test_a_question_lapses_the_day_after_the_last_one():
    question = make_question()
    last = NOW + timedelta(days=14)

    assert actions.lapse_due_questions(last) == 0
    with pytest.raises(TransitionRefused):
        actions.lapse_question(question_id=question.pk, now=last)
    assert actions.lapse_due_questions(last + timedelta(days=1)) == 1
    assert Question.objects.get(pk=question.pk).state == QuestionState.LAPSED


@pytest.mark.parametrize("duty", [StaffRoleName.REVIEWER, StaffRoleName.JUDGE])
def test_a_reviewer_of_neither_side_removes_it_with_its_answer(duty):
    question = make_answered()

    removed = actions.remove_question(
        question_id=question.pk, reason="advertising", note="", actor=make_staff(duty), now=NOW
    )

    assert removed.state == QuestionState.REMOVED
    assert set(Message.objects.values_list("hidden_reason", flat=True)) == {"advertising"}
    assert not queries.public_questions("listing", question.conversation.subject_id).exists()


def test_a_reviewer_who_asked_does_not_remove_it():
    reviewer = make_reviewer()
    question = make_question(asker=reviewer)

    with pytest.raises(NotAllowed):
        actions.remove_question(question_id=question.pk, reason="off_topic", note="", actor=reviewer, now=NOW)


def test_other_staff_do_not_see_an_open_question():
    question = make_question()

    with pytest.raises(NotFound):
        actions.remove_question(
            question_id=question.pk,
            reason="off_topic",
            note="",
            actor=make_staff(StaffRoleName.OPERATOR),
            now=NOW,
        )


def test_everybody_reads_what_is_answered_and_nothing_else():
    listing = make_published()
    make_question(about=listing)
    answered = make_answered(about=listing)

    assert [row.pk for row in queries.public_questions("listing", listing.pk)] == [answered.pk]


def test_a_question_under_a_serious_complaint_is_off_view():
    answered = make_answered()
    place_hold(answered, "complaint", subject=answered.conversation.owner, now=NOW, until=None)

    assert not queries.public_questions("listing", answered.conversation.subject_id).exists()


def _tell_twice(event: str, question: Question) -> None:
    for _ in range(2):
        tell(event=event, subject_kind="question", subject_id=question.pk, version=question.index_version)


def test_the_owners_editors_are_told_once_and_not_the_asker():
    question = make_question()

    _tell_twice("notifications.question_asked", question)

    told = set(Notice.objects.values_list("recipient_id", flat=True))
    assert answerer_of(question).user_id in told
    assert question.conversation.opened_by_id not in told
    assert Notice.objects.count() == len(told)
    assert Notice.objects.first().category == "reply"


def test_the_day_of_the_promise_is_written_as_each_language_writes_it():
    question = make_question()

    _tell_twice("notifications.question_asked", question)

    notice = Notice.objects.first()
    assert f"{question.due_on:%b %Y}" in notice.body_en
    assert f"{question.due_on:%d/%m/%Y}" in notice.body_vi


def test_a_notice_names_neither_asker_nor_hidden_owner():
    listing = make_published(owner_hidden=True)
    question = make_answered(about=listing)

    _tell_twice("notifications.question_answered", question)

    notice = Notice.objects.get()
    words = " ".join((notice.title_vi, notice.title_en, notice.body_vi, notice.body_en))
    assert notice.recipient_id == question.conversation.opened_by_id
    assert listing.owner.name_vi not in words
    assert question.conversation.side.name_vi not in words


@pytest.mark.parametrize("move", ["declined", "lapsed", "removed"])
def test_the_asker_is_told_why(move):
    question = make_question()
    if move == "declined":
        actions.decline_question(
            question_id=question.pk, reason="confidential", note="", actor=answerer_of(question), now=NOW
        )
    elif move == "lapsed":
        actions.lapse_question(question_id=question.pk, now=NOW + timedelta(days=15))
    else:
        actions.remove_question(
            question_id=question.pk, reason=RemoveReason.ADVERTISING, note="", actor=make_reviewer(), now=NOW
        )

    _tell_twice(f"notifications.question_{move}", question)

    assert Notice.objects.filter(recipient_id=question.conversation.opened_by_id).count() == 1


def test_a_title_that_nobody_approved_is_told_to_nobody_who_asked():
    """What expired goes back to a draft while a question waits: its new words are its owner's alone."""
    listing = make_expired()
    question, owner = make_question(about=listing), owner_of(listing)
    draft = revise_listing(listing_id=listing.pk, actor=owner, now=NOW)
    changes = {"title_vi": "Tên chưa ai duyệt", "title_en": "Nobody approved this"}
    edit_listing(listing_id=draft.pk, changes=changes, expected_version=draft.version, actor=owner, now=NOW)
    actions.decline_question(question_id=question.pk, reason="confidential", note="", actor=owner, now=NOW)

    _tell_twice("notifications.question_declined", question)

    notice = Notice.objects.get(recipient_id=question.conversation.opened_by_id)
    assert (notice.title_vi, notice.title_en) == (
        "Câu hỏi của bạn về “Không còn hiện” không được trả lời công khai",
        "Your question about “No longer in view” is not answered in public",
    )


def test_each_move_is_recorded_once():
    question = make_answered()
    actions.remove_question(question_id=question.pk, reason="off_topic", note="", actor=make_reviewer(), now=NOW)

    verbs = AuditEntry.objects.filter(subject_kind="question").order_by("id").values_list("verb", flat=True)

    assert list(verbs) == ["question.ask", "question.answer", "question.remove"]


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "sold"},
        {"state": "answered"},
        {"state": "declined"},
        {"state": "removed"},
    ],
)
def test_the_database_refuses_a_row_that_breaks_its_state(columns):
    question = make_question()

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**columns)


def test_an_answer_is_an_event_of_the_question():
    make_answered()

    events = OutboxRow.objects.filter(subject_kind="question").values_list("event", flat=True)

    assert set(events) == {"notifications.question_asked", "notifications.question_answered"}
