"""Rows of code lists, facts about them and ways from one list to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.taxonomy.models.dated import Curated, Dated


class Code(Dated):
    """One row of one list. The code is stable and never reused; a record keeps the row of its own date."""

    list = models.SlugField(_("list"), max_length=40, allow_unicode=False)
    edition = models.CharField(_("edition"), max_length=20, blank=True)  # Same code, other meaning: another edition.
    code = models.CharField(_("code"), max_length=60)
    symbol = models.CharField(_("symbol"), max_length=30, blank=True)  # As printed: "O2", "7", "A01B".
    label_vi = models.CharField(_("Vietnamese"), max_length=500, blank=True)
    label_en = models.CharField(_("English"), max_length=500, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["list", "edition", "position", "code"]
        constraints = [
            models.UniqueConstraint("list", "edition", "code", name="code_once"),
            models.CheckConstraint(name="code_days", condition=Dated.days_in_order()),
            models.CheckConstraint(name="code_labelled", condition=~Q(label_vi="", label_en="")),
        ]
        indexes = [models.Index("list", "code", name="code_by_list")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.label}".strip()

    @property
    def label(self) -> str:
        """The wording in the active language; the other one where it is missing."""
        return self.label_in(get_language() or "")

    def label_in(self, language: str) -> str:
        """The wording in `language` ("vi" or "en"); the other one where it is missing."""
        return (self.label_en or self.label_vi) if language.startswith("en") else (self.label_vi or self.label_en)


class CodeFact(models.Model):
    """What a list says about a row beside its name: that a right is live, that a service needs a certificate."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="facts", verbose_name=_("code"))
    name = models.SlugField(_("name"), max_length=40, allow_unicode=False)
    value = models.CharField(_("value"), max_length=300)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["name"]
        constraints = [models.UniqueConstraint("code", "name", name="code_fact_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Crosswalk(Curated):
    """A way from a row of one list to a row of another: class to field, province to region, old unit to new."""

    from_code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="leads_to", verbose_name=_("from"))
    to_code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="comes_from", verbose_name=_("to"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    verified = models.BooleanField(_("checked against the source"), default=False)

    class Meta:
        verbose_name = _("crosswalk")
        verbose_name_plural = _("crosswalks")
        ordering = ["from_code", "to_code"]
        constraints = [
            models.UniqueConstraint("from_code", "to_code", name="crosswalk_once"),
            models.CheckConstraint(name="crosswalk_leads_away", condition=~Q(from_code=F("to_code"))),
        ]

    def __str__(self) -> str:
        return f"{self.from_code} → {self.to_code}"
