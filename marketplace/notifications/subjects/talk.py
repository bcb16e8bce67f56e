"""Questions and messages as what people complain of: the other side is whoever wrote them."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.common.permissions import Actor
from marketplace.notifications import rules
from marketplace.notifications.models import Message, Question
from marketplace.notifications.states import SHOWN, QuestionState
from marketplace.notifications.subjects.registry import Subject, SubjectFacts

TITLE_CHARS = 80


def _questions(actor: Actor) -> QuerySet[Question]:
    """One's own and those of one's desk; for everybody what stands under a page now."""
    seen = Q(conversation__in=rules.conversations_visible_to(actor)) | Q(pk__in=rules.shown_questions())
    return Question.objects.select_related("conversation", "asked").filter(seen)


def _find_questions(ids: Collection[int], actor: Actor) -> dict[int, SubjectFacts]:
    return {row.pk: _question_facts(row) for row in _questions(actor).filter(pk__in=ids)}


def _question_facts(row: Question) -> SubjectFacts:
    title = _short(row.asked.body)
    return SubjectFacts(
        kind="question",
        subject_id=row.pk,
        key=row.conversation.public_id,
        title_vi=title,
        title_en=title,
        path=f"/my/messages/{row.conversation.public_id}/",
        owner_id=row.conversation.side_id,
        in_view=row.state in SHOWN,
        hidden_owner=True,
        state=row.state,
        author_id=row.asked.author_id,
    )


def _question_key(key: str, actor: Actor) -> int | None:
    return _questions(actor).filter(conversation__public_id=key).values_list("pk", flat=True).first()


def _freeze_question(question_id: int) -> dict[str, str]:
    row = Question.objects.select_related("asked", "answered").get(pk=question_id)
    return {"question": row.asked.body, "answer": row.answered.body if row.answered else ""}


def _messages(actor: Actor) -> QuerySet[Message]:
    answers = Q(pk__in=rules.shown_questions().values("answered"))
    seen = Q(conversation__in=rules.conversations_visible_to(actor)) | answers
    return Message.objects.select_related("conversation").filter(seen)


def _find_messages(ids: Collection[int], actor: Actor) -> dict[int, SubjectFacts]:
    return {row.pk: _message_facts(row) for row in _messages(actor).filter(pk__in=ids)}


def _message_facts(row: Message) -> SubjectFacts:
    title = _short(row.body)
    return SubjectFacts(
        kind="message",
        subject_id=row.pk,
        key=row.public_id,
        title_vi=title,
        title_en=title,
        path=f"/my/messages/{row.conversation.public_id}/",
        owner_id=row.acted_for_id,
        in_view=False,
        hidden_owner=True,
        state="hidden" if row.hidden_at else "shown",
        author_id=row.author_id,
    )


def _message_key(key: str, actor: Actor) -> int | None:
    return _messages(actor).filter(public_id=key).values_list("pk", flat=True).first()


def _freeze_message(message_id: int) -> dict[str, str]:
    return {"message": Message.objects.get(pk=message_id).body}


def _short(text: str) -> str:
    return text if len(text) <= TITLE_CHARS else text[: TITLE_CHARS - 1].rstrip() + "…"


QUESTION = Subject(
    kind="question",
    name=_("Question"),
    find_many=_find_questions,
    find_key=_question_key,
    freeze=_freeze_question,
    state_label=lambda state: QuestionState(state).label,
    complaints=True,
)
MESSAGE = Subject(
    kind="message",
    name=_("Message"),
    find_many=_find_messages,
    find_key=_message_key,
    freeze=_freeze_message,
    state_label=lambda state: _("Hidden") if state == "hidden" else _("Shown"),
    complaints=True,
)
