"""Placing, lifting and asking for holds; an upper app does so in its own transaction."""

from datetime import datetime
from http import HTTPStatus

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common.models import Hold
from marketplace.common.problems import Problem


class UnderReview(Problem):
    """It was public and is off view while a complaint is decided: its address says so, and since when."""

    status = HTTPStatus.FORBIDDEN
    code = "under-review"
    title = gettext_lazy("This is under review")
    advice = gettext_lazy("A complaint is being decided. It comes back into view, or is taken down, with a decision.")


def place_hold(obj: models.Model, kind: str, *, subject: models.Model, now: datetime, until: datetime | None) -> None:
    """Place a live hold once; placing the same again changes nothing."""
    Hold.objects.get_or_create(
        object_kind=obj._meta.model_name,
        object_id=obj.pk,
        kind=kind,
        subject_kind=subject._meta.model_name,
        subject_id=subject.pk,
        lifted_at=None,
        defaults={"placed_at": now, "until": until},
    )


def lift_hold(obj: models.Model, kind: str, *, subject: models.Model, now: datetime) -> None:
    """Lift the hold that `subject` placed; no hold, no change."""
    _live(obj).filter(kind=kind, subject_kind=subject._meta.model_name, subject_id=subject.pk).update(lifted_at=now)


def has_hold(obj: models.Model, *kinds: str) -> bool:
    """True while any of these kinds is live on the object."""
    return _live(obj).filter(kind__in=kinds).exists()


def refuse_under_review(obj: models.Model) -> None:
    """Raises UnderReview while a complaint is live on what everybody would read otherwise."""
    since = _live(obj).filter(kind="complaint").values_list("placed_at", flat=True).order_by("placed_at").first()
    if since is not None:
        day = timezone.localtime(since).strftime("%d/%m/%Y")
        words = _("It is off view since %(day)s while a complaint is decided. Nothing is decided yet; look in again.")
        raise UnderReview(words % {"day": day})


def held_ids(object_kind: str, *kinds: str) -> models.QuerySet:
    """Ids of held objects as a subquery for `visible_to`."""
    return Hold.objects.filter(object_kind=object_kind, kind__in=kinds, lifted_at=None).values("object_id")


def _live(obj: models.Model) -> models.QuerySet[Hold]:
    return Hold.objects.filter(object_kind=obj._meta.model_name, object_id=obj.pk, lifted_at=None)
