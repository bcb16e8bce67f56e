"""Letting one organisation act for another. The app with the reason calls these inside its own transaction."""

from datetime import datetime

from marketplace.accounts.models import Organisation, Representation


def begin_representation(
    *,
    organisation: Organisation,
    representative: Organisation,
    origin_kind: str,
    origin_id: int,
    until: datetime,
    now: datetime,
) -> Representation:
    """Editors of `representative` act for `organisation` until then; the mandate that calls writes the audit entry."""
    return Representation.objects.create(
        organisation=organisation,
        representative=representative,
        origin_kind=origin_kind,
        origin_id=origin_id,
        since=now,
        until=until,
    )


def end_representation(*, origin_kind: str, origin_id: int, now: datetime) -> int:
    """Their acts close at once; returns how many rows ended, 0 when they had ended before."""
    rows = Representation.objects.filter(origin_kind=origin_kind, origin_id=origin_id, ended_at=None)
    return rows.update(ended_at=now)
