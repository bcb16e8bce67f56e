"""What valuation does when an event arrives."""

from marketplace.common import clock
from marketplace.valuation.actions import compute_run


def compute(*, subject_id: int, **_later: object) -> None:
    """A run was queued: compute it. Late, early and repeated calls leave one result."""
    compute_run(run_id=subject_id, now=clock.now())
