"""What valuation tells people: the one who asked for an estimate, when it is there or cannot be."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category
from marketplace.valuation import events
from marketplace.valuation.models import Run


def _requester(telling: Telling) -> Iterable[int]:
    return Run.objects.filter(pk=telling.subject_id).values_list("requester_id", flat=True)


def _once(_telling: Telling) -> str:
    """A run ends once: an event that arrives again tells nothing new."""
    return "1"


def _computed(telling: Telling) -> NoticeText:
    run = Run.objects.select_related("listing").get(pk=telling.subject_id)
    return NoticeText.render(
        title=lambda: _("The estimate of “%(title)s” is ready") % {"title": run.listing.title},
        body=lambda: _("A reference calculation with its range, inputs and limits; not a valuation."),
        url=run.get_absolute_url(),
    )


def _failed(telling: Telling) -> NoticeText:
    run = Run.objects.select_related("listing").get(pk=telling.subject_id)
    return NoticeText.render(
        title=lambda: _("The estimate of “%(title)s” could not be computed") % {"title": run.listing.title},
        body=lambda: _("The page says why and what to change."),
        url=run.get_absolute_url(),
    )


RUN_COMPUTED = NoticeKind(
    name="valuation_run_computed",
    event=events.RUN_COMPUTED,
    category=Category.REPLY,
    recipients=_requester,
    text=_computed,
    key=_once,
)
RUN_FAILED = NoticeKind(
    name="valuation_run_failed",
    event=events.RUN_FAILED,
    category=Category.REPLY,
    recipients=_requester,
    text=_failed,
    key=_once,
)
