"""What only one kind of listing says about itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.common.bilingual import Bilingual
from marketplace.listings.fields import LINE_MAX_CHARS
from marketplace.listings.models.listing import Listing


class TechnologyDetails(Bilingual, models.Model):
    """A technology's content; an IP asset uses its readiness and its publication check."""

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="technology")
    subtype = models.ForeignKey("taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+")
    problem_solved_vi = models.TextField(blank=True)
    problem_solved_en = models.TextField(blank=True)
    how_it_works_vi = models.TextField(blank=True)
    how_it_works_en = models.TextField(blank=True)
    limits_vi = models.TextField(blank=True)
    limits_en = models.TextField(blank=True)
    applications_vi = models.TextField(blank=True)
    applications_en = models.TextField(blank=True)
    resource_needs_vi = models.TextField(blank=True)
    resource_needs_en = models.TextField(blank=True)
    confidential_detail = models.TextField(blank=True)  # Tier N: the owner's members, later live grants; nobody else.
    trl_declared = models.ForeignKey("taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+")
    trl_assessed = models.ForeignKey("taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+")
    trl_assessed_on = models.DateField(null=True, blank=True)
    year_started = models.PositiveSmallIntegerField(null=True, blank=True)
    unfiled_detail = models.BooleanField(null=True, blank=True)  # Null: not answered yet. Tier A.
    first_disclosure_on = models.DateField(null=True, blank=True)  # Tier A.

    class Meta:
        verbose_name = _("details of a technology")
        constraints = [
            models.CheckConstraint(
                name="technology_assessed_dated",
                condition=Q(trl_assessed=None) | Q(trl_assessed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"details of {self.listing_id}"


class ServiceDetails(Bilingual, models.Model):
    """What an intermediary delivers, how fast and under which certificate."""

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="service")
    service_kinds = models.ManyToManyField("taxonomy.Code", blank=True, related_name="+")
    deliverable_vi = models.TextField(blank=True)
    deliverable_en = models.TextField(blank=True)
    turnaround_days = models.PositiveSmallIntegerField(null=True, blank=True)
    regions = models.ManyToManyField("taxonomy.Code", blank=True, related_name="+")
    scope_vi = models.TextField(blank=True)
    scope_en = models.TextField(blank=True)
    certificate_no = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    certificate_scope_vi = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    certificate_scope_en = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    certificate_expires_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("details of a service")
        constraints = [
            models.CheckConstraint(
                name="service_turnaround", condition=Q(turnaround_days=None) | Q(turnaround_days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"details of {self.listing_id}"
