"""What notifications does when an event arrives; `workers/routes.py` leads every event with a kind of notice here."""

from marketplace.common import clock
from marketplace.notifications.actions import write_notices
from marketplace.notifications.kinds import Telling, kinds_for


def tell(*, event: str, subject_kind: str, subject_id: int, version: int = 0, **facts: object) -> None:
    """Make the notices of an event: late, repeated and reordered calls leave the same rows."""
    telling = Telling(event, subject_kind, subject_id, version, facts)
    now = clock.now()
    for kind in kinds_for(event):
        write_notices(kind, telling, now=now)
