"""What changes of an owner mean for the documents of its needs: no edit, another index_version."""

from datetime import datetime

from django.db import transaction

from marketplace.accounts.actions.owners import refold, slices_of
from marketplace.common.outbox import emit
from marketplace.needs import events, queries
from marketplace.needs.models import Need
from marketplace.needs.projection import public_texts


def owner_changed(*, organisation_id: int, now: datetime) -> int:
    """The owner was renamed, verified or suspended: raise index_version and tell the index, slice by slice.

    Nobody's edit clashes with it: `version` stays. Returns how many needs it told of.
    """
    return sum(_tell(ids) for ids in slices_of(Need.objects.filter(owner_id=organisation_id)))


@transaction.atomic
def _tell(ids: list[int]) -> int:
    refold(queries.with_content(Need.objects.filter(pk__in=ids)), lambda need: public_texts(need).folded())
    emit(events.OWNER_CHANGED, subject=Need(pk=ids[0]), ids=ids)
    return len(ids)
