"""Who may read and do what: a notice and a bookmark are one person's; a conversation has its sides and its staff."""

from django.db.models import Q, QuerySet

from marketplace.accounts import rules as accounts
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.holds import held_ids
from marketplace.common.permissions import CLOCK, SYSTEM, Actor
from marketplace.notifications.models import Bookmark, Conversation, Delivery, Notice, Question
from marketplace.notifications.states import SHOWN, ConversationKind


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """One's own notices."""
    return Notice.objects.filter(recipient_id=actor.user_id) if actor.is_person else Notice.objects.none()


def conversations_of(actor: Actor) -> Q:
    """Conversations this actor reads: those opened in person, and those of the organisation acted for.

    Questions on an estimate stay in the organisation, as the estimate itself does.
    """
    if not actor.is_person:
        return Q(pk__in=())
    public = Q(kind=ConversationKind.PUBLIC_QUESTION)
    mine = public & Q(opened_by_id=actor.user_id)
    if actor.organisation_id is not None:
        mine |= public & (Q(owner_id=actor.organisation_id) | Q(side_id=actor.organisation_id))
        mine |= Q(kind=ConversationKind.ESTIMATE, owner_id=actor.organisation_id)
    return mine


def conversations_visible_to(actor: Actor) -> QuerySet[Conversation]:
    """One's own conversations; for reviewers and judges the public ones too, and for no staff an estimate's."""
    if actor in (SYSTEM, CLOCK):
        return Conversation.objects.all()
    seen = conversations_of(actor)
    if actor.is_staff(StaffRoleName.REVIEWER, StaffRoleName.JUDGE):
        seen |= Q(kind=ConversationKind.PUBLIC_QUESTION)
    return Conversation.objects.filter(seen)


def shown_questions() -> QuerySet[Question]:
    """Questions that everybody reads under a page: answered, and neither they nor a word of theirs out of view."""
    held = held_ids("message", "complaint")
    rows = Question.objects.filter(state__in=SHOWN, asked__hidden_at=None, answered__hidden_at=None)
    return rows.exclude(pk__in=held_ids("question", "complaint")).exclude(asked__in=held).exclude(answered__in=held)


def may_answer(actor: Actor, conversation: Conversation) -> bool:
    """Answer or decline a public question: an editor acting for the owner, unless it is suspended."""
    return accounts.is_member(actor, conversation.owner, Role.EDITOR) and not conversation.owner.is_suspended


def may_remove(actor: Actor, conversation: Conversation) -> bool:
    """Take a question or message out of view: a reviewer or judge who belongs to neither side."""
    if not actor.is_staff(StaffRoleName.REVIEWER, StaffRoleName.JUDGE) or actor.user_id == conversation.opened_by_id:
        return False
    sides = [side for side in (conversation.owner, conversation.side) if side is not None]
    return not any(accounts.belongs(actor, side) for side in sides)


def may_block(actor: Actor, conversation: Conversation) -> bool:
    """An editor of the owner blocks whoever asked, without learning the name."""
    return conversation.kind == ConversationKind.PUBLIC_QUESTION and accounts.is_member(
        actor, conversation.owner, Role.EDITOR
    )


def may_manage_blocks(actor: Actor) -> bool:
    return actor.is_person and actor.organisation_id is not None and actor.has_role(Role.EDITOR)


def bookmarks_visible_to(actor: Actor) -> QuerySet[Bookmark]:
    """One's own bookmarks."""
    if actor.user_id is None:
        return Bookmark.objects.none()
    return Bookmark.objects.filter(user_id=actor.user_id)


def may_operate_mail(actor: Actor) -> bool:
    """See every delivery, send it again, stop it: operators."""
    return actor.is_staff(StaffRoleName.OPERATOR)


def deliveries_visible_to(actor: Actor) -> QuerySet[Delivery]:
    """All of them for operators; none for anybody else."""
    return Delivery.objects.all() if may_operate_mail(actor) else Delivery.objects.none()
