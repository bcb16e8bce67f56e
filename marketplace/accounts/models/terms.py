"""The texts that people accept: each version a row of its own, in force from a day on until the next one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.states import TermsKind
from marketplace.common.bilingual import Bilingual

VERSION_MAX_CHARS = 20
TEXT_MAX_CHARS = 60_000


class Terms(Bilingual, models.Model):
    """One version of one text. Plain paragraphs; `## ` begins a heading, `- ` an item of a list."""

    kind = models.CharField(_("text"), max_length=20, choices=TermsKind)
    version = models.CharField(_("version"), max_length=VERSION_MAX_CHARS)
    text_vi = models.TextField(_("text in Vietnamese"), max_length=TEXT_MAX_CHARS)
    text_en = models.TextField(_("text in English"), max_length=TEXT_MAX_CHARS)
    valid_from = models.DateField(_("in force from"))
    added_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint("kind", "version", name="terms_version_once"),
            models.UniqueConstraint("kind", "valid_from", name="terms_one_a_day"),
            models.CheckConstraint(name="terms_kind", condition=Q(kind__in=TermsKind.values)),
            models.CheckConstraint(name="terms_written", condition=~Q(version="") & ~Q(text_vi="") & ~Q(text_en="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.version}"
