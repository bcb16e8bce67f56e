"""Which organisation acts for which other one. Upper apps, such as mandates, write a row here and end it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.organisation import Organisation

ORIGIN_KIND_MAX_CHARS = 40


class Representation(models.Model):
    """Editors of the representative may write and answer for the organisation, visibly, until it ends."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="represented_by")
    representative = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="represents")
    origin_kind = models.CharField(max_length=ORIGIN_KIND_MAX_CHARS)  # What it rests on, in the app that placed it.
    origin_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("representation")
        verbose_name_plural = _("representations")
        constraints = [
            models.UniqueConstraint("origin_kind", "origin_id", name="representation_once"),
            models.CheckConstraint(name="representation_of_another", condition=~Q(organisation=F("representative"))),
            models.CheckConstraint(name="representation_span", condition=Q(until__gt=F("since"))),
        ]
        indexes = [models.Index("representative", name="representation_live", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.representative_id} for {self.organisation_id}"
