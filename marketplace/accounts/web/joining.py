"""Finding one's organisation, asking to join it, and answering who asks."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.accounts import actions, queries, rules
from marketplace.accounts.models import JoinRequest
from marketplace.accounts.states import JoinState
from marketplace.accounts.web.forms import posted, show_problem
from marketplace.accounts.web.joining_forms import AskForm, FindForm, RefuseJoinForm, RoleForm
from marketplace.accounts.web.members import Question, ask
from marketplace.common import clock, limits
from marketplace.common.permissions import require_person
from marketplace.common.problems import Invalid, NotFound


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """One's organisation by name or business code: join it rather than make it twice."""
    require_person(request.actor)
    form = FindForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.organisations_named(text, actor=request.actor, limit=settings.ORGANISATIONS_FOUND_MAX)
    return render(request, "accounts/find.html", {"form": form, "text": text, "found": found, "section": "my"})


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to join; its administrators decide."""
    require_person(request.actor)
    organisation = queries.organisation_page(slug, actor=request.actor)
    if not rules.may_be_asked(request.actor, organisation):
        raise NotFound()
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        limits.check(request, "joining")
        try:
            actions.ask_to_join(
                organisation_id=organisation.pk, note=form.cleaned_data["note"], actor=request.actor, now=clock.now()
            )
        except (Invalid, actions.AlreadyMember, actions.AlreadyAsked) as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Asked. Its administrators are told, and you read their answer here."))
            return HttpResponseRedirect(reverse("accounts:my_join_requests"))
    context = {
        "organisation": organisation,
        "form": form,
        "member": rules.belongs(request.actor, organisation),
        "days": settings.JOIN_OPERATOR_WORKING_DAYS,
        "section": "my",
    }
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


@require_GET
def my_join_requests(request: HttpRequest) -> HttpResponse:
    """What one has asked, and the answers."""
    require_person(request.actor)
    context = {"requests": queries.own_join_requests(actor=request.actor), "section": "my"}
    return render(request, "accounts/my_join_requests.html", context)


@require_http_methods(["GET", "POST"])
def join_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """For those who answer: let in with a role. For the person who asked: where it stands."""
    found = _found(request, public_id)
    if found.user_id == request.actor.user_id:
        return HttpResponseRedirect(reverse("accounts:my_join_requests"))
    form = RoleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.admit(request_id=found.pk, role=form.cleaned_data["role"], actor=request.actor, now=clock.now())
        messages.success(request, _("%(name)s is a member now.") % {"name": found.user.name})
        return HttpResponseRedirect(_back(request, found))
    return _page(request, found, form=form)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say no, with the reason."""
    found = _found(request, public_id)
    if found.user_id == request.actor.user_id:
        raise NotFound()
    form = RefuseJoinForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.refuse_join(
                request_id=found.pk, reason=form.cleaned_data["reason"], actor=request.actor, now=clock.now()
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Refused. %(name)s is told the reason.") % {"name": found.user.name})
            return HttpResponseRedirect(_back(request, found))
    context = {"asked": found, "form": form, "section": "my"}
    return render(request, "accounts/refuse_join.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take one's own request back."""
    found = _found(request, public_id)
    if found.user_id != request.actor.user_id:
        raise NotFound()
    back = reverse("accounts:my_join_requests")
    if request.method == "POST":
        actions.withdraw_join_request(request_id=found.pk, actor=request.actor, now=clock.now())
        messages.success(request, _("Your request is withdrawn."))
        return HttpResponseRedirect(back)
    question = Question(
        title=_("Withdraw your request to join %(name)s") % {"name": found.organisation.name},
        will=(_("Its administrators no longer see it."), _("You may ask again.")),
        label=_("Withdraw the request"),
        action=request.path,
        back=back,
    )
    return ask(request, question)


def _found(request: HttpRequest, public_id: str) -> JoinRequest:
    require_person(request.actor)
    return queries.join_request(public_id, actor=request.actor, today=timezone.localdate(clock.now()))


def _page(request: HttpRequest, found: JoinRequest, *, form: RoleForm) -> HttpResponse:
    context = {"asked": found, "open": found.state == JoinState.ASKED, "form": form, "section": "my"}
    return render(request, "accounts/join_request.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, found: JoinRequest) -> str:
    """To the organisation's page for its own administrators, to the desk for the operator."""
    if rules.is_member(request.actor, found.organisation):
        return reverse("accounts:own_organisation")
    return reverse("accounts:late_requests")
