"""Organisations in the shapes that the shared components take."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organisation
from marketplace.common.web.rows import State
from marketplace.common.web.state_looks import LOOKS


def verification_state(organisation: Organisation) -> State:
    """How far it is verified, as a pill."""
    tone, icon = LOOKS.get(organisation.verification, ("", "minus"))
    return State(organisation.get_verification_display(), tone, icon)


def facts_of(organisation: Organisation) -> list[tuple[str, str]]:
    """What the public page lists, in its order; empty values are left out by the component."""
    return [
        (_("Kind"), organisation.kind.label),
        (_("Size"), organisation.size.label if organisation.size else ""),
        (_("Ownership"), organisation.ownership.label if organisation.ownership else ""),
        (_("Province"), organisation.province.label if organisation.province else ""),
        (_("Country"), organisation.country.label),
        (_("Business code"), _("Registered") if organisation.business_code else ""),
    ]
