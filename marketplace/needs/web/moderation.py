"""The reviewers' queue of needs, and one need with its checklist. Nobody sees their own in it."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.accounts.queries.postings import review_due_on
from marketplace.common import clock
from marketplace.common.permissions import require, require_person
from marketplace.common.problems import Invalid, NotFound
from marketplace.common.web.waits import measured_words
from marketplace.needs import actions, queries, rules
from marketplace.needs.models import Need
from marketplace.needs.states import NEED, ReviewCheck, State
from marketplace.needs.web.asking import actor_of
from marketplace.needs.web.page import page_of
from marketplace.taxonomy.queries import choices
from marketplace.taxonomy.web.inputs import ManyCodes, OneCode

PAGE_SIZE = 25
REVIEW_PROMISE_WORKING_DAYS = 3
NOTE_ROWS = 4


class VerdictForm(forms.Form):
    """Checklist for opening; reason and words for returning or refusing."""

    use_required_attribute = False
    checklist = ManyCodes(
        label=gettext_lazy("Checklist"), choices=ReviewCheck.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = OneCode(label=gettext_lazy("Reason, if not opened"))
    note = forms.CharField(
        label=gettext_lazy("What would make it publishable"),
        required=False,
        help_text=gettext_lazy("The owner reads this word for word."),
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )

    def __init__(self, *args: object, today: date, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["reason"].choices = [("", _("Choose a reason")), *choices("returned_listing", on=today)]  # type: ignore[attr-defined]


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Needs that wait or are in hand, the longest waiting first."""
    actor = actor_of(request)
    require_person(actor)
    require(rules.may_see_queue(actor))
    page = Paginator(queries.reviewable(actor=actor), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(need, review_due_on(need, working_days=REVIEW_PROMISE_WORKING_DAYS)) for need in page.object_list]
    context = {
        "section": "staff",
        "rows": rows,
        "today": timezone.localdate(clock.now()),
        "count": page.paginator.count,
        "promise": REVIEW_PROMISE_WORKING_DAYS,
        "measured": measured_words(queries.measured_wait()),
        "page": page.number,
        "pages": page.paginator.num_pages,
        "me": actor.user_id,
    }
    return render(request, "needs/moderation/queue.html", context)


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    """One need: read it, take it, decide it."""
    actor = actor_of(request)
    require_person(actor)
    require(rules.may_see_queue(actor))
    need = queries.own_need(public_id, actor=actor)
    require(rules.may_review(actor, need), detail=_("Nobody reviews a text of their own."))
    form = VerdictForm(request.POST or None, today=timezone.localdate(clock.now()))
    if request.method == "POST" and form.is_valid():
        try:
            words = _decide(request, need, form)
        except Invalid as problem:
            _show(form, problem)
        else:
            messages.success(request, words)
            stays = need.state == State.SUBMITTED
            return HttpResponseRedirect(request.path if stays else reverse("needs:queue"))
    return _page(request, need, form)


def _decide(request: HttpRequest, need: Need, form: VerdictForm) -> str:
    """The move that the pressed button names; returns what to say after it."""
    who: dict[str, Any] = {"need_id": need.pk, "actor": actor_of(request), "now": clock.now()}
    given = form.cleaned_data
    match request.POST.get("do", ""):
        case "take":
            actions.take_need(**who)
            return _("In your hands. It goes back to the queue after three working days without a decision.")
        case "give_back":
            actions.give_back_need(**who)
            return _("Back in the queue.")
        case "approve":
            actions.approve_need(checklist=given["checklist"], **who)
            return _("Open; findable in a few seconds.")
        case "ask_changes":
            points = [actions.Point(given["reason"], given["note"])]
            actions.ask_changes(points=points, **who)
            return _("Returned. The owner is told what to repair.")
        case "reject":
            actions.reject_need(reason=given["reason"], note=given["note"], **who)
            return _("Refused, with the reason. The owner may appeal within 30 days.")
    raise NotFound()


def _show(form: VerdictForm, problem: Invalid) -> None:
    for error in problem.errors:
        name = error.field.rpartition(".")[2]
        form.add_error(name if name in form.fields else None, str(error.detail))


def _page(request: HttpRequest, need: Need, form: VerdictForm) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "section": "staff",
        "need": need,
        "page": page_of(need, actor=actor, today=timezone.localdate(clock.now())),
        "form": form,
        "form_errors": bool(form.errors),
        "due": review_due_on(need, working_days=REVIEW_PROMISE_WORKING_DAYS),
        "may_take": "take" in NEED.allowed(need.state),
        "may_decide": need.state == State.IN_REVIEW and rules.may_decide(actor, need),
        "answered": need.review_points.exclude(answered_at=None).select_related("reason"),
    }
    return render(request, "needs/moderation/item.html", context, status=422 if form.errors else 200)
