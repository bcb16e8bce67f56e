"""Reads of complaints; each says who asks. The public figures hold counts and days, no person and no subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from marketplace.common.dates import months_after
from marketplace.common.models import Hold
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.moderation import rules, tokens
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import DECIDED, OPEN, ComplaintState

_ROW = ("ground", "owner", "complainant_for", "decided_by", "proposed_by", "snapshot")
SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How many complaints wait, since when the oldest does, and how many are past their day."""

    waiting: int
    oldest: datetime | None
    overdue: int


@dataclass(frozen=True, slots=True)
class GroundFigures:
    """One ground over the period: how many were filed, and what became of them."""

    ground: str
    filed: int
    upheld: int
    dismissed: int
    withdrawn: int
    waiting: int
    median_days: float | None


def complaint(public_id: str, *, actor: Actor) -> Complaint:
    """A complaint this actor may read. Raises NotFound."""
    found = rules.visible_to(actor).select_related(*_ROW).filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def own_complaint(public_id: str, *, actor: Actor) -> Complaint:
    """A complaint that one filed, or that stands against one's side and is graded. Raises NotFound."""
    found = own_complaints(actor=actor).select_related(*_ROW).filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def complaint_by_link(token: str) -> Complaint:
    """The complaint that the secret link of its receipt names, filed without an account. Raises NotFound."""
    rows = Complaint.objects.filter(complainant=None).select_related(*_ROW)
    found = rows.filter(public_id=tokens.read(token)).first()
    if found is None:
        raise NotFound()
    return found


def desk_complaint(public_id: str, *, actor: Actor) -> Complaint:
    """A complaint at the desk of a reviewer or judge: none about their own side. Raises NotFound."""
    desk = Complaint.objects.filter(rules.on_desk_of(actor)) if rules.may_see_queue(actor) else Complaint.objects.none()
    found = desk.select_related(*_ROW).filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def own_complaints(*, actor: Actor) -> QuerySet[Complaint]:
    """What one filed, and what was filed against one's side and is graded, newest first."""
    mine = Q(complainant_id=actor.user_id) | rules.other_side(actor)
    return rules.visible_to(actor).filter(mine).select_related("ground").order_by("-pk")


def queue(*, actor: Actor) -> QuerySet[Complaint]:
    """Open complaints, the first look due first; none for who has no such duty, none of one's own side."""
    if not rules.may_see_queue(actor):
        return Complaint.objects.none()
    rows = Complaint.objects.filter(rules.on_desk_of(actor), state__in=OPEN)
    return rows.select_related("ground", "owner").order_by("first_look_due", "pk")


def decided(*, actor: Actor) -> QuerySet[Complaint]:
    """Closed complaints, the latest decision first."""
    if not rules.may_see_queue(actor):
        return Complaint.objects.none()
    rows = Complaint.objects.filter(rules.on_desk_of(actor)).exclude(state__in=OPEN)
    return rows.select_related("ground", "owner").order_by("-state_since", "-pk")


def queue_figures(*, actor: Actor, today: date) -> QueueFigures:
    late = Q(state=ComplaintState.FILED, first_look_due__lt=today)
    figures = (
        queue(actor=actor)
        .order_by()
        .aggregate(waiting=Count("pk"), oldest=Min("created_at"), overdue=Count("pk", filter=late))
    )
    return QueueFigures(**figures)


def waiting_for_answer(*, actor: Actor) -> QuerySet[Complaint]:
    """Complaints on which the organisation acted for, or the person, is asked."""
    if not actor.is_person:
        return Complaint.objects.none()
    rows = Complaint.objects.filter(rules.other_side(actor), state=ComplaintState.AWAITING_ANSWER)
    return rows.order_by("answer_due", "pk")


def due_for_decision(*, today: date, limit: int) -> list[int]:
    """Complaints whose other side let its day pass."""
    rows = Complaint.objects.filter(state=ComplaintState.AWAITING_ANSWER, answer_due__lt=today)
    return list(rows.order_by("answer_due", "pk").values_list("pk", flat=True)[:limit])


def others_about(found: Complaint) -> QuerySet[Complaint]:
    """Other complaints about the same subject, newest first; for staff who may read this one."""
    rows = Complaint.objects.filter(subject_kind=found.subject_kind, subject_id=found.subject_id).exclude(pk=found.pk)
    return rows.select_related("ground").order_by("-pk")


def orphan_holds(*, limit: int) -> list[Hold]:
    """Live complaint holds whose complaint is over or gone: each is an error of ours."""
    alive = Complaint.objects.filter(pk=OuterRef("subject_id"), state__in=OPEN, serious=True)
    rows = Hold.objects.filter(kind="complaint", lifted_at=None, subject_kind="complaint").exclude(Exists(alive))
    return list(rows.order_by("pk")[:limit])


def transparency(*, now: datetime) -> list[GroundFigures]:
    """Figures of the complaints filed in the last twelve months, by ground, every ground that occurs."""
    since = months_after(timezone.localdate(now), -settings.TRANSPARENCY_MONTHS)
    rows = Complaint.objects.filter(created_at__date__gt=since)
    counted = (
        rows.values("ground__code")
        .annotate(
            filed=Count("pk"),
            upheld=Count("pk", filter=Q(state=ComplaintState.UPHELD)),
            dismissed=Count("pk", filter=Q(state=ComplaintState.DISMISSED)),
            withdrawn=Count("pk", filter=Q(state=ComplaintState.WITHDRAWN)),
            waiting=Count("pk", filter=Q(state__in=OPEN)),
        )
        .order_by("ground__code")
    )
    days = _days_by_ground(rows)
    return [
        GroundFigures(
            ground=row["ground__code"],
            filed=row["filed"],
            upheld=row["upheld"],
            dismissed=row["dismissed"],
            withdrawn=row["withdrawn"],
            waiting=row["waiting"],
            median_days=median(days[row["ground__code"]]) if row["ground__code"] in days else None,
        )
        for row in counted
    ]


def _days_by_ground(rows: QuerySet[Complaint]) -> dict[str, Sequence[float]]:
    found: dict[str, list[float]] = {}
    moments = rows.filter(state__in=DECIDED).values_list("ground__code", "created_at", "decided_at")
    for ground, filed, done in moments:
        if done is not None:
            found.setdefault(ground, []).append((done - filed).total_seconds() / SECONDS_PER_DAY)
    return dict(found)
