"""Facts that come in rows: claimed figures and IP rights, each with its own source and date."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.common.bilingual import Bilingual
from marketplace.listings.fields import LINE_MAX_CHARS, UNIT_MAX_CHARS
from marketplace.listings.models.evidence import Evidence
from marketplace.listings.models.listing import Listing
from marketplace.listings.states import Operator, Verification

# Every other status is given to what an office has published already.
BEFORE_PUBLICATION = frozenset({"pending", "withdrawn", "abandoned"})
# `IpRight.is_unpublished_filing` as a condition of a query.
UNPUBLISHED_FILING = (
    Q(registration_no="", published_on=None, granted_on=None)
    & ~Q(application_no="")
    & (Q(status=None) | Q(status__code__in=BEFORE_PUBLICATION))
)


class Claim(Bilingual, models.Model):
    """One figure a buyer can compare: value, unit and what it is measured against."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="claims")
    position = models.PositiveSmallIntegerField(default=0)
    metric_vi = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    metric_en = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    operator = models.CharField(max_length=5, choices=Operator, default=Operator.EQUAL)
    value = models.DecimalField(max_digits=22, decimal_places=6, null=True, blank=True)
    value_high = models.DecimalField(max_digits=22, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=UNIT_MAX_CHARS, blank=True)
    baseline_vi = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    baseline_en = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    conditions_vi = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    conditions_en = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    evidence = models.ForeignKey(Evidence, models.SET_NULL, null=True, blank=True, related_name="claims")
    # Of its evidence, kept beside it for lists and the index; `actions.evidence` keeps both in step.
    verification = models.CharField(max_length=20, choices=Verification, default=Verification.DECLARED, editable=False)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="claim_operator", condition=Q(operator__in=Operator.values)),
            models.CheckConstraint(name="claim_verification", condition=Q(verification__in=Verification.values)),
            models.CheckConstraint(
                name="claim_range",
                condition=Q(value_high=None)
                | Q(operator=Operator.RANGE, value__isnull=False, value__lte=F("value_high")),
            ),
        ]

    def __str__(self) -> str:
        return self.text("metric")


class IpRight(models.Model):
    """One right or application, held by its INID numbers; a status has a day and a source or is not there."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="rights")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.ForeignKey("taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+")
    office = models.CharField(max_length=2, blank=True)  # WIPO ST.3
    application_no = models.CharField(max_length=60, blank=True)  # INID 21
    registration_no = models.CharField(max_length=60, blank=True)  # INID 11, 111
    title = models.CharField(max_length=300, blank=True)  # INID 54
    filed_on = models.DateField(null=True, blank=True)  # INID 22
    published_on = models.DateField(null=True, blank=True)  # INID 43
    granted_on = models.DateField(null=True, blank=True)  # INID 45
    expires_on = models.DateField(null=True, blank=True)
    ipc = models.CharField(max_length=LINE_MAX_CHARS, blank=True)  # INID 51, as printed
    vn_effect = models.ForeignKey("taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+")
    status = models.ForeignKey("taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+")
    status_on = models.DateField(null=True, blank=True)
    status_source = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    checked_at = models.DateTimeField(null=True, editable=False)
    gazette_url = models.URLField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("IP right")
        verbose_name_plural = _("IP rights")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="right_status_has_day_and_source",
                condition=Q(status=None) | (Q(status_on__isnull=False) & ~Q(status_source="")),
            ),
            models.CheckConstraint(
                name="right_days_in_order",
                condition=Q(filed_on=None) | Q(granted_on=None) | Q(filed_on__lte=F("granted_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.registration_no or self.application_no}".strip()

    @property
    def is_unpublished_filing(self) -> bool:
        """Filed, and neither published nor registered: only its minimal record may be public."""
        if self.registration_no or self.published_on or self.granted_on:
            return False
        return bool(self.application_no) and (self.status is None or self.status.code in BEFORE_PUBLICATION)
