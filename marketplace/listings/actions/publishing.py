"""What publication writes, whoever publishes: reviewer, the owner itself, or an import."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from marketplace.common.dates import months_after
from marketplace.common.references import Series, issue_drawn_reference, issue_reference, tells_its_place
from marketplace.listings.models import Listing
from marketplace.listings.projection import public_texts
from marketplace.listings.queries import with_content
from marketplace.listings.states import Kind

TYPE_CODES = {Kind.TECHNOLOGY: "TO", Kind.IP_ASSET: "IP", Kind.SERVICE: "SV"}
HOME_COUNTRY = "VN"
NO_PROVINCE = "00"


def reference_for(listing: Listing, *, now: datetime) -> str:
    """The reference the listing has, or the next one of its series at first submit.

    An owner who hides before anything was public gets a drawn number; the one before stays spent (decision 0009).
    """
    known = listing.published_at is not None or not listing.owner_hidden
    if listing.reference and (known or not tells_its_place(listing.reference)):
        return listing.reference
    series = series_of(listing, day=timezone.localdate(now))
    return issue_drawn_reference(series) if listing.owner_hidden else issue_reference(series)


def series_of(listing: Listing, *, day: date) -> Series:
    """Country and province of the owner as they are on this day; the number of a hidden owner names no province."""
    country, province = listing.owner.country.code, listing.owner.province
    known = country == HOME_COUNTRY and not listing.owner_hidden
    return Series(
        country=country,
        province=province.code if known and province is not None else NO_PROVINCE,
        type_code=TYPE_CODES[Kind(listing.kind)],
        day=day,
    )


def expiry(now: datetime) -> date:
    """The last day in view of what is published or renewed now."""
    return months_after(timezone.localdate(now), settings.LISTING_LIFE_MONTHS)


def publication(listing: Listing, *, now: datetime) -> dict[str, Any]:
    """Columns that a publication sets, for `advance`."""
    return {
        "published_at": now,
        "expires_on": expiry(now),
        "warned_days": None,
        "confirmed_on": timezone.localdate(now),
        "public_text_folded": folded_text(listing),
        "state_since": now,
        "state_reason": "",
        "state_note": "",
    }


def folded_text(listing: Listing) -> str:
    """The projection as it is stored now, related rows included."""
    return public_texts(with_content(Listing.objects.filter(pk=listing.pk)).get()).folded()
