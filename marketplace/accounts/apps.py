from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.translation import gettext_lazy as _

SECOND_FACTOR_GATE = "marketplace.accounts.web.gates.SecondFactorGate"


class AccountsConfig(AppConfig):
    name = "marketplace.accounts"
    label = "accounts"
    verbose_name = _("People and organisations")


@register(Tags.security, deploy=True)
def second_factor_of_staff(app_configs: Sequence[AppConfig] | None, **_more: object) -> list[CheckMessage]:
    """A floor that others reach asks its staff for a second factor (`manage.py check --deploy`)."""
    if settings.SECOND_FACTOR_REQUIRED and SECOND_FACTOR_GATE in settings.MIDDLEWARE:
        return []
    hint = "Bind the floor to its public address (HOST, BASE_URL); keep SECOND_FACTOR_REQUIRED and its middleware."
    return [Error("Staff may work without a second factor.", hint=hint, id="accounts.E001")]
