"""How long people really waited: a stated duration is the median of what was measured, never a hope."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

WAITS_COUNTED = 50  # The newest decisions; older ones say nothing of today.
WAITS_MIN = 5  # Below that a median is an anecdote.


def median_wait(spans: Iterable[tuple[datetime | None, datetime | None]]) -> timedelta | None:
    """The middle of these waits (from, until), what has no end yet left out; None of fewer than five."""
    seconds = [(until - since).total_seconds() for since, until in spans if since and until]
    return timedelta(seconds=median(seconds)) if len(seconds) >= WAITS_MIN else None
