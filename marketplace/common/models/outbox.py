"""The queue: work is a row before it is a message."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class OutboxRow(models.Model):
    """One event for one task. Claimed by lease, settled by the lease's owner only."""

    event = models.CharField(max_length=80)
    task = models.CharField(max_length=120, blank=True)  # Empty: no route knew the event when it was written.
    queue = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    version = models.PositiveBigIntegerField(default=0)
    facts = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=200, unique=True)
    coalesce = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    available_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    lost = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="outbox_done_or_parked", condition=Q(done_at=None) | Q(parked_at=None)),
        ]
        indexes = [
            models.Index("queue", "available_at", "id", name="outbox_open", condition=Q(done_at=None, parked_at=None)),
            models.Index(
                "task", "subject_kind", "subject_id", name="outbox_subject", condition=Q(done_at=None, parked_at=None)
            ),
            models.Index("done_at", name="outbox_done"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_kind}:{self.subject_id} → {self.task or '?'}"
