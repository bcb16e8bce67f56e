"""The desk of reviewers and judges: the queue of complaints, one complaint, and each move on a page of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.accounts.web.forms import posted, show_problem
from marketplace.common import clock
from marketplace.common.permissions import SYSTEM, Actor, require, require_person
from marketplace.common.problems import Invalid, NotFound, Words
from marketplace.common.web.rows import Choice
from marketplace.moderation import actions, queries, rules
from marketplace.moderation.actions import Ruling
from marketplace.moderation.models import Complaint
from marketplace.moderation.web import rows
from marketplace.moderation.web.forms import AskForm, DismissForm, NothingForm, UpholdForm
from marketplace.notifications import subjects
from marketplace.notifications.web.forms import PageForm

PAGE_SIZE = 20
OTHERS_SHOWN = 5
UNPROCESSABLE = 422
Call = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Move:
    """One move as its page offers it."""

    label: Words
    happens: Sequence[Words]
    call: Call
    form: type[forms.Form] = NothingForm
    look: str = ""


def _plain(action: Call) -> Call:
    return lambda found, _given, actor, now: action(complaint_id=found.pk, actor=actor, now=now)


def _worded(action: Call) -> Call:
    return lambda found, given, actor, now: action(complaint_id=found.pk, actor=actor, now=now, **given)


def _uphold(found: Complaint, given: dict[str, Any], actor: Actor, now: datetime) -> object:
    return actions.uphold_complaint(complaint_id=found.pk, ruling=Ruling(**given), actor=actor, now=now)


NO_PART = gettext_lazy("You are on neither side; the decision is written into a sealed log.")
MOVES: dict[str, Move] = {
    "serious": Move(
        gettext_lazy("Take it off view"),
        (
            gettext_lazy("It leaves page and search at once; its address says that it is under review."),
            gettext_lazy("Its owner is told. A judge decides."),
            NO_PART,
        ),
        _plain(actions.grade_serious),
        look="no",
    ),
    "plain": Move(
        gettext_lazy("Leave it in view"),
        (gettext_lazy("It stays in view until a judge has decided."), NO_PART),
        _plain(actions.grade_plain),
    ),
    "unfounded": Move(
        gettext_lazy("Dismiss at first look"),
        (gettext_lazy("The complainant reads your reasons and may appeal."), NO_PART),
        _worded(actions.dismiss_unfounded),
        DismissForm,
    ),
    "ask": Move(
        gettext_lazy("Ask the other side"),
        (gettext_lazy("It has ten working days; after that you decide without it."), NO_PART),
        _worded(actions.ask_other_side),
        AskForm,
    ),
    "uphold": Move(
        pgettext_lazy("button", "Uphold"),
        (
            gettext_lazy(
                "What you choose happens at once; to take down what a verified owner has, a second judge agrees."
            ),
            gettext_lazy("The owner may not publish without review from now on, and may appeal."),
            NO_PART,
        ),
        _uphold,
        UpholdForm,
        look="no",
    ),
    "confirm": Move(
        gettext_lazy("Agree to the take-down"),
        (
            gettext_lazy("It is taken down at once, with the first judge's reasons."),
            gettext_lazy("Its address says so for good; the owner may appeal."),
            NO_PART,
        ),
        _plain(actions.confirm_take_down),
        look="no",
    ),
    "dismiss": Move(
        pgettext_lazy("button", "Dismiss"),
        (gettext_lazy("What is off view comes back at once."), gettext_lazy("Both sides read your reasons."), NO_PART),
        _worded(actions.dismiss_complaint),
        DismissForm,
    ),
}


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Open complaints, the first look due first; `?closed=1` shows decisions."""
    _require_desk(request)
    closed = request.GET.get("closed") == "1"
    found = queries.decided(actor=request.actor) if closed else queries.queue(actor=request.actor)
    pages = Paginator(found, PAGE_SIZE)
    page = pages.get_page(PageForm.number_in(request.GET))
    today = timezone.localdate(clock.now())
    address = reverse("moderation:queue")
    figures = queries.queue_figures(actor=request.actor, today=today)
    context = {
        "rows": rows.queue_rows(list(page), today=today),
        "page": page,
        "figures": figures,
        "closed": closed,
        "choices": [
            Choice(_("Open"), address, current=not closed, count=figures.waiting),
            Choice(_("Decided"), f"{address}?closed=1", current=closed),
        ],
        "section": "staff",
    }
    return render(request, "moderation/queue.html", context)


@require_GET
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    """One complaint: the evidence beside the text now, what happened, what can be done."""
    found = _found(request, public_id)
    now_text = subjects.subject_of(found.subject_kind).freeze(found.subject_id)
    facts = subjects.find_all([(found.subject_kind, found.subject_id)], actor=SYSTEM)
    context = {
        "complaint": found,
        "kind_words": rows.kind_words(found.subject_kind),
        "facts": facts.get((found.subject_kind, found.subject_id)),
        "texts": rows.texts(found.snapshot.content, now_text),
        "history": rows.history(found),
        "others": queries.others_about(found)[:OTHERS_SHOWN],
        "decision": rows.decision_words(found),
        "due": rows.due_state(found, today=timezone.localdate(clock.now())),
        "moves": [(name, MOVES[name]) for name in rules.moves_for(request.actor, found)],
        "section": "staff",
    }
    return render(request, "moderation/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """One move: what will happen is said before it is made."""
    found = _found(request, public_id)
    if name not in MOVES:
        raise NotFound()
    chosen = MOVES[name]
    form = _form(chosen, found, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            chosen.call(found, form.cleaned_data, request.actor, clock.now())
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Done: %(move)s.") % {"move": chosen.label})
            return HttpResponseRedirect(reverse("moderation:item", args=[public_id]))
    elif request.method != "POST":
        require(name in rules.moves_for(request.actor, found), detail=_("This is not yours to decide, or not now."))
    context = {"complaint": found, "move": chosen, "form": form, "section": "staff"}
    return render(request, "moderation/move.html", context, status=UNPROCESSABLE if form.errors else 200)


def _form(chosen: Move, found: Complaint, data: Any) -> forms.Form:
    if chosen.form is UpholdForm:
        return UpholdForm(data, kind=found.subject_kind, today=timezone.localdate(clock.now()))
    return chosen.form(data)


def _require_desk(request: HttpRequest) -> None:
    require_person(request.actor)
    require(rules.may_see_queue(request.actor), detail=_("Reviewers and judges work here."))


def _found(request: HttpRequest, public_id: str) -> Complaint:
    _require_desk(request)
    return queries.desk_complaint(public_id, actor=request.actor)
