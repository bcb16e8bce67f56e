"""The reviewer's desk for listings: the queue, one item with its text and what changed, and the decision."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts.queries.postings import review_due_on
from marketplace.common import clock
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.problems import Invalid
from marketplace.common.web.formatting import join_numbers
from marketplace.common.web.rows import Choice, State
from marketplace.common.web.waits import measured_words
from marketplace.listings import actions, queries, rules
from marketplace.listings.models import Listing
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import State as Life
from marketplace.listings.web.asking import actor_of, own
from marketplace.listings.web.decisions import ApproveForm, ReasonForm, point_forms, show_problem, with_point_added
from marketplace.listings.web.evidence import document_rows
from marketplace.listings.web.own import REVIEW_PROMISE_WORKING_DAYS
from marketplace.listings.web.page import page_of
from marketplace.listings.web.words import answers_in, changes_between

PAGE_SIZE = 50
LATE_DAYS = 7  # Calendar days in which five working days usually fit.


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One listing that waits: since when, and whether it is yours."""

    listing: Listing
    url: str
    waiting: State
    yours: bool


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The desk opens at the queue of listings."""
    return HttpResponseRedirect(reverse("listings:queue"))


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Oldest first; what the reviewer wrote, or whose owner they belong to, is not shown."""
    actor = require_reviewer(request)
    rows = queries.reviewable(actor=actor)
    mine = "mine" in request.GET
    page = Paginator(rows.filter(reviewer_id=actor.user_id) if mine else rows, PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    today = timezone.localdate(clock.now())
    context = {
        "section": "staff",
        "rows": [_row(listing, actor, waited=_days(listing, today)) for listing in page.object_list],
        "page": page.number,
        "pages": page.paginator.num_pages,
        "count": page.paginator.count,
        "mine": mine,
        "measured": measured_words(queries.measured_wait()),
        "queues": queues(actor, current="listings"),
        "oldest": next((one for one in page.object_list if one.state == Life.SUBMITTED), None),
    }
    return render(request, "listings/review/queue.html", context)


@require_GET
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    return _item(request, reviewable(request, public_id))


@require_POST
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    listing = reviewable(request, public_id)
    actions.take_listing(listing_id=listing.pk, actor=actor_of(request), now=clock.now())
    messages.success(request, _("It is yours to decide."))
    return HttpResponseRedirect(reverse("listings:review", args=[public_id]))


@require_POST
def give_back(request: HttpRequest, public_id: str) -> HttpResponse:
    listing = reviewable(request, public_id)
    actions.give_back_listing(listing_id=listing.pk, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Given back. Another reviewer may take it."))
    return HttpResponseRedirect(reverse("listings:queue"))


@require_POST
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Publish it. Refused while the checklist is not complete."""
    listing = reviewable(request, public_id)
    form = ApproveForm(request.POST)
    if form.is_valid():
        try:
            actions.approve_listing(listing_id=listing.pk, actor=actor_of(request), now=clock.now(), **form.decision())
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Published; findable in a few seconds."))
            return HttpResponseRedirect(reverse("listings:queue"))
    return _item(request, listing, form=form)


@require_http_methods(["GET", "POST"])
def ask_changes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Return it with a list of what would make it publishable."""
    listing = reviewable(request, public_id)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    if data is not None and "add" in data:
        data = with_point_added(data)
    points = point_forms(listing.kind, data)
    if data is not None and "add" not in data and points.is_valid():
        try:
            actions.ask_changes(listing_id=listing.pk, points=points.points(), actor=actor_of(request), now=clock.now())
        except Invalid as problem:
            points.show(problem)
        else:
            messages.success(request, _("Returned. The owner is told what to change."))
            return HttpResponseRedirect(reverse("listings:queue"))
    lines = points.lines if data is not None and "add" not in data else []
    context = {"section": "staff", "listing": listing, "points": points, "lines": lines, "form_errors": bool(lines)}
    return render(request, "listings/review/ask_changes.html", context, status=422 if lines else 200)


@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, public_id: str) -> HttpResponse:
    """Refuse it with a reason; the owner may appeal."""
    listing = reviewable(request, public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = {"reason": form.cleaned_data["reason"], "note": form.cleaned_data["note"]}
        try:
            actions.reject_listing(listing_id=listing.pk, actor=actor_of(request), now=clock.now(), **words)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Rejected. The owner is told the reason."))
            return HttpResponseRedirect(reverse("listings:queue"))
    context = {"section": "staff", "listing": listing, "form": form}
    return render(request, "listings/review/reject.html", context, status=422 if form.errors else 200)


def require_reviewer(request: HttpRequest) -> Actor:
    """Raises LoginNeeded, NotAllowed."""
    actor = actor_of(request)
    require_person(actor)
    require(rules.may_see_queue(actor), detail=_("This part is for reviewers."))
    return actor


def reviewable(request: HttpRequest, public_id: str) -> Listing:
    """A listing that this reviewer may decide on. Raises LoginNeeded, NotAllowed for one's own, NotFound."""
    actor = require_reviewer(request)
    listing = own(request, public_id)
    require(rules.may_review(actor, listing), detail=_("Nobody reviews a text of their own."))
    return listing


def queues(actor: Actor, *, current: str) -> list[Choice]:
    """Both lists of the desk with their counts."""
    listings, changes = queries.reviewable(actor=actor).count(), queries.reviewable_changes(actor=actor).count()
    return [
        Choice(_("New and returned"), reverse("listings:queue"), current == "listings", listings),
        Choice(_("Changes of public listings"), reverse("listings:changes"), current == "changes", changes),
    ]


def waiting_state(days: int) -> State:
    """How long something waits, as a pill that grows louder."""
    words = _("Today") if not days else join_numbers(ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
    return State(words, "no" if days > LATE_DAYS else "wait" if days > 1 else "", "clock")


def _row(listing: Listing, actor: Actor, *, waited: int) -> QueueRow:
    address = reverse("listings:review", args=[listing.public_id])
    return QueueRow(listing, address, waiting_state(waited), listing.reviewer_id == actor.user_id)


def _days(listing: Listing, today: date) -> int:
    return (today - timezone.localdate(listing.submitted_at)).days if listing.submitted_at else 0


def _item(request: HttpRequest, listing: Listing, *, form: ApproveForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    history = queries.text_history(listing, actor=actor)
    latest, before, facts = history.latest, history.before, rules.readable_facts(actor, listing)
    context = {
        "section": "staff",
        "listing": listing,
        "page": page_of(listing, today=timezone.localdate(clock.now())),
        "latest": latest,
        "before": before,
        "changes": changes_between(before.content, latest.content, facts=facts) if latest and before else [],
        "documents": document_rows(listing, actor=actor),
        "answers": answers_in(snapshot(listing), facts=facts),
        "answered": [point for point in listing.review_points.select_related("reason") if point.answer],
        "due": review_due_on(listing, working_days=REVIEW_PROMISE_WORKING_DAYS),
        "form": form or ApproveForm(),
        "yours": listing.state == Life.IN_REVIEW and rules.may_decide(actor, listing),
        "free": listing.state == Life.SUBMITTED,
        "others": listing.state == Life.IN_REVIEW and not rules.may_decide(actor, listing),
    }
    return render(request, "listings/review/item.html", context, status=422 if form and form.errors else 200)
