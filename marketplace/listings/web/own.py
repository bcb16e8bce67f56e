"""One own listing: its state and next step, what a reviewer asked, what waits beside the public text, every move."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from marketplace.accounts.queries.postings import review_due_on
from marketplace.common import clock
from marketplace.common.permissions import Actor
from marketplace.common.problems import Invalid
from marketplace.listings import actions, queries, rules
from marketplace.listings.models import Listing, ReviewPoint, Revision
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import IN_QUEUE, RevisionState, State
from marketplace.listings.web.asking import actor_of, editable, own
from marketplace.listings.web.editor import pages_of
from marketplace.listings.web.mine import is_ending, next_step
from marketplace.listings.web.moves import OfferedMove, address_of, moves_of
from marketplace.listings.web.page import page_of
from marketplace.listings.web.words import changes_between
from marketplace.taxonomy.queries import label
from marketplace.taxonomy.web.inputs import Line

REVIEW_PROMISE_WORKING_DAYS = 5
ANSWER_ROWS = 3


class PointForm(forms.Form):
    """What was done about one point."""

    use_required_attribute = False
    answer = Line(
        label=gettext_lazy("What you changed, or why not"), widget=forms.Textarea(attrs={"rows": ANSWER_ROWS})
    )


@require_GET
def own_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, own(request, public_id))


@require_POST
def answer(request: HttpRequest, public_id: str, point_id: int) -> HttpResponse:
    """Say what was done about one point of the reviewer."""
    listing = editable(request, public_id)
    form = PointForm(request.POST, prefix=str(point_id))
    form.is_valid()
    words = form.cleaned_data["answer"]
    try:
        actions.answer_point(
            listing_id=listing.pk, point_id=point_id, answer=words, actor=actor_of(request), now=clock.now()
        )
    except Invalid as problem:
        form.add_error("answer", [str(error.detail) for error in problem.errors])
        return _page(request, listing, failed=form, status=422)
    messages.success(request, _("Answered. The reviewer reads it word for word."))
    return HttpResponseRedirect(reverse("listings:own", args=[public_id]))


@require_GET
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """As everybody will see it, before it is public."""
    listing = own(request, public_id)
    page = page_of(listing, today=timezone.localdate(clock.now()))
    return render(request, "listings/own/preview.html", {"section": "my", "listing": listing, "page": page})


def _page(
    request: HttpRequest, listing: Listing, *, failed: PointForm | None = None, status: int = 200
) -> HttpResponse:
    actor, stored, today = actor_of(request), snapshot(listing), timezone.localdate(clock.now())
    pending = queries.pending_revision(listing, actor=actor) if listing.is_revisable else None
    may_edit, facts = rules.may_edit(actor, listing), rules.readable_facts(actor, listing)
    refused = None if pending else _refused(listing, actor)
    pages = pages_of(listing, stored)
    context = {
        "section": "my",
        "listing": listing,
        "pages": pages,
        "points": [(point, _form_of(point, failed)) for point in queries.open_points(listing, actor=actor)],
        "pending": pending,
        "changes": changes_between(stored, pending.content, facts=facts) if pending else [],
        "refused": refused,
        "refused_reason": reason_words(refused.decision_reason) if refused else "",
        "due": _due(listing),
        "reason": reason_words(listing.state_reason) if listing.state == State.REJECTED else "",
        "may_edit": may_edit,
        "may_write": may_edit and (listing.is_writable or listing.is_revisable),
        "step": next_step(listing, pages=pages, today=today) if may_edit else None,
        "moves": _moves(listing, today=today) if may_edit else [],
        "public": listing.get_absolute_url() if listing.reference and listing.published_at else "",
        "failed": failed,
        "form_errors": failed is not None,
    }
    return render(request, "listings/own/own.html", context, status=status)


def reason_words(code: str) -> str:
    """A reason of the list `returned_listing` in words."""
    return label("returned_listing", code) if code else ""


def _form_of(point: ReviewPoint, failed: PointForm | None) -> PointForm:
    if failed is not None and failed.prefix == str(point.pk):
        return failed
    return PointForm(prefix=str(point.pk))


def _due(listing: Listing) -> date | None:
    """The day of the promised decision, while one is awaited."""
    if listing.state not in IN_QUEUE:
        return None
    return review_due_on(listing, working_days=REVIEW_PROMISE_WORKING_DAYS)


def _refused(listing: Listing, actor: Actor) -> Revision | None:
    """The newest edit of a public text, where a reviewer turned it down."""
    latest = queries.text_history(listing, actor=actor).latest if listing.is_revisable else None
    return latest if latest is not None and latest.state == RevisionState.REFUSED else None


def _moves(listing: Listing, *, today: date) -> Sequence[OfferedMove]:
    """A renewal is offered once its time has come."""
    early = listing.state == State.PUBLISHED and not is_ending(listing, today)
    renewal = address_of(listing, "renew")
    return [move for move in moves_of(listing) if not (early and move.url == renewal)]
