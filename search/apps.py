from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from marketplace.common.health import register_check  # noqa: PLC0415
        from marketplace.notifications.kinds import register, register_names  # noqa: PLC0415 - models exist only now
        from search.notices import PREFIX, SAVED_SEARCH, names  # noqa: PLC0415
        from search.queries import state_of_engine  # noqa: PLC0415

        register(SAVED_SEARCH)
        register_names(PREFIX, names)
        register_check("search", state_of_engine)
