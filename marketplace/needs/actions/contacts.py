"""Who answers for needs after their contact person has left the owner."""

from datetime import datetime

from marketplace.accounts.actions.owners import pass_contact_on
from marketplace.needs.models import Need


def hand_over_contact(*, organisation_id: int, user_id: int, now: datetime) -> int:
    """The organisation's contact person becomes that of each of its needs where the leaver was; returns how many.

    Nobody's edit clashes with it: `version` stays. A person who is back by now keeps what is theirs.
    """
    verb = "need.hand_over_contact"
    return pass_contact_on(Need.objects.all(), verb=verb, organisation_id=organisation_id, user_id=user_id, now=now)
