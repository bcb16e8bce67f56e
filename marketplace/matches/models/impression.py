"""That a pair was put before somebody's eyes: what later answers are weighed against."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.matches.models.match import VERSION_MAX_CHARS, Match


class Impression(models.Model):
    """One person, one pair, one day. `place` is the row it stood in, from 1; need and listing are the match's.

    The person is forgotten after the retention period of search logs; the row stays as a figure.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    match = models.ForeignKey(Match, models.CASCADE, related_name="impressions")
    day = models.DateField()
    at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    score = models.FloatField()
    components = models.JSONField()  # The contributions as shown, one frozen value: the pair's own move on.
    score_version = models.CharField(max_length=VERSION_MAX_CHARS)

    class Meta:
        verbose_name = _("match seen")
        verbose_name_plural = _("matches seen")
        constraints = [models.UniqueConstraint("user", "match", "day", name="impression_once_a_day")]
        indexes = [models.Index(fields=["at"], name="impression_by_time")]

    def __str__(self) -> str:
        return f"{self.match_id} {self.day}"
