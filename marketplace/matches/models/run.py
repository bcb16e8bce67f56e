"""The last time an object was matched: when, and what was left out for which reason."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.matches.models.match import REASON_MAX_CHARS, VERSION_MAX_CHARS
from marketplace.matches.states import Side


class MatchRun(models.Model):
    """One row per need or listing, of its last run. `considered` counts the candidates whose facts were compared."""

    kind = models.CharField(max_length=10, choices=Side)
    object_id = models.BigIntegerField()
    computed_at = models.DateTimeField()
    considered = models.PositiveIntegerField()
    score_version = models.CharField(max_length=VERSION_MAX_CHARS)

    class Meta:
        verbose_name = _("run of matching")
        verbose_name_plural = _("runs of matching")
        constraints = [
            models.UniqueConstraint("kind", "object_id", name="match_run_once"),
            models.CheckConstraint(name="match_run_kind", condition=Q(kind__in=Side.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class Blocked(models.Model):
    """How many candidates of a run one gate refused; `gate` is a code of `web/words.py`."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="blocked")
    gate = models.CharField(max_length=REASON_MAX_CHARS)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("refusal of a run")
        verbose_name_plural = _("refusals of a run")
        ordering = ["-count", "gate"]
        constraints = [
            models.UniqueConstraint("run", "gate", name="match_blocked_once"),
            models.CheckConstraint(name="match_blocked_counts", condition=Q(count__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.gate}: {self.count}"
