"""Complaints in the shapes that their templates place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.common.models import AuditEntry
from marketplace.common.web.rows import State
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import ComplaintState, Dismissal
from marketplace.notifications import subjects
from marketplace.notifications.web.talk_rows import price_words
from marketplace.taxonomy.queries import UnknownCode, label

HISTORY_MAX = 50
FIELD_LABELS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Text"),
    "owner": gettext_lazy("Owner"),
    "name": gettext_lazy("Name"),
    "about": gettext_lazy("About"),
    "website": gettext_lazy("Website"),
    "price": gettext_lazy("Price"),
    "question": gettext_lazy("Question"),
    "answer": gettext_lazy("Answer"),
    "message": gettext_lazy("Message"),
}
VERBS = {
    "complaint.file": gettext_lazy("Filed; the text was frozen as evidence"),
    "complaint.grade_serious": gettext_lazy("Graded serious: off view from then on"),
    "complaint.grade_plain": gettext_lazy("Graded plain: stays in view"),
    "complaint.dismiss_unfounded": gettext_lazy("Dismissed at first look"),
    "complaint.ask_other_side": gettext_lazy("The other side was asked"),
    "complaint.answer": gettext_lazy("The other side's turn ended"),
    "complaint.propose_take_down": gettext_lazy("A judge proposed to take it down"),
    "complaint.uphold": gettext_lazy("Upheld"),
    "complaint.dismiss": gettext_lazy("Dismissed"),
    "complaint.withdraw": gettext_lazy("Taken back"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One field of the evidence beside the same field now."""

    label: str
    language: str
    then: str
    now: str

    @property
    def changed(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One complaint in the queue."""

    complaint: Complaint
    kind: str
    due: State


def texts(then: Mapping[str, str], now: Mapping[str, str]) -> list[Text]:
    """Every field that says something, then or now."""
    names = [name for name in {**then, **now} if then.get(name) or now.get(name)]
    return [_text(name, then.get(name, ""), now.get(name, "")) for name in names]


def _text(name: str, then: str, now: str) -> Text:
    topic, _separator, language = name.rpartition("_")
    if topic not in FIELD_LABELS:
        topic, language = name, ""
    if topic == "price":
        then, now = price_words(then), price_words(now)
    return Text(str(FIELD_LABELS.get(topic, topic)), language, then, now)


def history(complaint: Complaint) -> list[Step]:
    """What happened, from the audit log; the words name no person."""
    rows = AuditEntry.objects.filter(subject_kind="complaint", subject_id=complaint.pk).order_by("id")[:HISTORY_MAX]
    return [Step(row.at, str(VERBS[row.verb])) for row in rows if row.verb in VERBS]


def decision_words(complaint: Complaint) -> str:
    """The code of the decision in words: a ground that was found, or why not."""
    if not complaint.decision:
        return ""
    if complaint.decision in Dismissal.values:
        return str(Dismissal(complaint.decision).label)
    try:
        return label("complaint_ground", complaint.decision)
    except UnknownCode:
        return ""


def queue_rows(rows: Sequence[Complaint], *, today: date) -> list[QueueRow]:
    return [QueueRow(row, kind_words(row.subject_kind), due_state(row, today=today)) for row in rows]


def kind_words(kind: str) -> str:
    return str(subjects.subject_of(kind).name)


def due_state(complaint: Complaint, *, today: date) -> State:
    """Whose day it is: the first look's, the other side's; afterwards the judge's, who has none."""
    if complaint.state == ComplaintState.FILED:
        return _until(complaint.first_look_due, today=today)
    if complaint.state == ComplaintState.AWAITING_ANSWER and complaint.answer_due:
        return State(_("Other side asked"), "", "clock")
    return State(_("To decide"), "wait", "scale")


def _until(day: date, *, today: date) -> State:
    left = (day - today).days
    if left < 0:
        late = ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}
        return State(late, "no", "clock")
    words = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return State(words, "wait" if left else "no", "clock")
