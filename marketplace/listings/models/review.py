"""What a reviewer asks to be changed: a repair list, one point per reason and section."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.listings.fields import Section
from marketplace.listings.models.listing import NOTE_MAX_CHARS, Listing


class ReviewPoint(models.Model):
    """One thing to repair, answered by the owner before the listing can be submitted again."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="review_points")
    reason = models.ForeignKey("taxonomy.Code", models.PROTECT, related_name="+")
    section = models.CharField(max_length=20, choices=Section)
    note = models.TextField(max_length=NOTE_MAX_CHARS, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=NOTE_MAX_CHARS, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("review point")
        verbose_name_plural = _("review points")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="review_point_section", condition=Q(section__in=Section.values))]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.reason_id}"
