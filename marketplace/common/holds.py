"""Placing, lifting and asking for holds; an upper app does so in its own transaction."""

from datetime import datetime

from django.db import models

from marketplace.common.models import Hold


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


def held_ids(object_kind: str, *kinds: str) -> models.QuerySet:
    """Ids of held objects as a subquery for `visible_to`."""
    return Hold.objects.filter(object_kind=object_kind, kind__in=kinds, lifted_at=None).values("object_id")


def _live(obj: models.Model) -> models.QuerySet[Hold]:
    return Hold.objects.filter(object_kind=obj._meta.model_name, object_id=obj.pk, lifted_at=None)
