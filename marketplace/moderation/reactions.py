"""What moderation does when an event of its own comes back from the outbox; named in `workers/routes.py`."""

from marketplace.common import clock
from marketplace.moderation import actions


def mail_receipt(*, subject_id: int, **_later: object) -> None:
    """Somebody without an account filed a complaint: the receipt with the link leaves."""
    actions.mail_receipt(complaint_id=subject_id, now=clock.now())
