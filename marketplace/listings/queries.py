"""Reads of listings; each says who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from marketplace.accounts.models import Membership, Organisation
from marketplace.common.facts import Plain, Values
from marketplace.common.permissions import Actor
from marketplace.common.problems import Gone, NotFound
from marketplace.listings import projection, rules
from marketplace.listings.fields import fields_of
from marketplace.listings.models import Claim, IpRight, Listing, ReviewPoint, Revision
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import IN_QUEUE, IN_VIEW, RevisionState, State
from marketplace.taxonomy.plain import changed_names
from marketplace.taxonomy.queries import working_day_after

_ONE_ROW = (
    "owner__country", "owner__province", "owner__kind", "st_field", "wipo_field", "price_mode", "origin_country",
    "list_status", "source", "technology__subtype", "technology__trl_declared", "technology__trl_assessed", "service",
)  # fmt: skip
_CODE_LISTS = ("ipc", "sdg", "vsic", "licence_kinds", "payment_kinds", "service__service_kinds", "service__regions")


class Withdrawn(Gone):
    """Was public and is not any more: the tombstone keeps reference, title, dates and the class of reason."""

    def __init__(self, listing: Listing) -> None:
        super().__init__()
        self.listing = listing


def with_content(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """With everything that the public projection, a snapshot and a page read: a constant number of queries."""
    rights = Prefetch("rights", IpRight.objects.select_related("kind", "vn_effect", "status"))
    return listings.select_related(*_ONE_ROW).prefetch_related("claims", rights, *_CODE_LISTS)


def searchable() -> QuerySet[Listing]:
    """What the index holds for everybody, with content; hits are read again through `rules.visible_to`."""
    return with_content(Listing.objects.filter(rules.in_search()))


def listing_page(reference: str, *, actor: Actor) -> Listing:
    """The listing with this reference, with content.

    Raises NotFound when unknown or invisible, Withdrawn when it was public once.
    """
    found = with_content(rules.visible_to(actor)).filter(reference=reference.upper()).first()
    if found is None:
        _raise_withdrawn(reference)
        raise NotFound()
    return found


def _raise_withdrawn(reference: str) -> None:
    closed = Listing.objects.filter(reference=reference.upper(), published_at__isnull=False)
    gone = closed.filter(state__in=[State.WITHDRAWN, State.ARCHIVED]).first()
    if gone is not None:
        raise Withdrawn(gone)


def own_listing(public_id: str, *, actor: Actor) -> Listing:
    """The listing by its opaque id, for those who may edit it or review it. Raises NotFound."""
    found = with_content(rules.visible_to(actor)).filter(public_id=public_id).first()
    if found is None or not rules.may_read_agency(actor, found):
        raise NotFound()
    return found


def find_id(key: str, *, actor: Actor) -> int:
    """Primary key of a visible listing named by reference or opaque id. Raises NotFound, Withdrawn."""
    found = _named(key, actor=actor).values_list("pk", flat=True).first()
    if found is None:
        _raise_withdrawn(key)
        raise NotFound()
    return found


def listing_named(key: str, *, actor: Actor) -> Listing:
    """As `find_id`, the listing itself with content. Raises NotFound, Withdrawn."""
    found = with_content(_named(key, actor=actor)).first()
    if found is None:
        _raise_withdrawn(key)
        raise NotFound()
    return found


def _named(key: str, *, actor: Actor) -> QuerySet[Listing]:
    visible = rules.visible_to(actor)
    return visible.filter(reference=key.upper()) if "-" in key else visible.filter(public_id=key)


def listing_by_id(listing_id: int, *, actor: Actor) -> Listing:
    """A visible listing, with content. Raises NotFound."""
    found = with_content(rules.visible_to(actor)).filter(pk=listing_id).first()
    if found is None:
        raise NotFound()
    return found


def rows_in_search() -> QuerySet[Listing]:
    """Listings that everybody finds, with what a row of a list shows."""
    rows = Listing.objects.filter(rules.in_search()).select_related("owner", "price_mode", "source")
    return projection.marked(rows)


def rows_of(actor: Actor) -> QuerySet[Listing]:
    """As `rows_in_search`, of the organisation acted for, in every state."""
    return Listing.objects.filter(owner_id=actor.organisation_id).select_related("owner", "price_mode", "source")


def listings_of(organisation_id: int, *, actor: Actor) -> QuerySet[Listing]:
    """An organisation's listings that the actor may see, newest change first; a hidden owner's only to its members."""
    rows = (
        rules.visible_to(actor)
        .filter(owner_id=organisation_id)
        .select_related("price_mode", "technology__trl_declared")
    )
    if actor.organisation_id != organisation_id and not actor.is_staff():
        rows = rows.filter(owner_hidden=False).filter(rules.in_view())
    return rows.order_by("-updated_at", "-pk")


def own_listings(*, actor: Actor) -> QuerySet[Listing]:
    """Everything of the organisation acted for that is not archived."""
    if actor.organisation_id is None:
        return Listing.objects.none()
    return listings_of(actor.organisation_id, actor=actor).exclude(state=State.ARCHIVED)


def newest_in_search(*, limit: int) -> list[Listing]:
    """The last publications, for everybody."""
    rows = Listing.objects.filter(rules.in_search()).select_related("owner", "price_mode", "technology__trl_declared")
    return list(rows.order_by("-published_at", "-pk")[:limit])


def publications_of(organisation: Organisation, *, limit: int) -> list[Listing]:
    """What everybody finds of this organisation; nothing whose owner is hidden."""
    rows = Listing.objects.filter(rules.in_search(), owner=organisation, owner_hidden=False)
    return list(rows.select_related("price_mode", "technology__trl_declared").order_by("-published_at", "-pk")[:limit])


def review_queue(*, actor: Actor) -> QuerySet[Listing]:
    """Listings that wait for a reviewer or are with one, longest waiting first; none for others."""
    if not rules.may_see_queue(actor):
        return Listing.objects.none()
    rows = Listing.objects.filter(state__in=IN_QUEUE).select_related("owner", "reviewer")
    return rows.order_by("submitted_at", "pk")


def revision_queue(*, actor: Actor) -> QuerySet[Revision]:
    """Edits of listings in view that wait for a reviewer, oldest first."""
    if not rules.may_see_queue(actor):
        return Revision.objects.none()
    rows = Revision.objects.filter(state=RevisionState.PENDING, listing__state__in=[State.PUBLISHED, State.PAUSED])
    return rows.select_related("listing__owner", "author").order_by("created_at", "pk")


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How many wait, and since when the first of them does."""

    waiting: int
    oldest: datetime | None


