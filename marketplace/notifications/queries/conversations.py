"""Reads of conversations, public questions and blocks."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from marketplace.common.holds import held_ids
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import NotFound
from marketplace.notifications import rules
from marketplace.notifications.models import Block, Conversation, Message, Question, ReadMark
from marketplace.notifications.states import ConversationKind, QuestionState

_SIDES = ("owner", "side__kind", "side__province", "question__asked", "question__answered")


def conversations(*, actor: Actor) -> QuerySet[Any]:
    """One's conversations with `unread`, the latest first."""
    read = ReadMark.objects.filter(conversation=OuterRef("pk"), user_id=require_person(actor)).values("seq")
    rows = Conversation.objects.filter(rules.conversations_of(actor)).select_related(*_SIDES)
    unread = F("last_seq") - Coalesce(Subquery(read), 0)
    return rows.annotate(unread=unread).order_by("-last_at", "-pk")


def unread_conversations(*, actor: Actor) -> int:
    """How many of one's conversations hold something unread."""
    return conversations(actor=actor).filter(unread__gt=0).count()


def conversation(public_id: str, *, actor: Actor) -> Conversation:
    """A conversation this actor reads, with its sides. Raises NotFound."""
    found = rules.conversations_visible_to(actor).select_related(*_SIDES).filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def messages_of(found: Conversation, *, actor: Actor) -> list[Message]:
    """The messages of a conversation that was read through `conversation`, the last ones of a very long one."""
    rows = found.messages.select_related("author").order_by("-seq")[: settings.CONVERSATION_MESSAGES_SHOWN]
    return list(rows)[::-1]


def held_messages(ids: Collection[int]) -> set[int]:
    """Those of the messages that are out of view while a complaint is decided."""
    return set(held_ids("message", "complaint").filter(object_id__in=ids).values_list("object_id", flat=True))


def public_questions(kind: str, subject_id: int) -> QuerySet[Question]:
    """What stands under the page for everybody, newest answer first: never who asked, only what sort and where from."""
    rows = rules.shown_questions().filter(conversation__subject_kind=kind, conversation__subject_id=subject_id)
    seen = ("asked", "answered", "conversation__side__kind", "conversation__side__province")
    return rows.select_related(*seen).order_by("-state_since", "-pk")


def waiting_questions(*, actor: Actor) -> QuerySet[Question]:
    """Questions that wait for the organisation acted for, the nearest day first; none for who may not answer."""
    if not rules.may_manage_blocks(actor):
        return Question.objects.none()
    rows = Question.objects.filter(state=QuestionState.ASKED, conversation__owner_id=actor.organisation_id)
    return rows.select_related("conversation", "asked").order_by("due_on", "pk")


def due_to_lapse(*, today: date, limit: int) -> list[int]:
    """Questions whose promised day is over."""
    rows = Question.objects.filter(state=QuestionState.ASKED, due_on__lt=today)
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True)[:limit])


def estimate_conversation(kind: str, subject_id: int) -> Conversation | None:
    """The one conversation on an estimate, for those who read the estimate."""
    rows = Conversation.objects.filter(kind=ConversationKind.ESTIMATE, subject_kind=kind, subject_id=subject_id)
    return rows.first()


def participants(conversation_id: int) -> set[int]:
    """People who wrote in a conversation; for notices, never for pages."""
    return set(Message.objects.filter(conversation_id=conversation_id).values_list("author_id", flat=True))


def blocks(*, actor: Actor) -> QuerySet[Block]:
    """Live blocks of the organisation acted for, newest first."""
    if not rules.may_manage_blocks(actor):
        return Block.objects.none()
    rows = Block.objects.filter(blocker_id=actor.organisation_id, lifted_at=None)
    return rows.select_related("blocked__kind", "blocked__province", "conversation").order_by("-pk")


def is_blocked(one: int, other: int) -> bool:
    """True while either organisation blocks the other."""
    pair = Q(blocker_id=one, blocked_id=other) | Q(blocker_id=other, blocked_id=one)
    return Block.objects.filter(pair, lifted_at=None).exists()


def blocked_pairs(organisation_id: int) -> frozenset[int]:
    """Organisations that this one blocks or is blocked by: none of them is proposed to it."""
    live = Block.objects.filter(lifted_at=None).exclude(blocked=None)
    pairs = live.filter(Q(blocker_id=organisation_id) | Q(blocked_id=organisation_id))
    found = {side for pair in pairs.values_list("blocker_id", "blocked_id") for side in pair}
    return frozenset(found - {organisation_id})


def refuses(owner_id: int, *, person_id: int, organisation_id: int | None) -> bool:
    """True when the owner blocks this person, whomever they acted for, or the organisation they act for."""
    who = Q(blocked_person_id=person_id) | Q(conversation__opened_by_id=person_id)
    if organisation_id is not None:
        who |= Q(blocked_id=organisation_id)
    return Block.objects.filter(who, blocker_id=owner_id, lifted_at=None).exists()


def asked_since(person_id: int, *, moment: datetime) -> int:
    """How many questions a person asked since a moment."""
    rows = Question.objects.filter(conversation__opened_by_id=person_id, created_at__gte=moment)
    return rows.count()
