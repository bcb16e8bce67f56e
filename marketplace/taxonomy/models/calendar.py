"""Days off and swapped working days, entered year by year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.taxonomy.models.dated import Curated


class Holiday(Curated):
    """A day that the calendar of Viet Nam changes: off, or a Saturday worked instead."""

    class Kind(models.TextChoices):
        OFF = "off", _("Day off")
        WORKED = "worked", _("Worked instead of another day")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OFF)
    label_vi = models.CharField(_("Vietnamese"), max_length=120)
    label_en = models.CharField(_("English"), max_length=120)
    source = models.CharField(_("source"), max_length=200, blank=True)
    verified = models.BooleanField(_("checked against the source"), default=False)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.label_en}"
