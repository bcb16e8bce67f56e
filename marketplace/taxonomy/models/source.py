"""Catalogues from which records may be imported."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.taxonomy.models.dated import Curated


class Source(Curated):
    """A registered catalogue: nothing is imported from one whose licence and date are unknown."""

    code = models.SlugField(_("code"), max_length=40, unique=True, allow_unicode=False)
    name_vi = models.CharField(_("Vietnamese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    licence = models.CharField(_("licence"), max_length=200)
    address = models.CharField(_("address of origin"), max_length=300)
    retrieved_on = models.DateField(_("copied on"))
    as_of = models.DateField(_("contents as of"), null=True, blank=True)  # Null: the file does not say.
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("catalogue source")
        verbose_name_plural = _("catalogue sources")
        ordering = ["code"]
        constraints = [models.CheckConstraint(name="source_has_licence", condition=~Q(licence=""))]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_vi
