"""What a reviewer asks to be changed: a repair list, one point per reason and section."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.posting import AskedPoint
from marketplace.listings.fields import Section
from marketplace.listings.models.listing import Listing


class ReviewPoint(AskedPoint):
    """A point about one section of a listing."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="review_points")
    section = models.CharField(max_length=20, choices=Section)

    class Meta:
        verbose_name = _("review point")
        verbose_name_plural = _("review points")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="review_point_section", condition=Q(section__in=Section.values))]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.reason_id}"
