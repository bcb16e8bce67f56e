"""The verifier's desk: organisations that wait, one with its papers, and the decision."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts import actions, queries, rules
from marketplace.accounts.models import Organisation
from marketplace.accounts.states import ORGANISATION, StaffRoleName, Verification
from marketplace.accounts.web.deciding import LiftForm, RefuseForm, SourceForm, SuspendForm
from marketplace.accounts.web.forms import posted, show_problem
from marketplace.accounts.web.rows import facts_of, verification_state
from marketplace.common import clock
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.problems import Invalid
from marketplace.common.web.formatting import join_numbers
from marketplace.common.web.rows import Choice, State

LATE_DAYS = 7  # Calendar days in which five working days usually fit.


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One organisation that waits: its state, since when, and whether it is the reader's own."""

    organisation: Organisation
    url: str
    state: State
    waiting: State | None
    own: bool


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Oldest first: those to check; by `list`: those to check again, those suspended or about to be."""
    actor = _duty(request)
    lists = _lists(actor)
    require(bool(lists), detail=_("This part is for verifiers and operators."))
    chosen = request.GET.get("list", "")
    name = chosen if chosen in lists else next(iter(lists))
    page = Paginator(lists[name][1], settings.MEMBERS_PAGE_SIZE).get_page(request.GET.get("page"))
    own = {membership.organisation_id for membership in request.memberships}
    context = {
        "section": "staff",
        "list": name,
        "lists": [_choice(key, label, rows, current=name) for key, (label, rows) in lists.items()],
        "rows": [_row(one, own=own) for one in page.object_list],
        "page": page.number,
        "pages": page.paginator.num_pages,
        "count": page.paginator.count,
    }
    return render(request, "accounts/staff/queue.html", context)


@require_GET
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    return _item(request, standing_of(request, public_id))


@require_POST
def see(request: HttpRequest, public_id: str) -> HttpResponse:
    """The papers are plausible."""
    found = standing_of(request, public_id)
    actions.see_documents(organisation_id=found.pk, actor=request.actor, now=clock.now())
    messages.success(request, _("Noted: documents seen. Its register entry is still to be checked."))
    return HttpResponseRedirect(reverse("accounts:standing", args=[public_id]))


@require_POST
def verify(request: HttpRequest, public_id: str) -> HttpResponse:
    """Checked against a register; the same step renews a verification."""
    found = standing_of(request, public_id)
    form = SourceForm(request.POST)
    if form.is_valid():
        renews = "renew" in ORGANISATION.allowed(found.verification)
        check = actions.renew_organisation if renews else actions.verify_organisation
        try:
            check(organisation_id=found.pk, source=form.cleaned_data["source"], actor=request.actor, now=clock.now())
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("%(name)s is verified. Its administrators are told.") % {"name": found.name})
            return HttpResponseRedirect(reverse("accounts:verification_queue"))
    return _item(request, found, form=form)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """The papers do not show what they should."""
    found = standing_of(request, public_id)
    require(rules.may_verify(request.actor, found), detail=_("Nobody decides about an organisation of their own."))
    form = RefuseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.refuse_organisation(
                organisation_id=found.pk, actor=request.actor, now=clock.now(), **form.cleaned_data
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Refused. Its administrators read the reason and may appeal."))
            return HttpResponseRedirect(reverse("accounts:verification_queue"))
    return decision_page(request, found, form, title=_("Refuse the verification"), label=_("Refuse the verification"))


@require_POST
def self_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let it publish without review, or end that."""
    found = standing_of(request, public_id)
    allowed = request.POST.get("allowed") == "1"
    actions.allow_self_publish(organisation_id=found.pk, allowed=allowed, actor=request.actor, now=clock.now())
    words = _("It publishes without review from now on.") if allowed else _("Its listings are reviewed again.")
    messages.success(request, words)
    return HttpResponseRedirect(reverse("accounts:standing", args=[public_id]))


@require_GET
def late_requests(request: HttpRequest) -> HttpResponse:
    """Requests to join that nobody answered in time: the operator decides."""
    actor = _duty(request)
    require(actor.is_staff(StaffRoleName.OPERATOR), detail=_("This part is for operators."))
    rows = queries.late_join_requests(actor=actor, today=_today())
    page = Paginator(rows, settings.MEMBERS_PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "section": "staff",
        "rows": page.object_list,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "count": page.paginator.count,
    }
    return render(request, "accounts/staff/late_requests.html", context)


