"""What publication writes, whoever publishes: reviewer, the owner itself, or an import."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from marketplace.accounts.actions.numbering import reference_of, series_for
from marketplace.common.dates import months_after
from marketplace.common.references import Series
from marketplace.listings.models import Listing
from marketplace.listings.projection import public_texts
from marketplace.listings.queries import with_content
from marketplace.listings.states import Kind

TYPE_CODES = {Kind.TECHNOLOGY: "TO", Kind.IP_ASSET: "IP", Kind.SERVICE: "SV"}


def reference_for(listing: Listing, *, now: datetime) -> str:
    """The reference the listing has, or the next one of its series at first submit."""
    return reference_of(listing, hidden=listing.owner_hidden, type_code=TYPE_CODES[Kind(listing.kind)], now=now)


def series_of(listing: Listing, *, day: date) -> Series:
    return series_for(listing.owner, hidden=listing.owner_hidden, type_code=TYPE_CODES[Kind(listing.kind)], day=day)


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
