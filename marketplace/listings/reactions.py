"""What listings do when an event arrives; named in `workers/routes.py`."""

from marketplace.common import clock
from marketplace.listings.actions.contacts import hand_over_contact
from marketplace.listings.actions.owners import owner_changed


def follow_owner(*, subject_id: int, **_later: object) -> None:
    """An organisation's name, verification or suspension changed: its listings' documents follow."""
    owner_changed(organisation_id=subject_id, now=clock.now())


def follow_leaver(*, subject_id: int, user_id: int, **_later: object) -> None:
    """Somebody left the organisation: its listings that named them get another contact person."""
    hand_over_contact(organisation_id=subject_id, user_id=user_id, now=clock.now())
