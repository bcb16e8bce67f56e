"""Conversations and bookmarks in the shapes that their templates place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organisation
from marketplace.common.money import format_money, format_range
from marketplace.common.permissions import Actor
from marketplace.common.web.formatting import write_date
from marketplace.notifications import queries, subjects
from marketplace.notifications.models import Bookmark, Conversation, Message
from marketplace.notifications.queries import Kept
from marketplace.notifications.states import ConversationKind
from marketplace.notifications.subjects import OUT_OF_VIEW, PRICE_SEPARATOR, SubjectFacts
from marketplace.taxonomy.queries import UnknownCode, label


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a log. `gone` says why its words are not shown."""

    who: str
    body: str
    at: datetime
    mine: bool
    gone: str = ""
    report_key: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """One row of the list of conversations."""

    conversation: Conversation
    title: str
    url: str
    unread: int
    due: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """One watched fact, as it was at the last look and as it is."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One bookmark: what it is about, its state now, what changed since."""

    bookmark: Bookmark
    facts: SubjectFacts | None
    kind: str
    state: str
    price: str
    changes: Sequence[Change]


def asker_words(side: Organisation | None) -> str:
    """Sort and province of whoever asked, never the name."""
    if side is None:
        return _("A registered person")
    province = side.province.label if side.province else ""
    return f"{side.kind.label}, {province}" if province else side.kind.label


def title_words(facts: SubjectFacts | None) -> str:
    return facts.title if facts else _("Something that is no longer in view")


def talks(rows: Sequence[Conversation], *, actor: Actor) -> list[Talk]:
    """Rows of the list, with one read per kind of subject."""
    found = subjects.find_all([(row.subject_kind, row.subject_id) for row in rows], actor=actor)
    return [_talk(row, found.get((row.subject_kind, row.subject_id)), actor=actor) for row in rows]


def _talk(row: Conversation, facts: SubjectFacts | None, *, actor: Actor) -> Talk:
    question = getattr(row, "question", None)
    waits = question is not None and question.state == "asked" and row.owner_id == actor.organisation_id
    return Talk(
        conversation=row,
        title=title_words(facts),
        url=reverse("notifications:conversation", args=[row.public_id]),
        unread=row.unread,  # type: ignore[attr-defined]
        due=question.due_on if question is not None and waits else None,
    )


def log_of(conversation: Conversation, messages: Sequence[Message], *, actor: Actor, hidden_owner: bool) -> list[Line]:
    """The messages of one conversation as this reader sees them."""
    held = queries.held_messages([message.pk for message in messages])
    return [
        _line(conversation, message, actor=actor, hidden_owner=hidden_owner, held=message.pk in held)
        for message in messages
    ]


def _line(conversation: Conversation, message: Message, *, actor: Actor, hidden_owner: bool, held: bool) -> Line:
    mine = message.author_id == actor.user_id
    gone = ""
    if message.hidden_at is not None:
        gone = _("Removed by a reviewer: %(reason)s.") % {"reason": message.get_hidden_reason_display()}
    elif held and not mine:
        gone = _("Out of view while a complaint is decided.")
    return Line(
        who=_("You") if mine else _who(conversation, message, actor=actor, hidden_owner=hidden_owner),
        body="" if gone else message.body,
        at=message.at,
        mine=mine,
        gone=gone,
        report_key="" if mine or gone else message.public_id,
    )


def _who(conversation: Conversation, message: Message, *, actor: Actor, hidden_owner: bool) -> str:
    if conversation.kind == ConversationKind.ESTIMATE:
        return message.author.name
    if message.acted_for_id is not None and message.acted_for_id == actor.organisation_id:
        return _("A colleague of yours")
    if message.author_id == conversation.opened_by_id:
        return asker_words(conversation.side)
    return _("The owner") if hidden_owner else conversation.owner.name


def kept_rows(rows: Sequence[Kept]) -> list[KeptRow]:
    return [_kept(row) for row in rows]


def _kept(row: Kept) -> KeptRow:
    bookmark, facts = row.bookmark, row.facts
    if facts is None:
        return KeptRow(bookmark, None, str(subjects.subject_of(bookmark.subject_kind).name), "", "", ())
    now = queries.watched(facts)
    return KeptRow(
        bookmark=bookmark,
        facts=facts,
        kind=str(subjects.subject_of(facts.kind).name),
        state=state_words(facts.kind, facts.public_state),
        price=price_words(facts.price) if facts.in_view else "",
        changes=[_change(bookmark, name, now) for name in row.changed],
    )


def _change(bookmark: Bookmark, name: str, now: Mapping[str, object]) -> Change:
    before = getattr(bookmark, f"seen_{name}")
    if name == "price":
        return Change(_("Price"), price_words(before) or "–", price_words(str(now[name])) or "–")
    if name == "state":
        kind = bookmark.subject_kind
        return Change(_("State"), state_words(kind, before), state_words(kind, str(now[name])))
    return Change(_("Last day"), write_date(before) if before else "–", _day(now[name]))


def _day(day: object) -> str:
    return write_date(day) if isinstance(day, date) else "–"


def state_words(kind: str, state: str) -> str:
    return _("Off view") if state == OUT_OF_VIEW else str(subjects.subject_of(kind).state_label(state))


def price_words(price: str) -> str:
    """The amounts as the reader's language writes them, or the words of the price mode."""
    if PRICE_SEPARATOR in price:
        low, high, currency = price.split(PRICE_SEPARATOR)
        if high:
            return format_range(Decimal(low), Decimal(high), currency)
        return format_money(Decimal(low), currency)
    try:
        return label("price_mode", price) if price else ""
    except UnknownCode:
        return ""
