"""What search engines read of an organisation (schema.org), from public facts only; each stands on the page too."""

import json

from django.utils.safestring import SafeString

from marketplace.accounts.models import Organisation
from marketplace.common.web.formatting import in_language

# A data block ends at "</script": nothing in it may look like markup (as django.utils.html.json_script escapes).
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_TYPES = {"university": "CollegeOrUniversity", "agency": "GovernmentOrganization", "institute": "ResearchOrganization"}


def linked_data(organisation: Organisation, *, home: str) -> SafeString:
    """The content of the page's `application/ld+json` block; empty for an individual and for what is off view."""
    if organisation.is_suspended or organisation.kind.code == "individual":
        return SafeString("")
    address = home + organisation.get_absolute_url()
    told = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(organisation.kind.code, "Organization"),
        "@id": address,
        "url": organisation.website or address,
        "mainEntityOfPage": address,
        "name": in_language(organisation, "name")[0],
        "alternateName": organisation.short_name,
        "description": in_language(organisation, "about")[0],
        "address": _place(organisation),
    }
    text = json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
    return SafeString(text.translate(_ESCAPES))


def _place(organisation: Organisation) -> dict[str, str]:
    place = {"@type": "PostalAddress", "addressCountry": organisation.country.code}
    if organisation.province:
        place["addressRegion"] = organisation.province.label
    return place
