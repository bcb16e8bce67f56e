"""What a run of a method can be, and which move leads where. Pure: no row is read here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.common.lifecycle import Lifecycle


class RunState(TextChoices):
    QUEUED = "queued", _("Waiting to be computed")
    COMPUTING = "computing", _("Being computed")
    COMPUTED = "computed", _("Computed")
    FAILED = "failed", _("Not computed")


UNDER_WAY = frozenset({RunState.QUEUED, RunState.COMPUTING})

RUN = Lifecycle(
    "run",
    {
        (RunState.QUEUED, "start"): RunState.COMPUTING,
        (RunState.COMPUTING, "requeue"): RunState.QUEUED,
        (RunState.COMPUTING, "finish"): RunState.COMPUTED,
        (RunState.COMPUTING, "fail"): RunState.FAILED,
    },
    start={"queue": RunState.QUEUED},
)
