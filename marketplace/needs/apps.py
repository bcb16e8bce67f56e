from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "marketplace.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Needs"

    def ready(self) -> None:
        from marketplace.needs.notices import KINDS  # noqa: PLC0415 - models exist only now
        from marketplace.needs.subjects import NEED  # noqa: PLC0415
        from marketplace.notifications import subjects  # noqa: PLC0415
        from marketplace.notifications.kinds import register  # noqa: PLC0415

        register(*KINDS)
        subjects.register(NEED)
