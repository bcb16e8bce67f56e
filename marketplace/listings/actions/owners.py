"""What changes of an owner mean for the documents of its listings: no edit, another index_version."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from marketplace.common.outbox import emit
from marketplace.listings import events, queries
from marketplace.listings.models import Listing
from marketplace.listings.projection import public_texts

SLICE = 100  # Listings of one transaction and one event; their ids fit its facts.


def owner_changed(*, organisation_id: int, now: datetime) -> int:
    """The owner was renamed, verified or suspended: raise index_version and tell the index, slice by slice.

    Nobody's edit clashes with it: `version` stays. Returns how many listings it told of.
    """
    return sum(_tell(ids) for ids in _slices(organisation_id))


def _slices(organisation_id: int) -> Iterator[list[int]]:
    after = 0
    rows = Listing.objects.filter(owner_id=organisation_id).order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=after)[:SLICE]):
        yield ids
        after = ids[-1]


@transaction.atomic
def _tell(ids: list[int]) -> int:
    rows = Listing.objects.filter(pk__in=ids)
    for listing in queries.with_content(rows):
        folded = public_texts(listing).folded()
        Listing.objects.filter(pk=listing.pk).update(
            index_version=F("index_version") + 1, public_text_folded=folded if listing.public_text_folded else ""
        )
    emit(events.OWNER_CHANGED, subject=Listing(pk=ids[0]), ids=ids)
    return len(ids)
