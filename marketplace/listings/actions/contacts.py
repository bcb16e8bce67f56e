"""Who answers for listings after their contact person has left the owner."""

from datetime import datetime

from marketplace.accounts.actions.owners import pass_contact_on
from marketplace.listings.models import Listing


def hand_over_contact(*, organisation_id: int, user_id: int, now: datetime) -> int:
    """The organisation's contact person becomes that of each of its listings where the leaver was; returns how many.

    Nobody's edit clashes with it: `version` stays. A person who is back by now keeps what is theirs.
    """
    verb = "listing.hand_over_contact"
    return pass_contact_on(Listing.objects.all(), verb=verb, organisation_id=organisation_id, user_id=user_id, now=now)
