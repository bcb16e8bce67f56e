"""What is in force from one day to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Curated(models.Model):
    """A row that ships with the project and that curators edit; an edited one is theirs from then on."""

    edited_at = models.DateTimeField(_("edited by a curator at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Dated(Curated):
    """A row of law or of a list: in force on every day from `valid_from` to `valid_to`, both included, null is open.

    `verified` is false until a curator has compared the row with its source; pages then say "to be checked".
    """

    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    verified = models.BooleanField(_("checked against the source"), default=False)

    class Meta:
        abstract = True

    @staticmethod
    def days_in_order() -> Q:
        """Condition of the constraint that each dated table carries."""
        return Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))


class DatedRate(Dated):
    """A rate, limit or number of years that a law or a statistic sets for a time: never a constant in code."""

    code = models.SlugField(_("code"), max_length=60, allow_unicode=False)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=30)  # "share" of a named base, "years", "VND"
    label_vi = models.CharField(_("Vietnamese"), max_length=200)
    label_en = models.CharField(_("English"), max_length=200)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("dated rate")
        verbose_name_plural = _("dated rates")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint("code", "valid_from", name="dated_rate_once"),
            models.UniqueConstraint("code", name="dated_rate_once_undated", condition=Q(valid_from=None)),
            models.CheckConstraint(name="dated_rate_days", condition=Dated.days_in_order()),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value.normalize():f} {self.unit}"
