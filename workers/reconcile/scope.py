"""How far the equations look: the moment they are asked, and whether the floor is at rest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from workers.reconcile.findings import Compared


@dataclass(frozen=True, slots=True)
class Scope:
    """`at_rest`: nobody writes and the queue is worked, so nothing may be under way; else young work is let be."""

    now: datetime
    at_rest: bool = False

    @property
    def settled_by(self) -> datetime:
        """What is older than this has had its time."""
        return self.now if self.at_rest else self.now - timedelta(seconds=settings.RECONCILE_SETTLE_SECONDS)


Equation = Callable[[Scope], Compared]
