"""What a person keeps an eye on, with the price, state and deadline as they last looked and as they were last told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.common.models import Versioned
from marketplace.notifications.models.conversation import KIND_MAX_CHARS

BOOKMARK_NOTE_MAX_CHARS = 300
PRICE_MAX_CHARS = 60
STATE_MAX_CHARS = 20


class Bookmark(Versioned):
    """One object that one person keeps. `seen_*`: at their last look; `told_*`: at the last notice about a change."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    subject_kind = models.CharField(max_length=KIND_MAX_CHARS)
    subject_id = models.BigIntegerField()
    note = models.CharField(max_length=BOOKMARK_NOTE_MAX_CHARS, blank=True)
    seen_at = models.DateTimeField()
    seen_price = models.CharField(max_length=PRICE_MAX_CHARS, blank=True)
    seen_state = models.CharField(max_length=STATE_MAX_CHARS, blank=True)
    seen_deadline = models.DateField(null=True)
    told_price = models.CharField(max_length=PRICE_MAX_CHARS, blank=True)
    told_state = models.CharField(max_length=STATE_MAX_CHARS, blank=True)
    told_deadline = models.DateField(null=True)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint("user", "subject_kind", "subject_id", name="bookmark_once")]
        indexes = [models.Index("subject_kind", "subject_id", name="bookmark_subject")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.subject_kind}:{self.subject_id}"
