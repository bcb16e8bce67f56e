"""Reporting something, and the pages of those whom a complaint concerns."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts.web.forms import posted, show_problem
from marketplace.common import clock, limits
from marketplace.common.permissions import require_person
from marketplace.common.problems import Invalid, NotFound
from marketplace.common.web.head import NOINDEX, PageHead
from marketplace.moderation import actions, queries, rules
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import ComplaintState
from marketplace.moderation.web import rows
from marketplace.moderation.web.forms import AnswerForm, ReportForm
from marketplace.notifications import subjects
from marketplace.notifications.web.forms import PageForm

PAGE_SIZE = 20
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What is wrong with it; the text as it stands now is kept as evidence."""
    if not subjects.subject_of(kind).complaints:
        raise NotFound()
    facts = subjects.find_by_key(kind, key, actor=request.actor)
    today = timezone.localdate(clock.now())
    form = ReportForm(posted(request), person=request.actor.is_person, today=today)
    if request.method == "POST" and form.is_valid():
        limits.check(request, "complaints")
        given = {name: value for name, value in form.cleaned_data.items() if name != "homepage"}
        try:
            filed = actions.file_complaint(
                kind=kind,
                subject_id=facts.subject_id,
                language=get_language() or settings.LANGUAGE_CODE,
                actor=request.actor,
                now=clock.now(),
                **given,
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            return _receipt(request, filed)
    context = {
        "facts": facts,
        "kind_words": rows.kind_words(kind),
        "form": form,
        "named": not facts.hidden_owner or kind in ("listing", "need"),
        "head": PageHead(title=_("Complain"), robots=NOINDEX),
    }
    return render(request, "moderation/report.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """What one filed, and what was filed against one's side."""
    require_person(request.actor)
    pages = Paginator(queries.own_complaints(actor=request.actor), PAGE_SIZE)
    page = pages.get_page(PageForm.number_in(request.GET))
    shown = [(row, row.complainant_id == request.actor.user_id, rows.kind_words(row.subject_kind)) for row in page]
    return render(request, "moderation/complaints.html", {"page": page, "rows": shown, "section": "my"})


@require_GET
def complaint(request: HttpRequest, public_id: str) -> HttpResponse:
    """One complaint as its side sees it: the complainant never learns of drafts, the other side never who complains."""
    return _shown(request, _of_a_side(request, public_id))


@require_GET
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where a complaint without an account stands, for whoever has the secret link of its receipt."""
    found = queries.complaint_by_link(token)
    context = {
        "complaint": found,
        "kind_words": rows.kind_words(found.subject_kind),
        "history": rows.history(found),
        "decision": rows.decision_words(found),
        "decided": found.decided_at is not None,
        "head": PageHead(title=_("Your complaint"), robots=NOINDEX),
    }
    page = render(request, "moderation/by_link.html", context)
    page["Referrer-Policy"] = "no-referrer"  # The address is the key.
    page["Cache-Control"] = "private, no-store"
    return page


@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """The other side answers the judge."""
    found = _of_a_side(request, public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form=form)
    actions.answer_complaint(
        complaint_id=found.pk, text=form.cleaned_data["text"], actor=request.actor, now=clock.now()
    )
    messages.success(request, _("Your answer is with the judge."))
    return _to(found)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a complaint back, after saying what will happen."""
    found = _of_a_side(request, public_id)
    if request.method == "POST":
        actions.withdraw_complaint(complaint_id=found.pk, actor=request.actor, now=clock.now())
        messages.success(request, _("Taken back."))
        return _to(found)
    if not rules.may_withdraw(request.actor, found):
        raise NotFound()
    return render(request, "moderation/withdraw.html", {"complaint": found, "section": "my"})


def _of_a_side(request: HttpRequest, public_id: str) -> Complaint:
    require_person(request.actor)
    return queries.own_complaint(public_id, actor=request.actor)


def _shown(request: HttpRequest, found: Complaint, *, form: AnswerForm | None = None) -> HttpResponse:
    mine = found.complainant_id == request.actor.user_id
    facts = subjects.find_all([(found.subject_kind, found.subject_id)], actor=request.actor)
    context = {
        "complaint": found,
        "kind_words": rows.kind_words(found.subject_kind),
        "facts": facts.get((found.subject_kind, found.subject_id)),
        "mine": mine,
        "texts": rows.texts(found.snapshot.content, {}) if mine else [],
        "history": [step for step in rows.history(found) if mine or step.at >= (found.graded_at or step.at)],
        "decision": rows.decision_words(found),
        "decided": found.decided_at is not None,
        "may_answer": found.state == ComplaintState.AWAITING_ANSWER and rules.may_answer(request.actor, found),
        "may_withdraw": mine and found.is_open,
        "form": form or AnswerForm(),
        "section": "my",
    }
    return render(request, "moderation/complaint.html", context, status=UNPROCESSABLE if form is not None else 200)


def _receipt(request: HttpRequest, filed: Complaint) -> HttpResponse:
    if request.actor.is_person:
        messages.success(request, _("Filed. A reviewer on neither side looks first."))
        return _to(filed)
    head = PageHead(title=_("Your complaint has arrived"), robots=NOINDEX)
    return render(request, "moderation/receipt.html", {"complaint": filed, "head": head})


def _to(found: Complaint) -> HttpResponse:
    return HttpResponseRedirect(reverse("moderation:complaint", args=[found.public_id]))
