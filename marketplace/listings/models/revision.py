"""Frozen texts: what a reviewer was shown, what was approved, what waits beside the text in view."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.posting import POSTING_NOTE_MAX_CHARS
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.listings.models.listing import Listing
from marketplace.listings.states import REVISION, RevisionState


class Revision(Versioned):
    """One whole text of a listing in plain form (`listings.fields`), and what became of it."""

    LIFECYCLE: ClassVar[Lifecycle] = REVISION

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=20, choices=RevisionState, default=RevisionState.PENDING)
    content = models.JSONField()
    changed = models.JSONField(default=list)  # Names of the fields that differ from the text before it.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=60, blank=True)
    decision_note = models.TextField(max_length=POSTING_NOTE_MAX_CHARS, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="revision_state", condition=Q(state__in=RevisionState.values)),
            models.CheckConstraint(
                name="revision_decided",
                condition=~Q(state__in=[RevisionState.APPROVED, RevisionState.REFUSED]) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="revision_refused_with_reason", condition=~Q(state=RevisionState.REFUSED) | ~Q(decision_reason="")
            ),
            models.UniqueConstraint("listing", "number", name="revision_number_once"),
            models.UniqueConstraint("listing", name="revision_one_pending", condition=Q(state=RevisionState.PENDING)),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}/{self.number}"
