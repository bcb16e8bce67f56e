"""Questions and bookmarks as other systems read and write them."""

from rest_framework import serializers

from marketplace.common.api import StrictSerializer
from marketplace.notifications.models import BOOKMARK_NOTE_MAX_CHARS, MESSAGE_MAX_CHARS, NOTE_MAX_CHARS
from marketplace.notifications.states import DeclineReason, QuestionState

ASKED_ABOUT = [("listing", "listing"), ("need", "need")]
KEY_MAX_CHARS = 80


class AskIn(StrictSerializer):
    """A question to the owner of a listing or need."""

    kind = serializers.ChoiceField(choices=ASKED_ABOUT)
    key = serializers.CharField(max_length=KEY_MAX_CHARS, help_text="Reference number or id")
    text = serializers.CharField(max_length=MESSAGE_MAX_CHARS)


class PublicAnswerIn(StrictSerializer):
    """What stands under the page for everybody."""

    text = serializers.CharField(max_length=MESSAGE_MAX_CHARS)


class DeclineIn(StrictSerializer):
    """Why there is no answer; whoever asked reads it."""

    reason = serializers.ChoiceField(choices=DeclineReason.choices)
    note = serializers.CharField(max_length=NOTE_MAX_CHARS, required=False, default="", allow_blank=True)


class PublicQuestionOut(serializers.Serializer):
    """A question with its answer: who asked shows as sort and province."""

    id = serializers.CharField(source="conversation.public_id")
    question = serializers.CharField(source="asked.body")
    asked_at = serializers.DateTimeField(source="asked.at")
    answer = serializers.CharField(source="answered.body")
    answered_at = serializers.DateTimeField(source="answered.at")
    asker_kind = serializers.CharField(source="conversation.side.kind.code", allow_null=True, default=None)
    asker_province = serializers.CharField(source="conversation.side.province.code", allow_null=True, default=None)


class PublicQuestionPage(serializers.Serializer):
    """A page of questions; `next` and `prev` are cursors, empty at either end."""

    results = PublicQuestionOut(many=True)
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)


class QuestionOut(serializers.Serializer):
    """A question as its sides read it."""

    id = serializers.CharField(source="conversation.public_id")
    subject_kind = serializers.CharField(source="conversation.subject_kind")
    state = serializers.ChoiceField(choices=QuestionState.choices)
    question = serializers.CharField(source="asked.body")
    asked_at = serializers.DateTimeField(source="asked.at")
    due_on = serializers.DateField()
    answer = serializers.CharField(source="answered.body", allow_null=True, default=None)
    reason = serializers.CharField(source="state_reason", allow_blank=True)
    note = serializers.CharField(source="state_note", allow_blank=True)


class BookmarkIn(StrictSerializer):
    """What to keep, with a note to oneself."""

    kind = serializers.ChoiceField(choices=ASKED_ABOUT)
    key = serializers.CharField(max_length=KEY_MAX_CHARS, help_text="Reference number or id")
    note = serializers.CharField(max_length=BOOKMARK_NOTE_MAX_CHARS, required=False, default="", allow_blank=True)


class BookmarkOut(serializers.Serializer):
    """A bookmark beside its object; `changed` names what differs from the last look: price, state, deadline."""

    id = serializers.CharField(source="bookmark.pk")
    kind = serializers.CharField(source="bookmark.subject_kind")
    key = serializers.CharField(source="facts.key", allow_null=True, default=None)
    title_vi = serializers.CharField(source="facts.title_vi", allow_blank=True, default="")
    title_en = serializers.CharField(source="facts.title_en", allow_blank=True, default="")
    state = serializers.CharField(source="facts.public_state", allow_blank=True, default="")
    note = serializers.CharField(source="bookmark.note", allow_blank=True)
    seen_at = serializers.DateTimeField(source="bookmark.seen_at")
    changed = serializers.ListField(child=serializers.CharField())


class BookmarkPage(serializers.Serializer):
    """A page of bookmarks; `next` and `prev` are cursors, empty at either end."""

    results = BookmarkOut(many=True)
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)
