"""Reads about an organisation's standing: what waits for verifiers and operators, and for the clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from marketplace.accounts import rules
from marketplace.accounts.models import (
    Organisation,
)
from marketplace.accounts.states import (
    StaffRoleName,
    Verification,
)
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound

RENEW_FROM_DAYS = 60  # Before the last day a verifier may check again.
_TO_CHECK = Q(verification__in=[Verification.SUBMITTED, Verification.DOCUMENTS_SEEN])


def verifications_over(*, today: date, limit: int) -> list[int]:
    """Ids of verified organisations whose last day is over; for the clock."""
    rows = Organisation.objects.filter(verification=Verification.VERIFIED, verified_until__lte=today)
    return list(rows.order_by("verified_until").values_list("pk", flat=True)[:limit])


def verifications_near_end(*, today: date, limit: int) -> list[int]:
    """Ids of verified organisations that have to be warned once more; for the clock."""
    due = Q()
    for days in settings.LAPSE_WARNING_DAYS:
        unwarned = Q(lapse_warned_days=None) | Q(lapse_warned_days__gt=days)
        due |= Q(verified_until__lte=today + timedelta(days=days)) & unwarned
    rows = Organisation.objects.filter(due, verification=Verification.VERIFIED, verified_until__gt=today)
    return list(rows.order_by("verified_until").values_list("pk", flat=True)[:limit])


def to_verify(*, actor: Actor) -> QuerySet[Organisation]:
    """The verifier's queue, those who wait longest first; none for others."""
    if not actor.is_staff(StaffRoleName.VERIFIER):
        return Organisation.objects.none()
    return _in_line(Organisation.objects.filter(_TO_CHECK))


def to_renew(*, actor: Actor, today: date) -> QuerySet[Organisation]:
    """Verifications that end soon or have lapsed, the earliest first; none for others."""
    if not actor.is_staff(StaffRoleName.VERIFIER):
        return Organisation.objects.none()
    rows = Organisation.objects.filter(_to_check_again(today))
    return rows.select_related("kind", "province").order_by("verified_until", "pk")


@dataclass(frozen=True, slots=True)
class VerifierFigures:
    """How many organisations wait for a first check, since when the oldest does, and how many for another."""

    to_check: int
    oldest: datetime | None
    to_renew: int


def verifier_figures(*, actor: Actor, today: date) -> VerifierFigures:
    """Zeros for anybody but verifiers. Two queries."""
    if not actor.is_staff(StaffRoleName.VERIFIER):
        return VerifierFigures(0, None, 0)
    counts = Organisation.objects.aggregate(
        check=Count("pk", filter=_TO_CHECK), renew=Count("pk", filter=_to_check_again(today))
    )
    oldest = to_verify(actor=actor).first()
    return VerifierFigures(counts["check"], getattr(oldest, "since", None), counts["renew"])


def to_suspend(*, actor: Actor) -> QuerySet[Organisation]:
    """Suspended ones, and those for which a second operator is asked; for operators and judges."""
    if not actor.is_staff(StaffRoleName.OPERATOR, StaffRoleName.JUDGE):
        return Organisation.objects.none()
    asked = Q(suspension_asked_by__isnull=False)
    return _in_line(Organisation.objects.filter(asked | Q(verification=Verification.SUSPENDED)))


def organisation_for_staff(public_id: str, *, actor: Actor) -> Organisation:
    """Raises NotFound when unknown, or the actor has no duty about organisations."""
    rows = Organisation.objects.select_related(
        "kind", "size", "ownership", "country", "province", "suspension_asked_by"
    )
    found = rows.filter(public_id=public_id).first() if rules.may_see_standing(actor) else None
    if found is None:
        raise NotFound()
    return found


def _to_check_again(today: date) -> Q:
    near = Q(verification=Verification.VERIFIED, verified_until__lte=today + timedelta(days=RENEW_FROM_DAYS))
    return near | Q(verification=Verification.LAPSED)


def _in_line(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    since = Coalesce("submitted_at", "updated_at")  # Lifted ones, and those of before the column, have no first value.
    return rows.annotate(since=since).select_related("kind", "province").order_by("since", "pk")
