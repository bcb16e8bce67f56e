"""Reads of needs; each says who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.queries import postings
from marketplace.accounts.queries.postings import QueueFigures, named, present
from marketplace.accounts.states import Role
from marketplace.common.facts import Plain
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.common.waits import WAITS_COUNTED, median_wait
from marketplace.needs import rules
from marketplace.needs.fields import fields_of
from marketplace.needs.models import Need, ReviewPoint
from marketplace.needs.snapshot import snapshot
from marketplace.needs.states import IN_QUEUE, IN_VIEW, State
from marketplace.taxonomy.plain import changed_names

_ONE_ROW = (
    "owner__country",
    "owner__province",
    "owner__kind",
    "st_field",
    "wipo_field",
    "trl_min",
    "trl_max",
    "source",
)

RUNS_OUT = (State.OPEN, State.PAUSED)  # States whose last day the clock watches.


def with_content(needs: QuerySet[Need]) -> QuerySet[Need]:
    """With everything that the public projection, a snapshot and a page read: a constant number of queries."""
    return needs.select_related(*_ONE_ROW).prefetch_related("requirements", "licence_kinds", "service_kinds")


def rows_by_id(ids: Sequence[int], *, actor: Actor) -> dict[int, Need]:
    """Those of the needs that a search may show, for rows; what is in search is in view for every actor."""
    return {need.pk: need for need in rules.findable().filter(pk__in=ids).select_related("owner")} if ids else {}


def searchable() -> QuerySet[Need]:
    """What the index holds for everybody, with content; hits are read again through `rules.visible_to`."""
    return with_content(Need.objects.filter(rules.in_search()))


def need_page(reference: str, *, actor: Actor) -> Need:
    """The need with this reference, with content.

    Raises NotFound when unknown or invisible, Withdrawn when it was public once, UnderReview while a complaint is open.
    """
    rows = with_content(rules.visible_to(actor)).filter(reference=reference.upper())
    return present(rows, reference, in_view=IN_VIEW)


def own_need(public_id: str, *, actor: Actor) -> Need:
    """The need by its opaque id, for those who may edit it or review it. Raises NotFound."""
    found = with_content(rules.visible_to(actor)).filter(public_id=public_id).first()
    if found is None or not rules.may_read_agency(actor, found):
        raise NotFound()
    return found


def find_id(key: str, *, actor: Actor) -> int:
    """Primary key of a visible need named by reference or opaque id. Raises NotFound, Withdrawn."""
    rows = named(rules.visible_to(actor), key).values_list("pk", flat=True)
    return present(rows, key, in_view=IN_VIEW)


def need_named(key: str, *, actor: Actor) -> Need:
    """As `find_id`, the need itself with content. Raises NotFound, Withdrawn."""
    return present(with_content(named(rules.visible_to(actor), key)), key, in_view=IN_VIEW)


def need_by_id(need_id: int, *, actor: Actor) -> Need:
    """A visible need, with content. Raises NotFound."""
    found = with_content(rules.visible_to(actor)).filter(pk=need_id).first()
    if found is None:
        raise NotFound()
    return found


def rows_in_search() -> QuerySet[Need]:
    """Needs that everybody finds, with what a row of a list shows."""
    return Need.objects.filter(rules.in_search()).select_related("owner", "source")


def rows_of(actor: Actor) -> QuerySet[Need]:
    """As `rows_in_search`, of the organisation acted for, in every state."""
    return Need.objects.filter(owner_id=actor.organisation_id).select_related("owner", "source")


def needs_of(organisation_id: int, *, actor: Actor) -> QuerySet[Need]:
    """An organisation's needs that the actor may see, newest change first; anonymous ones only to its members."""
    rows = rules.visible_to(actor).filter(owner_id=organisation_id)
    if actor.organisation_id != organisation_id and not actor.is_staff():
        rows = rows.filter(rules.in_view(), visibility="public")
    return rows.order_by("-updated_at", "-pk")


def own_needs(*, actor: Actor) -> QuerySet[Need]:
    """Everything of the organisation acted for that is not archived."""
    if actor.organisation_id is None:
        return Need.objects.none()
    return needs_of(actor.organisation_id, actor=actor).exclude(state=State.ARCHIVED)


def left_behind(*, actor: Actor) -> QuerySet[Need]:
    """Own needs whose author no longer belongs to the organisation, the newest first; its administrators' only."""
    if actor.organisation_id is None or not actor.has_role(Role.ADMIN):
        return Need.objects.none()
    members = Membership.objects.filter(organisation_id=actor.organisation_id, active=True).values("user_id")
    rows = own_needs(actor=actor).exclude(author=None).exclude(author_id__in=members)
    return rows.select_related("author", "contact").order_by("-pk")


