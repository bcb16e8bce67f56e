"""One's own needs: the list, each one with its next step, handing in, and the moves of its owner."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.common import clock
from marketplace.common.permissions import require_person
from marketplace.common.problems import Conflict, Invalid, NotFound, TransitionRefused
from marketplace.common.web.rows import Choice
from marketplace.needs import actions, queries, rules
from marketplace.needs.completeness import lacks_of
from marketplace.needs.fields import Section
from marketplace.needs.models import Need
from marketplace.needs.snapshot import snapshot
from marketplace.needs.states import IN_VIEW, NEED, State, WithdrawReason
from marketplace.needs.web.asking import actor_of, editable, own
from marketplace.needs.web.editing import pages_of
from marketplace.needs.web.moves import MOVES, moves_of
from marketplace.needs.web.page import page_of
from marketplace.taxonomy.queries import choices
from marketplace.taxonomy.web.inputs import Day, OneCode

PAGE_SIZE = 25
NOTE_ROWS = 3
SELF = "self"


class ConfirmForm(forms.Form):
    """A move that asks nothing."""

    use_required_attribute = False


class ReasonForm(ConfirmForm):
    """A reason of the move's list and own words."""

    reason = OneCode(label=gettext_lazy("Reason"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        help_text=gettext_lazy("For your own members and the reviewers; the public page does not show it."),
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )

    def __init__(self, *args: object, reasons: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["reason"].choices = [("", _("Choose a reason")), *reasons]  # type: ignore[attr-defined]


class RenewForm(ConfirmForm):
    answers_by = Day(
        label=gettext_lazy("Answers by"),
        help_text=gettext_lazy("Day/month/year"),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """All of the organisation acted for, by state."""
    actor = actor_of(request)
    require_person(actor)
    wanted = request.GET.get("state", "")
    if wanted and wanted not in State.values:
        raise NotFound()
    rows = queries.own_needs(actor=actor)
    page = Paginator(rows.filter(state=wanted) if wanted else rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "section": "my",
        "needs": list(page.object_list),
        "choices": _choices(queries.own_state_counts(actor=actor), wanted),
        "page": page.number,
        "pages": page.paginator.num_pages,
        "may_create": rules.may_create(actor),
    }
    return render(request, "needs/own/mine.html", context)


@require_GET
def own_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """State and next step, the reviewer's points, and every move."""
    need, actor = own(request, public_id), actor_of(request)
    may_edit = rules.may_edit(actor, need)
    context = {
        "section": "my",
        "need": need,
        "pages": pages_of(need),
        "points": list(queries.open_points(need, actor=actor)),
        "may_edit": may_edit,
        "writing": need.is_writable or need.is_live,
        "may_submit": "submit" in NEED.allowed(need.state),
        "moves": moves_of(need) if may_edit else [],
        "public": need.get_absolute_url() if need.reference and need.state in IN_VIEW else "",
        "preview": page_of(need, actor=actor, today=timezone.localdate(clock.now())),
    }
    return render(request, "needs/own/own.html", context)


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The look before sending. What the actions refuse is said here, in place."""
    need = editable(request, public_id)
    NEED.next(need.state, "submit")
    if request.method == "GET":
        return _submit_page(request, need)
    itself = request.POST.get("how") == SELF
    action: Callable[..., Need] = actions.self_publish_need if itself else actions.submit_need
    try:
        action(need_id=need.pk, actor=actor_of(request), now=clock.now())
    except Invalid as problem:
        return _submit_page(request, need, refusal=problem, status=422)
    except TransitionRefused:
        raise
    except Conflict as problem:
        return _submit_page(request, need, refusal=problem, status=409)
    done = _("Open; findable in a few seconds.") if itself else _("Sent for review. You are told the decision.")
    messages.success(request, done)
    return HttpResponseRedirect(reverse("needs:own", args=[public_id]))


@require_POST
def answer(request: HttpRequest, public_id: str, point_id: int) -> HttpResponse:
    """Say what was done about one point of the reviewer."""
    need = editable(request, public_id)
    words, address = request.POST.get("answer", ""), reverse("needs:own", args=[public_id])
    try:
        actions.answer_point(need_id=need.pk, point_id=point_id, answer=words, actor=actor_of(request), now=clock.now())
    except Invalid as problem:
        messages.error(request, " ".join(str(error.detail) for error in problem.errors))
        return HttpResponseRedirect(f"{address}#point-{point_id}")
    messages.success(request, _("Answered. The reviewer reads it word for word."))
    return HttpResponseRedirect(f"{address}#points")


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, public_id: str, move: str) -> HttpResponse:
    """One move of the owner. Raises TransitionRefused where the state has no such move."""
    need = editable(request, public_id)
    if move not in MOVES:
        raise NotFound()
    NEED.next(need.state, move)
    form = _form(request, move)
    if request.method == "POST" and form.is_valid():
        try:
            ACTS[move](need_id=need.pk, actor=actor_of(request), now=clock.now(), **form.cleaned_data)
        except Invalid as problem:
            for error in problem.errors:
                form.add_error(error.field if error.field in form.fields else None, str(error.detail))
        else:
            messages.success(request, str(MOVES[move].done))
            return HttpResponseRedirect(_after(need, move))
    context = {"section": "my", "need": need, "move": MOVES[move], "form": form, "form_errors": bool(form.errors)}
    return render(request, "needs/own/move.html", context, status=422 if form.errors else 200)


ACTS: dict[str, Callable[..., Need]] = {
    "recall": actions.recall_need,
    "pause": actions.pause_need,
    "resume": actions.resume_need,
    "renew": actions.renew_need,
    "close_unmet": actions.close_need_unmet,
    "withdraw": actions.withdraw_need,
    "revise": actions.revise_need,
    "archive": actions.archive_need,
}


def _form(request: HttpRequest, move: str) -> ConfirmForm:
    data = request.POST if request.method == "POST" else None
    if move == "withdraw":
        return ReasonForm(data, reasons=[(str(code), str(words)) for code, words in WithdrawReason.choices])
    if move == "close_unmet":
        return ReasonForm(data, reasons=choices("need_unmet", on=timezone.localdate(clock.now())))
    return RenewForm(data) if move == "renew" else ConfirmForm(data)


def _after(need: Need, move: str) -> str:
    if move == "archive":
        return reverse("needs:mine")
    return reverse("needs:edit" if move in ("recall", "revise") else "needs:own", args=[need.public_id])


def _submit_page(request: HttpRequest, need: Need, *, refusal: object = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    lacks = [
        (str(lack.detail), reverse("needs:section", args=[need.public_id, lack.section]), Section(lack.section).label)
        for lack in lacks_of(need.kind, snapshot(need))
    ]
    errors = [str(error.detail) for error in refusal.errors] if isinstance(refusal, Invalid) and not lacks else []
    context = {
        "section": "my",
        "need": need,
        "pages": pages_of(need),
        "lacks": lacks,
        "errors": errors,
        "refusal": refusal if isinstance(refusal, Conflict) else None,
        "may_self_publish": rules.may_self_publish(actor, need),
        "page": page_of(need, actor=actor, today=timezone.localdate(clock.now())),
        "form_errors": status != 200,
    }
    return render(request, "needs/own/submit.html", context, status=status)


def _choices(counts: dict[str, int], wanted: str) -> list[Choice]:
    address = reverse("needs:mine")
    everything = Choice(_("All"), address, current=not wanted, count=sum(counts.values()))
    states = [state for state in State if counts.get(state)]
    return [
        everything,
        *(Choice(str(state.label), f"{address}?state={state}", state == wanted, counts[state]) for state in states),
    ]
