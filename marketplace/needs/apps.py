from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "marketplace.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Needs"
