"""Rights as the public page shows them: INID numbers, status with its day and source."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.common.web.formatting import write_date
from marketplace.common.web.rows import RightRow, State
from marketplace.listings.models import IpRight, Listing
from marketplace.listings.projection import public_rights
from marketplace.taxonomy.queries import UnknownCode, label

RIGHT_LOOKS = {
    "in_force": ("ok", "check"),
    "granted": ("ok", "check"),
    "reinstated": ("ok", "check"),
    "pending": ("wait", "clock"),
    "opposed": ("wait", "clock"),
    "suspended": ("wait", "clock"),
}


def right_rows(listing: Listing) -> list[RightRow]:
    """Rights with their INID numbers; an unpublished application with its minimal record only."""
    return [_right_row(right) for right in public_rights(listing)]


def office_name(office: str) -> str:
    """Country of the office by its two letters; the letters where it is an organisation, such as EP or WO."""
    try:
        return label("country", office)
    except UnknownCode:
        return office


def _right_row(right: IpRight) -> RightRow:
    unpublished = right.kind is None and bool(right.application_no)
    return RightRow(
        kind=_("Application, not published yet") if unpublished else (right.kind.label if right.kind else ""),
        office=office_name(right.office) if right.office else "",
        application_no=right.application_no,
        number=right.registration_no,
        filed=write_date(right.filed_on),
        granted=write_date(right.granted_on),
        ipc=_symbols_of(right.ipc),
        state=_right_state(right),
        source=_("its status is shown once the application is published") if unpublished else _right_source(right),
    )


def _symbols_of(printed: str) -> Sequence[str]:
    return [part.strip() for part in printed.replace(";", ",").split(",") if part.strip()]


def _right_state(right: IpRight) -> State | None:
    if right.status is None:
        return None
    return State(right.status.label, *RIGHT_LOOKS.get(right.status.code, ("", "minus")))


def _right_source(right: IpRight) -> SafeString | str:
    """Day and source of the look-up, until when, whether it counts in Viet Nam, and the register's own page."""
    said = [
        _("as of %(day)s, %(source)s") % {"day": write_date(right.status_on), "source": right.status_source}
        if right.status_on
        else "",
        _("until %(day)s") % {"day": write_date(right.expires_on)} if right.expires_on else "",
        _("Viet Nam: %(effect)s") % {"effect": right.vn_effect.label} if right.vn_effect else "",
    ]
    words = "; ".join(part for part in said if part)
    if not right.gazette_url.startswith(("https://", "http://")):
        return words
    link = format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', right.gazette_url, _("register"))
    return format_html("{}{}{}", words, "; " if words else "", link)
