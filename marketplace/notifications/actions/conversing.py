"""Writing where only the sides read, how far one has read, and taking a message out of view."""

from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.common import audit
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.problems import NotFound, TransitionRefused
from marketplace.notifications import events, queries, rules, subjects
from marketplace.notifications.actions.saying import given_choice, given_text, mark, say
from marketplace.notifications.models import MESSAGE_MAX_CHARS, Conversation, Message
from marketplace.notifications.states import ConversationKind, RemoveReason


def write_about_estimate(*, kind: str, subject_id: int, text: str, actor: Actor, now: datetime) -> Message:
    """Ask, or answer, in the one conversation on an estimate: between those who may read it, nobody else.

    Raises LoginNeeded, NotFound, NotAllowed, Invalid.
    """
    person = require_person(actor)
    require(actor.email_confirmed, detail=_("Confirm your e-mail address first."))
    with transaction.atomic():
        if not subjects.subject_of(kind).estimates:
            raise NotFound()
        facts = subjects.find(kind, subject_id, actor=actor)
        conversation, _made = Conversation.objects.get_or_create(
            kind=ConversationKind.ESTIMATE,
            subject_kind=kind,
            subject_id=subject_id,
            defaults={
                "opened_by_id": person,
                "owner_id": cast("int", facts.owner_id),
                "opened_at": now,
                "last_at": now,
            },
        )
        message = say(conversation, given_text(text, limit=MESSAGE_MAX_CHARS), actor=actor, now=now)
        audit.record("message.write", subject=message, actor=actor, now=now, conversation=conversation.pk)
        emit(events.MESSAGE_WRITTEN, subject=message)
    return message


def mark_conversation_read(*, public_id: str, up_to: int, actor: Actor) -> None:
    """Note that one has read a conversation up to this message. Raises LoginNeeded, NotFound."""
    person = require_person(actor)
    with transaction.atomic():
        conversation = queries.conversation(public_id, actor=actor)
        if Conversation.objects.filter(rules.conversations_of(actor), pk=conversation.pk).exists():
            mark(conversation, seq=min(up_to, conversation.last_seq), person_id=person)


def hide_message(*, message_id: int, reason: str, actor: Actor, now: datetime) -> Message:
    """Take one message out of view with a `RemoveReason`; its place says why. Raises NotFound, NotAllowed, Invalid.

    TransitionRefused when it is out of view already.
    """
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
        visible = rules.conversations_visible_to(actor)
        if message is None or not visible.filter(pk=message.conversation_id).exists():
            raise NotFound()
        conversation = Conversation.objects.select_related("owner", "side").get(pk=message.conversation_id)
        require(rules.may_remove(actor, conversation), detail=_("A reviewer of neither side removes it."))
        if message.hidden_at is not None:
            raise TransitionRefused(_("It is out of view already."))
        message.hidden_at, message.hidden_reason = now, given_choice(reason, RemoveReason)
        message.save(update_fields=["hidden_at", "hidden_reason"])
        audit.record("message.hide", subject=message, actor=actor, now=now, reason=reason)
    return message
