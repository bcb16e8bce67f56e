"""What changes of an owner mean for the documents of its listings: no edit, another index_version."""

from datetime import datetime

from django.db import transaction

from marketplace.accounts.actions.owners import refold, slices_of
from marketplace.common.outbox import emit
from marketplace.listings import events, queries
from marketplace.listings.models import Listing
from marketplace.listings.projection import public_texts


def owner_changed(*, organisation_id: int, now: datetime) -> int:
    """The owner was renamed, verified or suspended: raise index_version and tell the index, slice by slice.

    Nobody's edit clashes with it: `version` stays. Returns how many listings it told of.
    """
    return sum(_tell(ids) for ids in slices_of(Listing.objects.filter(owner_id=organisation_id)))


@transaction.atomic
def _tell(ids: list[int]) -> int:
    refold(queries.with_content(Listing.objects.filter(pk__in=ids)), lambda listing: public_texts(listing).folded())
    emit(events.OWNER_CHANGED, subject=Listing(pk=ids[0]), ids=ids)
    return len(ids)
