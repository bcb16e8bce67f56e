"""What an organisation says about itself, declared once for its forms, its API and its conflict page."""

from django.utils.translation import gettext_lazy as _

from marketplace.common.facts import Fact, FactGroup, Shape, by_name

NAME_MAX_CHARS = 200
ABOUT_MAX_CHARS = 3000
NOTE_MAX_CHARS = 500  # Words beside a reason, a request to join, an invitation.

_IDENTITY = FactGroup("identity")
_CONTACT = FactGroup("contact")

PROFILE: dict[str, Fact] = by_name(
    [
        _IDENTITY.both("name", _("Name"), Shape.LINE, max_length=NAME_MAX_CHARS),
        _IDENTITY.one("short_name", _("Short name"), Shape.LINE, max_length=60),
        _IDENTITY.one("kind", _("Kind"), Shape.CODE, code_list="org_kind"),
        _IDENTITY.one("body_kind", _("Kind of body"), Shape.CODE, code_list="body_kind"),
        _IDENTITY.one("size", _("Size"), Shape.CODE, code_list="org_size"),
        _IDENTITY.one("ownership", _("Ownership"), Shape.CODE, code_list="ownership"),
        _IDENTITY.one("country", _("Country"), Shape.CODE, code_list="country"),
        _IDENTITY.one("province", _("Province"), Shape.CODE, code_list="province"),
        _IDENTITY.one("business_code", _("Business code"), Shape.LINE, max_length=20),
        _CONTACT.one("address", _("Address"), Shape.LINE, max_length=200),
        _CONTACT.both("about", _("About"), Shape.TEXT, max_length=ABOUT_MAX_CHARS),
        _CONTACT.one("website", _("Website"), Shape.LINE, max_length=300),
    ]
)

# What verification has checked stays as it was checked; the rest an administrator may change at any time.
EDITABLE: dict[str, Fact] = {
    name: PROFILE[name] for name in ("name_vi", "name_en", "short_name", "address", "about_vi", "about_en", "website")
}

PAPER: dict[str, Fact] = by_name(
    [
        _IDENTITY.one("title", _("Paper"), Shape.LINE, max_length=120),
        _IDENTITY.one("number", _("Number"), Shape.LINE, max_length=60),
        _IDENTITY.one("issuer", _("Issued by"), Shape.LINE, max_length=160),
        _IDENTITY.one("issued_on", _("Issued on"), Shape.DATE),
    ]
)
