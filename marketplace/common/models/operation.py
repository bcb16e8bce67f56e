"""Rows by which processes agree: leases, periods of jobs, heartbeats, counters, repeated requests."""

from django.db import models


class Lease(models.Model):
    """One named duty has one holder until the lease runs out (index writer, sealer)."""

    name = models.CharField(max_length=40, primary_key=True)
    owner = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class JobPeriod(models.Model):
    """A periodic job runs once per period: whoever inserts the row runs it."""

    job = models.CharField(max_length=60)
    period_start = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("job", "period_start", name="job_period_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.period_start:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """Written each minute by a real task through each real queue; old = the worker is dead, whatever it says."""

    queue = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.queue


class Counter(models.Model):
    """A sequence per name, such as the reference numbers of one day and type."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class IdempotencyKey(models.Model):
    """The answer to a POST that carried an Idempotency-Key, kept for 24 hours."""

    owner = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("owner", "key", name="idempotency_once")]

    def __str__(self) -> str:
        return self.key