def queue_figures(*, actor: Actor) -> QueueFigures:
    """Over the listings that wait for a decision."""
    figures = review_queue(actor=actor).aggregate(waiting=Count("pk"), oldest=Min("submitted_at"))
    return QueueFigures(waiting=figures["waiting"], oldest=figures["oldest"])


def pending_revision(listing: Listing, *, actor: Actor) -> Revision | None:
    """The edit that waits beside the text in view, for its owner and reviewers."""
    if not rules.may_read_agency(actor, listing):
        return None
    return listing.revisions.filter(state=RevisionState.PENDING).select_related("author").first()


def working_text(listing: Listing, *, actor: Actor) -> Values:
    """What the editor shows: the waiting edit where there is one, else the stored text."""
    stored = snapshot(listing)
    waiting = pending_revision(listing, actor=actor) if listing.is_revisable else None
    return {**stored, **waiting.content} if waiting else stored


def open_points(listing: Listing, *, actor: Actor) -> QuerySet[ReviewPoint]:
    """The repair list of a returned listing, for its owner and reviewers."""
    if not rules.may_read_agency(actor, listing):
        return ReviewPoint.objects.none()
    return listing.review_points.filter(answered_at=None).select_related("reason")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of two texts: what is stored now and what somebody wanted to save."""

    name: str
    label: str | Promise
    theirs: Plain
    mine: Plain


def differences(listing: Listing, wanted: Mapping[str, Plain], *, actor: Actor) -> list[Difference]:
    """Fields in which `wanted` differs from the working text: what a conflict page shows side by side."""
    facts, present = fields_of(listing.kind), working_text(listing, actor=actor)
    known = {name: value for name, value in wanted.items() if name in facts}
    return [Difference(name, facts[name].label, present[name], known[name]) for name in changed_names(present, known)]


def due_to_expire(*, now: datetime, limit: int) -> list[int]:
    """Ids of listings whose last day is over."""
    rows = Listing.objects.filter(state__in=[State.PUBLISHED, State.PAUSED], expires_on__lte=timezone.localdate(now))
    return list(rows.order_by("expires_on", "pk").values_list("pk", flat=True)[:limit])


def idle_in(state: str, *, days: int, now: datetime, limit: int) -> list[int]:
    """Ids of listings that have been in a state for longer than so many days."""
    rows = Listing.objects.filter(state=state, state_since__lt=now - timedelta(days=days))
    return list(rows.order_by("state_since", "pk").values_list("pk", flat=True)[:limit])


def idle_reviews(*, working_days: int, now: datetime, limit: int) -> list[int]:
    """Ids of listings that a reviewer has held for longer than so many working days."""
    today = timezone.localdate(now)
    long_held = Listing.objects.filter(state=State.IN_REVIEW, state_since__lt=now - timedelta(days=working_days))
    rows = long_held.order_by("state_since", "pk").values_list("pk", "state_since")[:limit]
    return [pk for pk, since in rows if working_day_after(timezone.localdate(since), working_days).day < today]


def review_due_on(listing: Listing, *, working_days: int) -> date | None:
    """The day by which the floor promised a decision; None before submission."""
    if listing.submitted_at is None:
        return None
    return working_day_after(timezone.localdate(listing.submitted_at), working_days).day


def expiring_on(day: date) -> QuerySet[Listing]:
    """Listings in search whose last day this is, for warnings."""
    return Listing.objects.filter(rules.in_search(), expires_on=day)


def reviewable(*, actor: Actor) -> QuerySet[Listing]:
    """The review queue without what this reviewer wrote and without organisations of their own."""
    wrote = Revision.objects.filter(listing=OuterRef("pk"), author_id=actor.user_id)
    rows = review_queue(actor=actor).exclude(author_id=actor.user_id)
    return rows.exclude(Exists(wrote)).exclude(Exists(_belongs(actor, OuterRef("owner"))))


def reviewable_changes(*, actor: Actor) -> QuerySet[Revision]:
    """The same of edits that wait beside a text in view."""
    wrote = Revision.objects.filter(listing=OuterRef("listing"), author_id=actor.user_id)
    rows = revision_queue(actor=actor).exclude(listing__author_id=actor.user_id)
    return rows.exclude(Exists(wrote)).exclude(Exists(_belongs(actor, OuterRef("listing__owner"))))


def _belongs(actor: Actor, owner: OuterRef) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=owner, user=actor.user_id, active=True)


@dataclass(frozen=True, slots=True)
class TextHistory:
    """The newest frozen text of a listing, and the one a reviewer decided on before it."""

    latest: Revision | None = None
    before: Revision | None = None


def text_history(listing: Listing, *, actor: Actor) -> TextHistory:
    """For its owner and reviewers; recalled texts are left out."""
    if not rules.may_read_agency(actor, listing):
        return TextHistory()
    kept = listing.revisions.exclude(state=RevisionState.RECALLED).select_related("author", "decided_by")
    return TextHistory(*kept.order_by("-number")[:2])


def own_state_counts(*, actor: Actor) -> dict[str, int]:
    """How many own listings are in each state; states without any are left out."""
    counted = own_listings(actor=actor).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(counted)


def waiting_for_owner(*, actor: Actor, by: date) -> QuerySet[Listing]:
    """Own listings that a reviewer returned, or whose last day in view is not after `by`; the longest waiting first."""
    returned, ending = Q(state=State.CHANGES_REQUESTED), Q(state__in=IN_VIEW, expires_on__lte=by)
    return own_listings(actor=actor).filter(returned | ending).order_by("state_since", "pk")


def newest_with_figures(*, limit: int) -> list[Listing]:
    """The last publications of the floor's own members that state figures, with their claims."""
    stated = Exists(Claim.objects.filter(listing=OuterRef("pk")))
    rows = Listing.objects.filter(rules.in_search(), stated, source=None)
    rows = rows.select_related("owner__province", "price_mode", "technology__trl_declared", "technology__trl_assessed")
    return list(rows.prefetch_related("claims").order_by("-published_at", "-pk")[:limit])


def offers_of(organisation: Organisation, *, limit: int) -> list[Listing]:
    """What everybody finds of this organisation, with what a list row reads; nothing whose owner is hidden."""
    rows = Listing.objects.filter(rules.in_search(), owner=organisation, owner_hidden=False)
    rows = rows.select_related("price_mode", "technology__trl_declared", "technology__trl_assessed")
    return list(rows.prefetch_related("rights").order_by("-published_at", "-pk")[:limit])


def reviewable_figures(*, actor: Actor) -> QueueFigures:
    """How many listings this reviewer may take or has, and since when the first of them waits."""
    return QueueFigures(**reviewable(actor=actor).aggregate(waiting=Count("pk"), oldest=Min("submitted_at")))


def reviewable_change_figures(*, actor: Actor) -> QueueFigures:
    """The same of edits of public listings."""
    return QueueFigures(**reviewable_changes(actor=actor).aggregate(waiting=Count("pk"), oldest=Min("created_at")))
