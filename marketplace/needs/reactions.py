"""What needs do when an event arrives; named in `workers/routes.py`."""

from marketplace.common import clock
from marketplace.needs.actions.owners import owner_changed


def follow_owner(*, subject_id: int, **_later: object) -> None:
    """An organisation's name, verification or suspension changed: its needs' documents follow."""
    owner_changed(organisation_id=subject_id, now=clock.now())
