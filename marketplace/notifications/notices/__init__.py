"""Kinds of notice about what happens in accounts and in this app itself."""

from marketplace.notifications.kinds import register
from marketplace.notifications.notices import conversations, joining, organisations


def register_kinds() -> None:
    """Called at start."""
    register(*organisations.KINDS, *joining.KINDS, *conversations.KINDS)
