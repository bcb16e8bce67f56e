"""Adding one message to a conversation, and what is checked of every text."""

from datetime import datetime
from typing import Any, cast

from django.db.models import F
from django.utils.translation import gettext as _

from marketplace.common.permissions import Actor
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.common.text import clean_text
from marketplace.notifications.models import Conversation, Message, ReadMark


def say(conversation: Conversation, body: str, *, actor: Actor, now: datetime) -> Message:
    """Write the next message; whoever writes has read all before it. Call inside a transaction."""
    Conversation.objects.filter(pk=conversation.pk).update(last_seq=F("last_seq") + 1, last_at=now)  # Also the lock.
    conversation.refresh_from_db(fields=["last_seq", "last_at"])
    message = Message.objects.create(
        conversation=conversation,
        seq=conversation.last_seq,
        author_id=cast("int", actor.user_id),
        acted_for_id=actor.organisation_id,
        body=body,
        at=now,
    )
    mark(conversation, seq=message.seq, person_id=cast("int", actor.user_id))
    return message


def mark(conversation: Conversation, *, seq: int, person_id: int) -> None:
    """Set how far a person has read, never backwards."""
    row, made = ReadMark.objects.get_or_create(conversation=conversation, user_id=person_id, defaults={"seq": seq})
    if not made and row.seq < seq:
        ReadMark.objects.filter(pk=row.pk, seq__lt=seq).update(seq=seq)


def given_text(text: str, *, limit: int, needed: bool = True, field: str = "text") -> str:
    """Words of a person, cleaned. Raises Invalid when they are missing or too long."""
    words = clean_text(text)
    if needed and not words:
        raise Invalid(errors=[FieldProblem(f"/{field}", "required", _("Write something first."))])
    if len(words) > limit:
        detail = _("At most %(limit)s characters fit.") % {"limit": limit}
        raise Invalid(errors=[FieldProblem(f"/{field}", "too_long", detail)])
    return words


def given_choice(value: str, choices: Any, *, field: str = "reason") -> str:
    """A code of a list. Raises Invalid."""
    if value not in choices.values:
        raise Invalid(errors=[FieldProblem(f"/{field}", "required", _("Choose a reason from the list."))])
    return value
