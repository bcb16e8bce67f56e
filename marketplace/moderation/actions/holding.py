"""The hold of a serious complaint: its subject leaves the view at once and comes back when the complaint is over."""

from datetime import datetime

from django.db import models

from marketplace.accounts.models import Organisation
from marketplace.common.holds import lift_hold, place_hold
from marketplace.common.lifecycle import bump_index
from marketplace.common.outbox import emit
from marketplace.common.problems import NotFound
from marketplace.listings.models import Listing
from marketplace.moderation import events
from marketplace.moderation.models import Complaint
from marketplace.needs.models import Need
from marketplace.notifications.models import Message, Question

MODELS: dict[str, type[models.Model]] = {
    "listing": Listing,
    "need": Need,
    "organisation": Organisation,
    "question": Question,
    "message": Message,
}
INDEXED = frozenset({"listing", "need"})


def subject_row(complaint: Complaint) -> models.Model:
    """What the complaint is about. Raises NotFound when it is gone."""
    found = MODELS[complaint.subject_kind]._default_manager.filter(pk=complaint.subject_id).first()
    if found is None:
        raise NotFound()
    return found


def hold(complaint: Complaint, *, now: datetime) -> None:
    """Take the subject off view. Call inside the transaction of the move."""
    place_hold(subject_row(complaint), "complaint", subject=complaint, now=now, until=None)
    if complaint.subject_kind in INDEXED:
        emit(events.HELD, subject=_bumped(complaint), complaint=complaint.pk)


def release(complaint: Complaint, *, now: datetime) -> None:
    """Lift the hold, if there is one. Call inside the transaction of the move."""
    if not complaint.serious:
        return
    lift_hold(subject_row(complaint), "complaint", subject=complaint, now=now)
    if complaint.subject_kind in INDEXED:
        emit(events.RELEASED, subject=_bumped(complaint), complaint=complaint.pk)


def _bumped(complaint: Complaint) -> models.Model:
    """The subject with a higher number for the index: its text is the same, its view is not."""
    bump_index(MODELS[complaint.subject_kind]._default_manager.filter(pk=complaint.subject_id))
    return subject_row(complaint)
