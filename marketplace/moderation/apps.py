from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "marketplace.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from marketplace.moderation.notices import KINDS  # noqa: PLC0415 - models exist only now
        from marketplace.notifications.kinds import register  # noqa: PLC0415

        register(*KINDS)
