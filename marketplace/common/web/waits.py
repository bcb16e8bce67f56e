"""A measured wait in words."""

from datetime import timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.common.web.formatting import join_numbers


def measured_words(wait: timedelta | None) -> str:
    """`Half of the last decisions came within 2 days.`; says so while too few were made."""
    if wait is None:
        return _("Too few decisions yet to say how long one takes.")
    days = max(ceil(wait / timedelta(days=1)), 1)
    words = ngettext(
        "Half of the last decisions came within %(days)s day.",
        "Half of the last decisions came within %(days)s days.",
        days,
    )
    return join_numbers(words % {"days": days})
