"""What listings and needs are asked alike: by their public names, by their last day, by the desk they lie on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from marketplace.accounts.models.posting import Posting
from marketplace.accounts.states import Verification
from marketplace.common.holds import refuse_under_review
from marketplace.common.problems import Gone, NotFound
from marketplace.taxonomy.queries import working_day_after

P = TypeVar("P", bound=Posting)
Row = TypeVar("Row")


class Withdrawn(Gone):
    """Was public and is not any more: the tombstone keeps reference, title, dates and the class of reason."""

    def __init__(self, posting: Any) -> None:
        super().__init__()
        self.posting = posting


def named(visible: QuerySet[P], key: str) -> QuerySet[P]:
    """By reference number or opaque id: only the former has hyphens."""
    return visible.filter(reference=key.upper()) if "-" in key else visible.filter(public_id=key)


def present(rows: QuerySet[Any, Row], reference: str, *, in_view: Collection[str]) -> Row:
    """The one row. Raises NotFound, Withdrawn when it was public once, UnderReview while a complaint is decided."""
    found = rows.first()
    if found is not None:
        return found
    known = rows.model._default_manager.filter(reference=reference.upper())
    gone = known.filter(published_at__isnull=False, state__in=("withdrawn", "archived")).first()
    if gone is not None:
        raise Withdrawn(gone)
    for posting in known.filter(state__in=in_view).exclude(owner__verification=Verification.SUSPENDED):
        refuse_under_review(posting)
    raise NotFound()


def past_last_day(rows: QuerySet[P], *, now: datetime, limit: int) -> list[int]:
    """Ids of those whose last day is over."""
    return _first(rows.filter(expires_on__lte=timezone.localdate(now)), "expires_on", limit=limit)


def to_warn(rows: QuerySet[P], *, warn_days: Sequence[int], now: datetime, limit: int) -> list[int]:
    """Ids of those whose owner has not been told yet that so few days are left."""
    today, reached = timezone.localdate(now), Q(pk__in=[])
    for days in warn_days:
        unwarned = Q(warned_days=None) | Q(warned_days__gt=days)
        reached |= Q(expires_on__lte=today + timedelta(days=days)) & unwarned
    return _first(rows.filter(reached, source=None, expires_on__gt=today), "expires_on", limit=limit)


def idle_in(rows: QuerySet[P], state: str, *, days: int, now: datetime, limit: int) -> list[int]:
    """Ids of those that have been in a state for longer than so many days."""
    return _first(rows.filter(state=state, state_since__lt=now - timedelta(days=days)), "state_since", limit=limit)


def idle_reviews(rows: QuerySet[P], *, working_days: int, now: datetime, limit: int) -> list[int]:
    """Ids of those that a reviewer has held for longer than so many working days."""
    today = timezone.localdate(now)
    long_held = rows.filter(state="in_review", state_since__lt=now - timedelta(days=working_days))
    held = long_held.order_by("state_since", "pk").values_list("pk", "state_since")[:limit]
    return [pk for pk, since in held if working_day_after(timezone.localdate(since), working_days).day < today]


def _first(rows: QuerySet[P], column: str, *, limit: int) -> list[int]:
    return list(rows.order_by(column, "pk").values_list("pk", flat=True)[:limit])


def days_due(posting: Posting, *, warn_days: Sequence[int], now: datetime) -> int | None:
    """The warning that the posting has reached and its owner has not had yet."""
    if posting.expires_on is None or posting.is_catalogue_record:
        return None
    left = posting.expires_on - timezone.localdate(now)
    reached = [days for days in warn_days if left <= timedelta(days=days)]
    if not reached or left <= timedelta():
        return None
    nearest = min(reached)
    return nearest if posting.warned_days is None or posting.warned_days > nearest else None


def review_due_on(posting: Posting, *, working_days: int) -> date | None:
    """The day by which the floor promised a decision; None before submission."""
    if posting.submitted_at is None:
        return None
    return working_day_after(timezone.localdate(posting.submitted_at), working_days).day


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How many wait, and since when the first of them does."""

    waiting: int
    oldest: datetime | None


def queue_figures(rows: QuerySet, *, since: str = "submitted_at") -> QueueFigures:
    """Over rows that wait for a decision."""
    return QueueFigures(**rows.aggregate(waiting=Count("pk"), oldest=Min(since)))
