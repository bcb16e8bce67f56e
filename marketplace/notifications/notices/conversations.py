"""What conversations and bookmarks tell people. A question names nobody: neither who asked nor a hidden owner."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext, gettext_lazy

from marketplace.accounts.queries import member_ids
from marketplace.accounts.states import Role
from marketplace.common.permissions import SYSTEM
from marketplace.common.problems import NotFound, Words
from marketplace.common.web.formatting import write_date
from marketplace.notifications import events, subjects
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Bookmark, Category, Message, Notice, Question
from marketplace.notifications.states import QuestionState

BODY_SHOWN_CHARS = 300
CHANGES = {
    "price": gettext_lazy("The price changed."),
    "state": gettext_lazy("It stands elsewhere now."),
    "deadline": gettext_lazy("Its last day changed."),
}


def _once(_telling: Telling) -> str:
    """A question is asked, answered, declined or removed once: an event that arrives again tells nothing new."""
    return "1"


def _question(question_id: int) -> Question:
    return Question.objects.select_related("conversation", "asked", "answered").get(pk=question_id)


def _owner_editors(telling: Telling) -> Iterable[int]:
    conversation = _question(telling.subject_id).conversation
    editors = member_ids(conversation.owner_id, at_least=Role.EDITOR)
    return [person for person in editors if person != conversation.opened_by_id]


def _asker(telling: Telling) -> Iterable[int]:
    return [_question(telling.subject_id).conversation.opened_by_id]


def _both(telling: Telling) -> Iterable[int]:
    return [*_owner_editors(telling), *_asker(telling)]


def _title_of(kind: str, subject_id: int) -> str:
    """For those who may read the object itself."""
    try:
        return subjects.find(kind, subject_id, actor=SYSTEM).title
    except NotFound:
        return ""


def _public_title_of(kind: str, subject_id: int) -> str:
    """As everybody reads it: what is off view may bear a title by now that nobody approved."""
    try:
        facts = subjects.find(kind, subject_id, actor=SYSTEM)
    except NotFound:
        return ""
    return facts.title if facts.in_view else gettext("No longer in view")


def _text(title: Words, body: Callable[[Question], str]) -> Callable[[Telling], NoticeText]:
    """Words about a question; `%(title)s` is what it is about, in the language of the words."""

    def text(telling: Telling) -> NoticeText:
        question = _question(telling.subject_id)
        talk = question.conversation
        return NoticeText.render(
            title=lambda: str(title) % {"title": _public_title_of(talk.subject_kind, talk.subject_id)},
            body=lambda: body(question),
            url=f"/my/messages/{talk.public_id}/",
        )

    return text


def _while_it_is(*states: QuestionState) -> Callable[[Notice], bool]:
    def still_wanted(notice: Notice) -> bool:
        return Question.objects.filter(pk=notice.subject_id, state__in=states).exists()

    return still_wanted


def _cut(text: str) -> str:
    return text if len(text) <= BODY_SHOWN_CHARS else text[: BODY_SHOWN_CHARS - 1].rstrip() + "…"


def _asked_body(question: Question) -> str:
    words = gettext("“%(text)s” Answer by %(day)s; the answer stands under the page for everybody.")
    return words % {"text": _cut(question.asked.body), "day": write_date(question.due_on)}


def _answered_body(question: Question) -> str:
    return f"“{_cut(question.answered.body)}”" if question.answered else ""


def _reason_body(question: Question) -> str:
    words = gettext("Reason: %(reason)s.") % {"reason": question.state_reason_label}
    return f"{words} {question.state_note}".strip()


def _lapsed_body(_question: Question) -> str:
    return gettext("The promised day is over. You may ask again another way, or look for a similar offer.")


ASKED = NoticeKind(
    name="question_asked",
    event=events.QUESTION_ASKED,
    category=Category.REPLY,
    recipients=_owner_editors,
    audience=_owner_editors,
    still_wanted=_while_it_is(QuestionState.ASKED),
    text=_text(gettext_lazy("A question about “%(title)s”"), _asked_body),
    key=_once,
)
ANSWERED = NoticeKind(
    name="question_answered",
    event=events.QUESTION_ANSWERED,
    category=Category.REPLY,
    recipients=_asker,
    still_wanted=_while_it_is(QuestionState.ANSWERED),
    text=_text(gettext_lazy("Your question about “%(title)s” is answered"), _answered_body),
    key=_once,
)
DECLINED = NoticeKind(
    name="question_declined",
    event=events.QUESTION_DECLINED,
    category=Category.REPLY,
    recipients=_asker,
    still_wanted=_while_it_is(QuestionState.DECLINED),
    text=_text(gettext_lazy("Your question about “%(title)s” is not answered in public"), _reason_body),
    key=_once,
)
LAPSED = NoticeKind(
    name="question_lapsed",
    event=events.QUESTION_LAPSED,
    category=Category.REPLY,
    recipients=_asker,
    still_wanted=_while_it_is(QuestionState.LAPSED),
    text=_text(gettext_lazy("Your question about “%(title)s” got no answer in time"), _lapsed_body),
    key=_once,
)
REMOVED = NoticeKind(
    name="question_removed",
    event=events.QUESTION_REMOVED,
    category=Category.REPLY,
    recipients=_both,
    audience=_both,
    still_wanted=_while_it_is(QuestionState.REMOVED),
    text=_text(gettext_lazy("A question about “%(title)s” was removed"), _reason_body),
    key=_once,
)


def _others(telling: Telling) -> Iterable[int]:
    """Who wrote in the conversation before, and who asked for the estimate; only people still in the organisation."""
    message = Message.objects.select_related("conversation").get(pk=telling.subject_id)
    talk = message.conversation
    facts = subjects.find(talk.subject_kind, talk.subject_id, actor=SYSTEM)
    wrote = Message.objects.filter(conversation=talk).values_list("author_id", flat=True)
    wanted = {facts.author_id, *wrote} - {message.author_id}
    return [person for person in member_ids(talk.owner_id) if person in wanted]


def _message_text(telling: Telling) -> NoticeText:
    message = Message.objects.select_related("conversation").get(pk=telling.subject_id)
    talk = message.conversation
    return NoticeText.render(
        title=lambda: (
            gettext("A message about the estimate of “%(title)s”")
            % {"title": _title_of(talk.subject_kind, talk.subject_id)}
        ),
        body=lambda: f"“{_cut(message.body)}”",
        url=f"/my/messages/{talk.public_id}/",
    )


WRITTEN = NoticeKind(
    name="message_written",
    event=events.MESSAGE_WRITTEN,
    category=Category.REPLY,
    recipients=_others,
    audience=_others,
    still_wanted=lambda notice: Message.objects.filter(pk=notice.subject_id, hidden_at=None).exists(),
    text=_message_text,
    key=_once,
)


def _holder(telling: Telling) -> Iterable[int]:
    return Bookmark.objects.filter(pk=telling.subject_id).values_list("user_id", flat=True)


def _bookmark_text(telling: Telling) -> NoticeText:
    bookmark = Bookmark.objects.get(pk=telling.subject_id)
    changed = telling.facts.get("changed")
    names = [name for name in changed if name in CHANGES] if isinstance(changed, list) else []
    return NoticeText.render(
        title=lambda: (
            gettext("Changed: “%(title)s”") % {"title": _public_title_of(bookmark.subject_kind, bookmark.subject_id)}
        ),
        body=lambda: " ".join(str(CHANGES[name]) for name in names),
        url="/my/bookmarks/",
    )


BOOKMARK_CHANGED = NoticeKind(
    name="bookmark_changed",
    event=events.BOOKMARK_CHANGED,
    category=Category.ALERT,
    recipients=_holder,
    still_wanted=lambda notice: Bookmark.objects.filter(pk=notice.subject_id).exists(),
    text=_bookmark_text,
)
KINDS = (ASKED, ANSWERED, DECLINED, LAPSED, REMOVED, WRITTEN, BOOKMARK_CHANGED)
