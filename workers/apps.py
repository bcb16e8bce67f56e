from django.apps import AppConfig


class WorkersConfig(AppConfig):
    name = "workers"
    label = "workers"

    def ready(self) -> None:
        # The domain emits by event name; which task hears it is known from here on.
        from marketplace.common.health import register_check  # noqa: PLC0415
        from workers import bell, routes  # noqa: PLC0415 - tasks import models, which exist only now

        routes.register()
        bell.register()
        register_check("broker", bell.state_of_broker)
