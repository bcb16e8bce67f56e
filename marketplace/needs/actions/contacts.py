"""Who answers for needs after their contact person has left the owner."""

from datetime import datetime

from django.db import transaction

from marketplace.accounts.queries import contact_after
from marketplace.common.audit import record
from marketplace.common.permissions import SYSTEM
from marketplace.needs.models import Need


def hand_over_contact(*, organisation_id: int, user_id: int, now: datetime) -> int:
    """The organisation's contact person becomes that of each of its needs where the leaver was; returns how many.

    Nobody's edit clashes with it: `version` stays. A person who is back by now keeps what is theirs.
    """
    with transaction.atomic():
        organisation, heir = contact_after(organisation_id, leaver_id=user_id)
        if heir is None:
            return 0
        moved = Need.objects.filter(owner=organisation, contact_id=user_id).update(contact_id=heir)
        if moved:
            record("need.hand_over_contact", subject=organisation, actor=SYSTEM, now=now, count=moved)
    return moved
