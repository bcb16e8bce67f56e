"""What search engines read of a need (schema.org Demand), from public facts only; every value stands on the page."""

import json

from django.utils.safestring import SafeString

from marketplace.common.web.formatting import in_language
from marketplace.needs.models import Need

# A data block ends at "</script": nothing in it may look like markup (as django.utils.html.json_script escapes).
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def linked_data(need: Need, *, address: str, home: str, floor: str) -> SafeString:
    """The content of the page's `application/ld+json` block; addresses are absolute."""
    graph = [_demand(need, address=address), _path(need, address=address, home=home, floor=floor)]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return SafeString(text.translate(_ESCAPES))


def _demand(need: Need, *, address: str) -> dict[str, object]:
    seeker = "" if need.is_anonymous else in_language(need.owner, "name")[0]
    told = {
        "@type": "Demand",
        "@id": address,
        "url": address,
        "name": in_language(need, "title")[0],
        "sku": need.reference,
        "availabilityEnds": need.answers_by.isoformat() if need.answers_by else "",
        "seller": {"@type": "Organization", "name": seeker} if seeker else "",
    }
    return {name: value for name, value in told.items() if value}


def _path(need: Need, *, address: str, home: str, floor: str) -> dict[str, object]:
    steps = ((floor, home), (in_language(need, "title")[0], address))
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": where}
        for place, (name, where) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
