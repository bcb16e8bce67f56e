"""What a solution must do, figure by figure, and what a reviewer asks to be changed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.posting import AskedPoint
from marketplace.common.bilingual import Bilingual
from marketplace.needs.fields import LINE_MAX_CHARS, UNIT_MAX_CHARS, Section
from marketplace.needs.models.need import Need
from marketplace.needs.states import Operator


class Requirement(Bilingual, models.Model):
    """One figure that a supplier can test themselves against: a must, or nice to have."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="requirements")
    position = models.PositiveSmallIntegerField(default=0)
    metric_vi = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    metric_en = models.CharField(max_length=LINE_MAX_CHARS, blank=True)
    operator = models.CharField(max_length=5, choices=Operator, default=Operator.EQUAL)
    value = models.DecimalField(max_digits=22, decimal_places=6, null=True, blank=True)
    value_high = models.DecimalField(max_digits=22, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=UNIT_MAX_CHARS, blank=True)
    must = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="requirement_operator", condition=Q(operator__in=Operator.values)),
            models.CheckConstraint(
                name="requirement_range",
                condition=Q(value_high=None)
                | Q(operator=Operator.RANGE, value__isnull=False, value__lte=F("value_high")),
            ),
        ]

    def __str__(self) -> str:
        return self.text("metric")


class ReviewPoint(AskedPoint):
    """A point about one section of a need."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="review_points")
    section = models.CharField(max_length=20, choices=Section)

    class Meta:
        verbose_name = _("review point of a need")
        verbose_name_plural = _("review points of needs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="need_review_point_section", condition=Q(section__in=Section.values))
        ]

    def __str__(self) -> str:
        return f"{self.need_id}: {self.reason_id}"