def waiting_for_owner(*, actor: Actor, by: date) -> QuerySet[Need]:
    """Own needs that a reviewer returned, or whose last day in view is not after `by`; the longest waiting first."""
    returned, ending = Q(state=State.CHANGES_REQUESTED), Q(state__in=RUNS_OUT, expires_on__lte=by)
    return own_needs(actor=actor).filter(returned | ending).order_by("state_since", "pk")


def own_state_counts(*, actor: Actor) -> dict[str, int]:
    """How many own needs are in each state; states without any are left out."""
    counted = own_needs(actor=actor).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(counted)


def open_by_deadline(*, limit: int, on: date) -> list[Need]:
    """Open needs, the nearest day of answers first, those without a day last; for everybody."""
    rows = Need.objects.filter(rules.in_search()).exclude(answers_by__lt=on).select_related("owner__province")
    return list(rows.order_by(F("answers_by").asc(nulls_last=True), "-published_at", "-pk")[:limit])


def public_needs_of(organisation: Organisation, *, limit: int) -> list[Need]:
    """What everybody finds of this organisation; nothing asked without its name."""
    rows = Need.objects.filter(rules.in_search(), owner=organisation, visibility="public")
    return list(rows.order_by("-published_at", "-pk")[:limit])


def review_queue(*, actor: Actor) -> QuerySet[Need]:
    """Needs that wait for a reviewer or are with one, longest waiting first; none for others."""
    if not rules.may_see_queue(actor):
        return Need.objects.none()
    rows = Need.objects.filter(state__in=IN_QUEUE).select_related("owner", "reviewer")
    return rows.order_by("submitted_at", "pk")


def reviewable(*, actor: Actor) -> QuerySet[Need]:
    """The review queue without what this reviewer wrote and without organisations of their own."""
    belongs = Membership.objects.filter(organisation=OuterRef("owner"), user=actor.user_id, active=True)
    rows = review_queue(actor=actor).exclude(author_id=actor.user_id).exclude(submitted_by_id=actor.user_id)
    return rows.exclude(Exists(belongs))


def queue_figures(*, actor: Actor) -> QueueFigures:
    """Over the needs that wait for a decision."""
    return postings.queue_figures(review_queue(actor=actor))


def open_points(need: Need, *, actor: Actor) -> QuerySet[ReviewPoint]:
    """The repair list of a returned need, for its owner and reviewers."""
    if not rules.may_read_agency(actor, need):
        return ReviewPoint.objects.none()
    return need.review_points.filter(answered_at=None).select_related("reason")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of two texts: what is stored now and what somebody wanted to save."""

    name: str
    label: str | Promise
    theirs: Plain
    mine: Plain


def differences(need: Need, wanted: Mapping[str, Plain]) -> list[Difference]:
    """Fields in which `wanted` differs from the stored text: what a conflict page shows side by side."""
    facts, present = fields_of(need.kind), snapshot(need)
    known = {name: value for name, value in wanted.items() if name in facts}
    return [Difference(name, facts[name].label, present[name], known[name]) for name in changed_names(present, known)]


def due_to_expire(*, now: datetime, limit: int) -> list[int]:
    """Ids of needs whose last day is over."""
    return postings.past_last_day(Need.objects.filter(state__in=RUNS_OUT), now=now, limit=limit)


def due_to_warn(*, now: datetime, limit: int) -> list[int]:
    """Ids of needs whose owner has not been told yet that so few days are left."""
    rows = Need.objects.filter(state__in=RUNS_OUT)
    return postings.to_warn(rows, warn_days=settings.NEED_WARN_DAYS, now=now, limit=limit)


def idle_in(state: str, *, days: int, now: datetime, limit: int) -> list[int]:
    """Ids of needs that have been in a state for longer than so many days."""
    return postings.idle_in(Need.objects.all(), state, days=days, now=now, limit=limit)


def idle_reviews(*, working_days: int, now: datetime, limit: int) -> list[int]:
    """Ids of needs that a reviewer has held for longer than so many working days."""
    return postings.idle_reviews(Need.objects.all(), working_days=working_days, now=now, limit=limit)


def measured_wait() -> timedelta | None:
    """The median from sending a need to its opening, over the newest that a reviewer opened."""
    opened = Need.objects.filter(source=None, reviewer__isnull=False, submitted_at__isnull=False)
    opened = opened.filter(published_at__isnull=False).order_by("-published_at")
    return median_wait(opened.values_list("submitted_at", "published_at")[:WAITS_COUNTED])
