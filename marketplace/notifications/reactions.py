"""What notifications does when an event arrives; `workers/routes.py` leads every event with a kind of notice here."""

from marketplace.common import clock
from marketplace.notifications.actions import tell_changes, write_notices
from marketplace.notifications.kinds import Telling, kinds_for


def tell(*, event: str, subject_kind: str, subject_id: int, version: int = 0, **facts: object) -> None:
    """Make the notices of an event: late, repeated and reordered calls leave the same rows."""
    telling = Telling(event, subject_kind, subject_id, version, facts)
    now = clock.now()
    for kind in kinds_for(event):
        write_notices(kind, telling, now=now)


def follow_bookmarks(*, subject_kind: str, subject_id: int) -> None:
    """Tell the holders of a bookmark when price, state or deadline of its object changed."""
    tell_changes(kind=subject_kind, subject_id=subject_id, now=clock.now())
