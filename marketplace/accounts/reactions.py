"""What accounts do when an event of theirs comes back from the outbox; named in `workers/routes.py`."""

from marketplace.accounts import actions
from marketplace.common import clock


def mail_invitation(*, subject_id: int, **_later: object) -> None:
    """Somebody was asked into an organisation: the mail with the link leaves."""
    actions.mail_invitation(invitation_id=subject_id, now=clock.now())