def decision_page(
    request: HttpRequest,
    found: Organisation,
    form: RefuseForm | SuspendForm | LiftForm,
    *,
    title: str,
    label: str,
    first: bool = False,
) -> HttpResponse:
    """The page of a decision that needs a reason."""
    context = {
        "section": "staff",
        "organisation": found,
        "form": form,
        "title": title,
        "label": label,
        "first": first,
    }
    return render(request, "accounts/staff/decide.html", context, status=422 if form.errors else 200)


def waiting_state(since: datetime, *, now: datetime) -> State:
    """How long something waits, as a pill that grows louder."""
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    words = _("Today") if not days else join_numbers(ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
    return State(words, "no" if days > LATE_DAYS else "wait" if days > 1 else "", "clock")


def _duty(request: HttpRequest) -> Actor:
    """Raises LoginNeeded, NotAllowed."""
    require_person(request.actor)
    require(rules.may_see_standing(request.actor), detail=_("This part is for verifiers and operators."))
    actor: Actor = request.actor
    return actor


def standing_of(request: HttpRequest, public_id: str) -> Organisation:
    """The organisation, for staff with a duty about it. Raises LoginNeeded, NotAllowed, NotFound."""
    return queries.organisation_for_staff(public_id, actor=_duty(request))


def _lists(actor: Actor) -> dict[str, tuple[str, QuerySet[Organisation]]]:
    """The lists of the desk that this duty has."""
    lists = {}
    if actor.is_staff(StaffRoleName.VERIFIER):
        lists["check"] = (_("To check"), queries.to_verify(actor=actor))
        lists["renew"] = (_("To check again"), queries.to_renew(actor=actor, today=_today()))
    if actor.is_staff(StaffRoleName.OPERATOR, StaffRoleName.JUDGE):
        lists["suspended"] = (_("Suspended"), queries.to_suspend(actor=actor))
    return lists


def _choice(key: str, label: str, rows: QuerySet[Organisation], *, current: str) -> Choice:
    return Choice(label, f"{reverse('accounts:verification_queue')}?list={key}", key == current, rows.count())


def _row(one: Organisation, *, own: set[int]) -> QueueRow:
    since = getattr(one, "since", None)
    waits = one.verification in (Verification.SUBMITTED, Verification.DOCUMENTS_SEEN)
    return QueueRow(
        organisation=one,
        url=reverse("accounts:standing", args=[one.public_id]),
        state=verification_state(one),
        waiting=waiting_state(since, now=clock.now()) if since and waits else None,
        own=one.pk in own,
    )


def _item(request: HttpRequest, found: Organisation, *, form: SourceForm | None = None) -> HttpResponse:
    actor, moves = request.actor, ORGANISATION.allowed(found.verification)
    steps, papers = rules.staff_steps(actor, found), rules.may_see_papers(actor, found)
    checks = "verify" in steps and not {"verify", "renew"}.isdisjoint(moves)
    asked = found.suspension_asked_by_id
    context = {
        "section": "staff",
        "organisation": found,
        "state": verification_state(found),
        "facts": facts_of(found),
        "may_see_papers": papers,
        "papers": found.papers.order_by("-named_at", "-pk") if papers else [],
        "people": queries.people_of(found, actor=actor)[: settings.MEMBERS_PAGE_SIZE],
        "may_see_people": rules.may_see_people(actor, found),
        "may_change_members": "change_members" in steps,
        "own": found.pk in {membership.organisation_id for membership in request.memberships},
        "form": (form or SourceForm()) if checks else None,
        "renews": "renew" in moves,
        "may_see_documents": checks and "see_documents" in moves,
        "may_refuse": checks and "refuse" in moves,
        "may_allow": "allow_self_publish" in steps and found.is_verified and not found.self_publish,
        "may_end_allowing": "end_self_publish" in steps and found.self_publish,
        "may_suspend": "suspend" in steps and "suspend" in moves and not (found.is_verified and asked == actor.user_id),
        "may_drop": "suspend" in steps and asked is not None,
        "may_lift": "lift" in steps and "lift" in moves,
    }
    return render(request, "accounts/staff/standing.html", context, status=422 if form and form.errors else 200)


def _today() -> date:
    return timezone.localdate(clock.now())
