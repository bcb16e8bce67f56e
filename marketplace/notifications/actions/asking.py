"""Public questions on a listing or a need: asked, answered under the page, declined, lapsed or removed."""

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.common.lifecycle import advance, begin
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, Actor, require, require_person
from marketplace.common.problems import Conflict, NotAllowed, NotFound, Stale, TooManyRequests, TransitionRefused
from marketplace.notifications import events, queries, rules, subjects
from marketplace.notifications.actions.saying import given_choice, given_text, say
from marketplace.notifications.models import MESSAGE_MAX_CHARS, NOTE_MAX_CHARS, Conversation, Question
from marketplace.notifications.states import QUESTION, ConversationKind, DeclineReason, RemoveReason
from marketplace.notifications.subjects import SubjectFacts
from marketplace.taxonomy.queries import working_day_after

SWEEP_BATCH = 500  # Rows of one sweep; the next one takes the rest.


class TakesNoQuestions(Conflict):
    """The object is not answered for on the floor: a catalogue record, or nothing in view."""

    code = "takes-no-questions"
    advice = gettext_lazy("Ask at the source, or look in again once it is in view.")


class Blocked(NotAllowed):
    """The owner takes no questions from this asker."""

    code = "blocked"
    advice = gettext_lazy("The owner decided so; other owners still take your questions.")


def ask_question(*, kind: str, subject_id: int, text: str, actor: Actor, now: datetime) -> Question:
    """Ask the owner of something in view a question that everybody may read with its answer.

    The owner is told and has its promised working days. Raises LoginNeeded, NotFound, NotAllowed, Blocked,
    TakesNoQuestions, Invalid, TooManyRequests.
    """
    person = require_person(actor)
    require(actor.email_confirmed, detail=_("Confirm your e-mail address first."))
    with transaction.atomic():
        facts = _asked_about(kind, subject_id, actor=actor)
        User.objects.select_for_update().get(pk=person)  # One question of a person at a time, so that none is missed.
        _refuse_many(person, now=now)
        conversation = Conversation.objects.create(
            kind=ConversationKind.PUBLIC_QUESTION,
            subject_kind=kind,
            subject_id=subject_id,
            opened_by_id=person,
            side_id=actor.organisation_id,
            owner_id=cast("int", facts.owner_id),
            opened_at=now,
            last_at=now,
        )
        asked = say(conversation, given_text(text, limit=MESSAGE_MAX_CHARS), actor=actor, now=now)
        due = working_day_after(timezone.localdate(now), facts.response_days).day
        question = Question(conversation=conversation, asked=asked, due_on=due, state_since=now)
        begin(question, "ask", actor=actor, now=now)
        emit(events.QUESTION_ASKED, subject=question)
    return question


def answer_question(*, question_id: int, text: str, actor: Actor, now: datetime) -> Question:
    """Answer in public, under the page. Raises NotFound, NotAllowed, TransitionRefused, Invalid."""
    with transaction.atomic():
        question = _locked(question_id, actor=actor)
        require(rules.may_answer(actor, question.conversation), detail=_("An editor of the owner answers."))
        QUESTION.next(question.state, "answer")
        answer = say(question.conversation, given_text(text, limit=MESSAGE_MAX_CHARS), actor=actor, now=now)
        advance(question, "answer", actor=actor, now=now, answered=answer, state_since=now)
        emit(events.QUESTION_ANSWERED, subject=question)
    return question


def decline_question(*, question_id: int, reason: str, note: str, actor: Actor, now: datetime) -> Question:
    """Not answer, with a `DeclineReason` that the asker is told.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        question = _locked(question_id, actor=actor)
        require(rules.may_answer(actor, question.conversation), detail=_("An editor of the owner answers."))
        QUESTION.next(question.state, "decline")
        columns = _reason(reason, note, DeclineReason)
        advance(question, "decline", actor=actor, now=now, reason=reason, state_since=now, **columns)
        emit(events.QUESTION_DECLINED, subject=question)
    return question


def remove_question(*, question_id: int, reason: str, note: str, actor: Actor, now: datetime) -> Question:
    """Take a question, and its answer, out of view with a `RemoveReason`; both sides are told.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        question = _locked(question_id, actor=actor)
        require(rules.may_remove(actor, question.conversation), detail=_("A reviewer of neither side removes it."))
        QUESTION.next(question.state, "remove")
        columns = _reason(reason, note, RemoveReason)
        question.conversation.messages.filter(hidden_at=None).update(hidden_at=now, hidden_reason=reason)
        advance(question, "remove", actor=actor, now=now, reason=reason, state_since=now, **columns)
        emit(events.QUESTION_REMOVED, subject=question)
    return question


def lapse_question(*, question_id: int, now: datetime) -> Question:
    """The clock's move when the promised day is over. Raises TransitionRefused before that."""
    with transaction.atomic():
        question = _locked(question_id, actor=CLOCK)
        if question.due_on >= timezone.localdate(now):
            raise TransitionRefused(_("Its last day is not over."))
        advance(question, "lapse", actor=CLOCK, now=now, state_since=now)
        emit(events.QUESTION_LAPSED, subject=question)
    return question


def lapse_due_questions(now: datetime) -> int:
    """Lapse what was not answered in time; returns how many. Each in its own transaction."""
    done = 0
    for question_id in queries.due_to_lapse(today=timezone.localdate(now), limit=SWEEP_BATCH):
        try:
            lapse_question(question_id=question_id, now=now)
        except (TransitionRefused, Stale, NotFound):
            continue  # Somebody moved it between the look and the lock.
        done += 1
    return done


def _asked_about(kind: str, subject_id: int, *, actor: Actor) -> SubjectFacts:
    if not subjects.subject_of(kind).questions:
        raise NotFound()
    facts = subjects.find(kind, subject_id, actor=actor)
    require(facts.owner_id != actor.organisation_id, detail=_("It is your own."))
    if not facts.takes_questions:
        raise TakesNoQuestions(facts.why_no_questions)
    if not facts.in_view or facts.owner_id is None:
        raise TakesNoQuestions(_("It is not in view, so it takes no questions now."))
    if queries.refuses(facts.owner_id, person_id=require_person(actor), organisation_id=actor.organisation_id):
        raise Blocked(_("The owner takes no questions from you."))
    return facts


def _refuse_many(person_id: int, *, now: datetime) -> None:
    local = timezone.localtime(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if queries.asked_since(person_id, moment=midnight) >= settings.QUESTIONS_PER_DAY:
        words = _("You have asked %(limit)s questions today; tomorrow you may ask again.")
        left = midnight + timedelta(days=1) - local
        raise TooManyRequests(
            words % {"limit": settings.QUESTIONS_PER_DAY}, retry_after_seconds=int(left.total_seconds()) + 1
        )


def _reason(reason: str, note: str, choices: Any) -> dict[str, Any]:
    given_choice(reason, choices)
    return {"state_reason": reason, "state_note": given_text(note, limit=NOTE_MAX_CHARS, needed=False, field="note")}


def _locked(question_id: int, *, actor: Actor) -> Question:
    """The question, locked until the transaction ends. Raises NotFound when unknown or not the actor's to see."""
    rows = Question.objects.filter(pk=question_id, conversation__in=rules.conversations_visible_to(actor))
    if not rows.exists():
        raise NotFound()
    locked = Question.objects.select_for_update(of=("self",))
    return locked.select_related("conversation__owner", "conversation__side").get(pk=question_id)
