"""Public questions on a listing or a need, from asking to the answer that stands under the page."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.notifications.models.conversation import Conversation, Message
from marketplace.notifications.states import QUESTION, TOLD_WHY, DeclineReason, QuestionState, RemoveReason

NOTE_MAX_CHARS = 1_000


class Question(Versioned):
    """The life of the first message of a public conversation; `due_on` is the owner's promised last day."""

    LIFECYCLE: ClassVar[Lifecycle] = QUESTION

    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="question")
    asked = models.OneToOneField(Message, models.PROTECT, related_name="question_asked")
    answered = models.OneToOneField(Message, models.PROTECT, null=True, related_name="question_answered")
    state = models.CharField(max_length=20, choices=QuestionState, default=QuestionState.ASKED, editable=False)
    state_reason = models.CharField(max_length=20, blank=True, editable=False)
    state_note = models.TextField(max_length=NOTE_MAX_CHARS, blank=True, editable=False)
    state_since = models.DateTimeField(editable=False)
    due_on = models.DateField(editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(name="question_state", condition=Q(state__in=QuestionState.values)),
            models.CheckConstraint(
                name="question_answered_has_answer",
                condition=~Q(state=QuestionState.ANSWERED) | Q(answered__isnull=False),
            ),
            models.CheckConstraint(
                name="question_open_has_none", condition=~Q(state=QuestionState.ASKED) | Q(answered=None)
            ),
            models.CheckConstraint(
                name="question_closed_with_reason", condition=~Q(state__in=sorted(TOLD_WHY)) | ~Q(state_reason="")
            ),
        ]
        indexes = [models.Index("state", "due_on", name="question_to_lapse")]

    def __str__(self) -> str:
        return str(self.conversation_id)

    @property
    def state_reason_label(self) -> str:
        """The reason of a refusal or removal in words; empty otherwise."""
        return str({**dict(DeclineReason.choices), **dict(RemoveReason.choices)}.get(self.state_reason, ""))
