"""What search engines read of a listing (schema.org), from public facts only; every value stands on the page too."""

import json
from collections.abc import Iterable

from django.utils.safestring import SafeString

from marketplace.common.web.formatting import in_language
from marketplace.listings.models import Listing
from marketplace.listings.projection import is_minimal
from marketplace.listings.states import Kind
from marketplace.listings.web.rows import exact

PRODUCTS = frozenset({"equipment_with_knowhow", "software"})  # Things that can be bought as they are.
# A data block ends at "</script": nothing in it may look like markup (as django.utils.html.json_script escapes).
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def linked_data(listing: Listing, *, address: str, home: str, floor: str) -> SafeString:
    """The content of the page's `application/ld+json` block; addresses are absolute."""
    graph = [_thing(listing, address=address), _path(listing, address=address, home=home, floor=floor)]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return SafeString(text.translate(_ESCAPES))


def _thing(listing: Listing, *, address: str) -> dict[str, object]:
    closed = is_minimal(listing)
    summary = "" if closed else in_language(listing, "summary")[0]
    offer = {} if closed else _offer(listing)
    kind = _type_of(listing, priced=bool(offer))
    maker = "" if listing.owner_hidden else in_language(listing.owner, "name")[0]
    told = {
        "@type": kind,
        "@id": address,
        "url": address,
        "name": in_language(listing, "title")[0],
        "description": summary,
        _reference_key(kind): listing.reference,
        **_published(listing, kind),
        **_maker(kind, maker),
        **_service_facts(listing),
        **({"offers": offer} if offer and kind != "CreativeWork" else {}),
    }
    return {name: value for name, value in told.items() if value}


def _type_of(listing: Listing, *, priced: bool) -> str:
    if listing.kind == Kind.SERVICE:
        return "Service"
    subtype = listing.technology.subtype
    return "Product" if priced and subtype is not None and subtype.code in PRODUCTS else "CreativeWork"


def _reference_key(kind: str) -> str:
    return "sku" if kind == "Product" else "identifier"


def _published(listing: Listing, kind: str) -> dict[str, object]:
    if kind != "CreativeWork" or listing.published_at is None:
        return {}
    return {"datePublished": listing.published_at.date().isoformat()}


def _maker(kind: str, name: str) -> dict[str, object]:
    """Never a hidden owner: no key at all."""
    if not name:
        return {}
    key = {"Product": "brand", "Service": "provider"}.get(kind, "creator")
    return {key: {"@type": "Organization", "name": name}}


def _service_facts(listing: Listing) -> dict[str, object]:
    if listing.kind != Kind.SERVICE:
        return {}
    regions = _labels(listing.service.regions.all())
    return {"serviceType": _labels(listing.service.service_kinds.all()), "areaServed": regions}


def _offer(listing: Listing) -> dict[str, object]:
    """A price, a range or a lowest price; nothing where none is named."""
    low, high, mode = listing.price_min, listing.price_max, listing.price_mode
    if low is None or mode is None:
        return {}
    currency = {"priceCurrency": listing.currency}
    if high is not None and high != low:
        return {"@type": "AggregateOffer", "lowPrice": exact(low), "highPrice": exact(high), **currency}
    if mode.code == "floor":
        price = {"@type": "PriceSpecification", "minPrice": exact(low), **currency}
        return {"@type": "Offer", "priceSpecification": price}
    return {"@type": "Offer", "price": exact(low), **currency}


def _path(listing: Listing, *, address: str, home: str, floor: str) -> dict[str, object]:
    steps = ((floor, home), (in_language(listing, "title")[0], address))
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": where}
        for place, (name, where) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _labels(codes: Iterable) -> list[str]:
    return [code.label for code in codes]
