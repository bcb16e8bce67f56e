"""Counts of the rate limiter where no shared cache is configured."""

from django.db import models


class RateWindow(models.Model):
    """What one caller spent under one limit: five slots of a quarter window each, the newest first.

    The key is a keyed digest: no address and no user id can be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    slot = models.BigIntegerField()
    c0 = models.PositiveIntegerField()
    c1 = models.PositiveIntegerField()
    c2 = models.PositiveIntegerField()
    c3 = models.PositiveIntegerField()
    c4 = models.PositiveIntegerField()
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
