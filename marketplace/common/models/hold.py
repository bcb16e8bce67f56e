"""Holds: what an upper app places on a lower object, so that guards below never ask upward."""

from django.db import models
from django.db.models import Q


class Hold(models.Model):
    """A live row stops moves of `object`; `subject` is the upper thing that placed it."""

    object_kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    until = models.DateTimeField(null=True, blank=True)
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "object_kind",
                "object_id",
                "kind",
                "subject_kind",
                "subject_id",
                name="hold_once",
                condition=Q(lifted_at=None),
            ),
            models.CheckConstraint(
                name="hold_kind",
                condition=Q(kind__in=["interest", "deal", "agreed_deal", "complaint", "appeal"]),
            ),
        ]
        indexes = [models.Index("object_kind", "object_id", name="hold_live", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} on {self.object_kind}:{self.object_id}"
