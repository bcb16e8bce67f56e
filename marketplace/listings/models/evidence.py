"""Documents behind figures: who issued them, when, until when they count, and how far they were checked."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.common.bilingual import Bilingual
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.listings.fields import LINE_MAX_CHARS, LINK_MAX_CHARS
from marketplace.listings.models.listing import Listing
from marketplace.listings.states import EVIDENCE, SHOWN_AS, EvidenceState, Verification

KEY_MAX_CHARS = 20
REASON_MAX_CHARS = 60


class Evidence(Bilingual, Versioned):
    """One document. Its facts are the owner's; its state is set by whoever checks it (`actions.evidence`)."""

    LIFECYCLE: ClassVar[Lifecycle] = EVIDENCE

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="evidence")
    key = models.CharField(max_length=KEY_MAX_CHARS)  # By which a figure of the same text names it.
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.ForeignKey("taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+")
    title_vi = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    title_en = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    issuer = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)  # The last day on which it counts.
    link = models.URLField(max_length=LINK_MAX_CHARS, blank=True)

    state = models.CharField(max_length=30, choices=EvidenceState, default=EvidenceState.DECLARED, editable=False)
    state_since = models.DateTimeField(editable=False)
    state_reason = models.CharField(max_length=REASON_MAX_CHARS, blank=True, editable=False)
    verified_by = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", editable=False
    )
    verified_on = models.DateField(null=True, editable=False)
    certificate_no = models.CharField(max_length=LINE_MAX_CHARS, blank=True, editable=False)
    certificate_scope_vi = models.CharField(max_length=LINE_MAX_CHARS, blank=True, editable=False)
    certificate_scope_en = models.CharField(max_length=LINE_MAX_CHARS, blank=True, editable=False)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="evidence_state", condition=Q(state__in=EvidenceState.values)),
            models.CheckConstraint(
                name="evidence_verified_by_whom",
                condition=~Q(state=EvidenceState.THIRD_PARTY_VERIFIED)
                | (Q(verified_by__isnull=False, verified_on__isnull=False) & ~Q(certificate_no="")),
            ),
            models.CheckConstraint(
                name="evidence_days_in_order",
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(issued_on__lte=F("expires_on")),
            ),
            models.CheckConstraint(
                name="evidence_contested_with_reason",
                condition=~Q(state__in=[EvidenceState.CONTESTED, EvidenceState.STRUCK]) | ~Q(state_reason=""),
            ),
            models.UniqueConstraint("listing", "key", name="evidence_key_once"),
        ]
        indexes = [models.Index("state", "expires_on", name="evidence_to_expire")]

    def __str__(self) -> str:
        return self.title or self.key

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def shown_as(self) -> Verification:
        """What a figure that rests on it shows."""
        return SHOWN_AS[self.state]
