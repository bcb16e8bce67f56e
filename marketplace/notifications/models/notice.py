"""Notices: the in-app notice is the row itself, so it is told exactly once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.common.bilingual import Bilingual
from marketplace.notifications.states import Category

TITLE_MAX_CHARS = 200
BODY_MAX_CHARS = 1000
SUBSCRIPTION_MAX_CHARS = 80


class Notice(Bilingual, models.Model):
    """One thing told to one person. Its words are kept in both languages; a mail later uses the recipient's."""

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    category = models.CharField(max_length=20, choices=Category)
    subscription = models.CharField(max_length=SUBSCRIPTION_MAX_CHARS, blank=True, default="", db_default="")
    event_key = models.CharField(max_length=160)  # What happened, once: kind, subject and occurrence.
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title_vi = models.CharField(max_length=TITLE_MAX_CHARS)
    title_en = models.CharField(max_length=TITLE_MAX_CHARS)
    body_vi = models.TextField(max_length=BODY_MAX_CHARS, blank=True)
    body_en = models.TextField(max_length=BODY_MAX_CHARS, blank=True)
    path = models.CharField(max_length=400, blank=True)  # Without language prefix.
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint("recipient", "event_key", name="notice_once"),
            models.CheckConstraint(name="notice_category", condition=Q(category__in=Category.values)),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_list"),
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def body(self) -> str:
        return self.text("body")

    @property
    def url(self) -> str:
        """Address of what it is about, in the active language; empty where there is no page."""
        return f"/{get_language() or 'vi'}{self.path}" if self.path else ""
