from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchesConfig(AppConfig):
    name = "marketplace.matches"
    label = "matches"
    verbose_name = _("Matches")

    def ready(self) -> None:
        from marketplace.matches.notices import KINDS  # noqa: PLC0415 - models exist only now
        from marketplace.notifications.kinds import register  # noqa: PLC0415

        register(*KINDS)
