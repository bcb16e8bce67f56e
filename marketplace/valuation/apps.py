from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValuationConfig(AppConfig):
    name = "marketplace.valuation"
    label = "valuation"
    verbose_name = _("Valuation")

    def ready(self) -> None:
        from marketplace.notifications import subjects  # noqa: PLC0415
        from marketplace.notifications.kinds import register  # noqa: PLC0415 - models exist only now
        from marketplace.valuation.notices import RUN_COMPUTED, RUN_FAILED  # noqa: PLC0415
        from marketplace.valuation.subjects import RUN  # noqa: PLC0415

        register(RUN_COMPUTED, RUN_FAILED)
        subjects.register(RUN)
