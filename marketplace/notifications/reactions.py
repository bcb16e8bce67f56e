"""What notifications does when an event arrives; `workers/routes.py` leads every event with a kind of notice here."""

from marketplace.common import clock, sql
from marketplace.notifications.actions import deliver_due, tell_changes, write_notices
from marketplace.notifications.kinds import Telling, kinds_for
from marketplace.notifications.mail.postman import Postman

POSTMAN = Postman()  # One per process: its breaker remembers what the mail server did.


def tell(*, event: str, subject_kind: str, subject_id: int, version: int = 0, **facts: object) -> None:
    """Make the notices of an event: late, repeated and reordered calls leave the same rows."""
    telling = Telling(event, subject_kind, subject_id, version, facts)
    now = sql.database_now()  # A worker whose clock is off dates nothing into the future.
    for kind in kinds_for(event):
        write_notices(kind, telling, now=now)


def follow_bookmarks(*, subject_kind: str, subject_id: int) -> None:
    """Tell the holders of a bookmark when price, state or deadline of its object changed."""
    tell_changes(kind=subject_kind, subject_id=subject_id, now=clock.now())


def deliver(*, owner: str) -> None:
    """Send mail that is due, and settle what is not to go; what is left comes up again."""
    deliver_due(owner=owner, postman=POSTMAN)
