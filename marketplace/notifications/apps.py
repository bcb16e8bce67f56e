from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "marketplace.notifications"
    label = "notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from marketplace.common import metrics  # noqa: PLC0415
        from marketplace.common.health import register_check  # noqa: PLC0415
        from marketplace.notifications.notices import register_kinds  # noqa: PLC0415 - models exist only now
        from marketplace.notifications.queries.deliveries import failed_deliveries, state_of_mail  # noqa: PLC0415
        from marketplace.notifications.subjects import register  # noqa: PLC0415
        from marketplace.notifications.subjects.organisations import ORGANISATION  # noqa: PLC0415
        from marketplace.notifications.subjects.talk import MESSAGE, QUESTION  # noqa: PLC0415

        register_kinds()
        register_check("mail", state_of_mail)
        metrics.register_figure(metrics.DELIVERIES_FAILED, failed_deliveries)
        register(ORGANISATION, QUESTION, MESSAGE)
