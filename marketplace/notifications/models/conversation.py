"""Conversations about something of the floor, their messages, how far each person has read, and who is blocked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id
from marketplace.notifications.states import ConversationKind, RemoveReason

MESSAGE_MAX_CHARS = 2_000
KIND_MAX_CHARS = 40


class Conversation(models.Model):
    """Messages about one subject between one side and the owner of the subject.

    `side` is the organisation that the opener acted for, if any; `owner` is the subject's, at the time of opening.
    """

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=20, choices=ConversationKind)
    subject_kind = models.CharField(max_length=KIND_MAX_CHARS)
    subject_id = models.BigIntegerField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    last_seq = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.CheckConstraint(name="conversation_kind", condition=Q(kind__in=ConversationKind.values)),
            models.UniqueConstraint(
                "subject_kind",
                "subject_id",
                name="conversation_estimate_once",
                condition=Q(kind=ConversationKind.ESTIMATE),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-last_at"], name="conversation_of_owner"),
            models.Index(fields=["opened_by", "-last_at"], name="conversation_of_opener"),
            models.Index(fields=["side", "-last_at"], name="conversation_of_side"),
            models.Index("subject_kind", "subject_id", name="conversation_subject"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Message(models.Model):
    """One thing said. A hidden one keeps its text for the record and shows its reason instead."""

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acted_for = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    body = models.TextField(max_length=MESSAGE_MAX_CHARS)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(max_length=20, choices=RemoveReason, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint("conversation", "seq", name="message_seq_once"),
            models.CheckConstraint(name="message_numbered", condition=Q(seq__gte=1)),
            models.CheckConstraint(name="message_says_something", condition=~Q(body="")),
            models.CheckConstraint(
                name="message_hidden_with_reason",
                condition=Q(hidden_at=None, hidden_reason="") | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq}"


class ReadMark(models.Model):
    """How far one person has read one conversation."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="read_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("conversation", "user", name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.seq}"


class Block(models.Model):
    """An organisation takes no questions from another, or from a person who acts for none, until it is lifted."""

    blocker = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    blocked = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    blocked_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="blocks")  # Where it was placed.
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.CheckConstraint(
                name="block_of_one",
                condition=Q(blocked=None, blocked_person__isnull=False) | Q(blocked__isnull=False, blocked_person=None),
            ),
            models.CheckConstraint(name="block_of_another", condition=Q(blocked=None) | ~Q(blocked=F("blocker"))),
            models.UniqueConstraint("blocker", "blocked", name="block_once", condition=Q(lifted_at=None)),
            models.UniqueConstraint("blocker", "blocked_person", name="block_person_once", condition=Q(lifted_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id}: {self.blocked_id or self.blocked_person_id}"
