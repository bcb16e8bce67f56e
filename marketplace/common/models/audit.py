"""The audit chain: entries written with each action, sealed afterwards into one chain of hashes."""

from django.db import models


class AuditEntry(models.Model):
    """What one action did. Append-only: triggers refuse UPDATE and DELETE."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=60)  # Opaque: "user:17", "clock".
    acting_for = models.BigIntegerField(null=True, blank=True)
    verb = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index("subject_kind", "subject_id", name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}:{self.subject_id}"


class AuditSeal(models.Model):
    """Link number `seq` of the chain: hash = SHA-256(prev ‖ canonical JSON of the entry)."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"
