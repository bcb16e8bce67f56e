from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeedConfig(AppConfig):
    name = "marketplace.seed"
    label = "seed"
    verbose_name = _("Demo floor and catalogue import")
