from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "marketplace.listings"
    label = "listings"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Listings"

    def ready(self) -> None:
        from marketplace.listings.notices import KINDS  # noqa: PLC0415 - models exist only now
        from marketplace.listings.subjects import LISTING  # noqa: PLC0415
        from marketplace.notifications import subjects  # noqa: PLC0415
        from marketplace.notifications.kinds import register  # noqa: PLC0415

        register(*KINDS)
        subjects.register(LISTING)
