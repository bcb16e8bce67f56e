"""An owner takes no more questions from an asker, until it changes its mind."""

from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common import audit
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import Conflict, NotFound
from marketplace.notifications import events, queries, rules
from marketplace.notifications.models import Block


class TooManyBlocks(Conflict):
    """An organisation keeps at most so many live blocks."""

    code = "too-many-blocks"
    advice = gettext_lazy("Lift an old block first.")


def block_asker(*, public_id: str, actor: Actor, now: datetime) -> Block:
    """Block the organisation, or the person without one, who opened a conversation; doing it again changes nothing.

    Raises LoginNeeded, NotFound, NotAllowed, TooManyBlocks.
    """
    with transaction.atomic():
        conversation = queries.conversation(public_id, actor=actor)
        require(rules.may_block(actor, conversation), detail=_("An editor of the owner blocks an asker."))
        person = None if conversation.side_id else conversation.opened_by_id
        live = Block.objects.filter(blocker_id=conversation.owner_id, lifted_at=None)
        same = live.filter(blocked_id=conversation.side_id, blocked_person_id=person).first()
        if same is not None:
            return same
        if live.count() >= settings.BLOCKS_MAX:
            raise TooManyBlocks(_("At most %(limit)s blocks fit; lift an old one.") % {"limit": settings.BLOCKS_MAX})
        block = Block.objects.create(
            blocker_id=conversation.owner_id,
            blocked_id=conversation.side_id,
            blocked_person_id=person,
            conversation=conversation,
            placed_by_id=cast("int", actor.user_id),
            placed_at=now,
        )
        audit.record("block.place", subject=block, actor=actor, now=now, conversation=conversation.pk)
        emit(events.BLOCK_PLACED, subject=block)
    return block


def lift_block(*, block_id: int, actor: Actor, now: datetime) -> Block:
    """Take questions from this asker again. Raises NotFound for anybody else's block and for one that is lifted."""
    with transaction.atomic():
        block = queries.blocks(actor=actor).select_for_update(of=("self",)).filter(pk=block_id).first()
        if block is None:
            raise NotFound()
        block.lifted_at = now
        block.save(update_fields=["lifted_at"])
        audit.record("block.lift", subject=block, actor=actor, now=now)
        emit(events.BLOCK_LIFTED, subject=block)
    return block
