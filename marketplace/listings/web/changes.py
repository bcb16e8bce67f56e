"""Edits of public listings at the reviewer's desk: what differs, and whether it replaces the public text."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.common import clock
from marketplace.common.problems import Invalid
from marketplace.common.web.rows import State
from marketplace.listings import actions, queries, rules
from marketplace.listings.actions.revising import NothingPending
from marketplace.listings.models import Listing, Revision
from marketplace.listings.snapshot import snapshot
from marketplace.listings.web.asking import actor_of
from marketplace.listings.web.decisions import ChecklistForm, ReasonForm, show_problem
from marketplace.listings.web.reviewing import PAGE_SIZE, queues, require_reviewer, reviewable, waiting_state
from marketplace.listings.web.words import answers_in, changes_between


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One edit that waits."""

    revision: Revision
    url: str
    waiting: State
    fields: int


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Edits that wait, oldest first."""
    actor = require_reviewer(request)
    page = Paginator(queries.reviewable_changes(actor=actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "section": "staff",
        "rows": [_row(revision) for revision in page.object_list],
        "page": page.number,
        "pages": page.paginator.num_pages,
        "queues": queues(actor, current="changes"),
    }
    return render(request, "listings/review/changes.html", context)


@require_GET
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    listing = reviewable(request, public_id)
    revision = _waiting(request, listing)
    return _item(request, listing, revision, ChecklistForm(initial={"version": revision.version}))


@require_POST
def approve_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let the edit replace the public text. Raises Stale when its author changed it meanwhile."""
    listing = reviewable(request, public_id)
    revision, form = _waiting(request, listing), ChecklistForm(request.POST)
    if form.is_valid():
        try:
            actions.approve_revision(
                revision_id=revision.pk,
                expected_version=form.cleaned_data["version"],
                checklist=form.cleaned_data["checklist"],
                actor=actor_of(request),
                now=clock.now(),
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Published. The new text replaces the old one in a few seconds."))
            return HttpResponseRedirect(reverse("listings:changes"))
    return _item(request, listing, revision, form)


@require_http_methods(["GET", "POST"])
def refuse_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Turn the edit down with a reason; the public text stays."""
    listing = reviewable(request, public_id)
    revision = _waiting(request, listing)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.refuse_revision(
                revision_id=revision.pk,
                expected_version=_read_version(request),
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                actor=actor_of(request),
                now=clock.now(),
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Refused. The public text stays; the owner is told the reason."))
            return HttpResponseRedirect(reverse("listings:changes"))
    read = _read_version(request) or revision.version
    context = {"section": "staff", "listing": listing, "revision": revision, "form": form, "version": read}
    return render(request, "listings/review/refuse_change.html", context, status=422 if form.errors else 200)


def _waiting(request: HttpRequest, listing: Listing) -> Revision:
    revision = queries.pending_revision(listing, actor=actor_of(request)) if listing.is_revisable else None
    if revision is None:
        raise NothingPending(_("No change waits: it was decided or taken back meanwhile."))
    return revision


def _row(revision: Revision) -> ChangeRow:
    days = (timezone.localdate(clock.now()) - timezone.localdate(revision.created_at)).days
    url = reverse("listings:change", args=[revision.listing.public_id])
    return ChangeRow(revision, url, waiting_state(days), len(revision.changed))


def _item(request: HttpRequest, listing: Listing, revision: Revision, form: ChecklistForm) -> HttpResponse:
    facts = rules.readable_facts(actor_of(request), listing)
    context = {
        "section": "staff",
        "listing": listing,
        "revision": revision,
        "changes": changes_between(snapshot(listing), revision.content, facts=facts),
        "answers": answers_in(revision.content, facts=facts),
        "form": form,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "listings/review/change.html", context, status=status)


def _read_version(request: HttpRequest) -> int:
    """The version that the reviewer read, from the link and then the form; without it nothing is decided."""
    text = request.POST.get("version") or request.GET.get("version") or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
