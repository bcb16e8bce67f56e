"""Assisted entry: the agency's list, one client, the printed code, and taking an account over."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts.web.forms import posted, show_problem
from marketplace.accounts.web.middleware import ACTING_FOR
from marketplace.common import clock
from marketplace.common.permissions import require, require_person
from marketplace.common.problems import Conflict, Invalid, NotFound
from marketplace.mandates import actions, queries, rules
from marketplace.mandates.actions import Agreement
from marketplace.mandates.models import Mandate
from marketplace.mandates.web.forms import AGREEMENT, AssistForm, CodeForm, EndForm, PassOnForm

CLIENTS_SHOWN = 100


@require_GET
def clients(request: HttpRequest) -> HttpResponse:
    """Whom the agency helps, those with messages to pass on first."""
    _agency_only(request)
    mandates = list(queries.mandates_held(request.actor)[:CLIENTS_SHOWN])
    waiting = sum(mandate.waiting for mandate in mandates)  # type: ignore[attr-defined]
    return render(request, "mandates/clients.html", {"section": "staff", "mandates": mandates, "waiting": waiting})


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Note who asks and what they agreed to; then write the need for them."""
    _agency_only(request)
    form = AssistForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            mandate = actions.begin_assistance(
                profile=form.profile(),
                language=form.cleaned_data["language"],
                agreement=Agreement(**{name: form.cleaned_data[name] for name in AGREEMENT}),
                actor=request.actor,
                now=clock.now(),
            )
        except (Invalid, Conflict) as problem:
            show_problem(form, problem)
        else:
            request.session[ACTING_FOR] = mandate.client_id
            words = _("Kept. You now act for %(name)s; the pages say so.")
            messages.success(request, words % {"name": mandate.client.name})
            return redirect("needs:create")
    status = 422 if form.errors else 200
    return render(request, "mandates/begin.html", {"section": "staff", "form": form}, status=status)


@require_GET
def client(request: HttpRequest, public_id: str) -> HttpResponse:
    """One client: what to pass on, what was agreed, and what comes next."""
    require_person(request.actor)
    mandate = queries.mandate_page(public_id, actor=request.actor)
    return _client_page(request, mandate)


def _client_page(request: HttpRequest, mandate: Mandate, *, form: PassOnForm | None = None) -> HttpResponse:
    waiting = queries.messages_waiting(mandate, actor=request.actor)
    form = form or PassOnForm(waiting=[notice.pk for notice in waiting], initial={"reach": mandate.reach})
    context = {
        "section": "staff",
        "mandate": mandate,
        "waiting": waiting,
        "passed": queries.messages_passed(mandate, actor=request.actor),
        "may_act": rules.may_act(request.actor, mandate),
        "form": form,
    }
    return render(request, "mandates/client.html", context, status=422 if form.errors else 200)


@require_POST
def act_for(request: HttpRequest, public_id: str) -> HttpResponse:
    """Act for the client from here on: write a need or a listing, answer for them."""
    require_person(request.actor)
    mandate = queries.mandate_page(public_id, actor=request.actor)
    require(rules.may_act(request.actor, mandate))
    request.session[ACTING_FOR] = mandate.client_id
    messages.success(request, _("You now act for %(name)s; the pages say so.") % {"name": mandate.client.name})
    return redirect("common:my")


@require_POST
def pass_on(request: HttpRequest, public_id: str) -> HttpResponse:
    require_person(request.actor)
    mandate = queries.mandate_page(public_id, actor=request.actor)
    require(rules.may_act(request.actor, mandate))
    waiting = queries.messages_waiting(mandate, actor=request.actor)
    form = PassOnForm(request.POST, waiting=[notice.pk for notice in waiting])
    if not form.is_valid():
        return _client_page(request, mandate, form=form)
    answers = form.cleaned_data
    actions.pass_on(
        public_id=public_id,
        notice_ids=answers["notices"],
        reach=answers["reach"],
        note=answers["note"],
        actor=request.actor,
        now=clock.now(),
    )
    messages.success(request, _("Noted: they know."))
    return redirect("mandates:client", public_id=public_id)


@require_POST
def code(request: HttpRequest, public_id: str) -> HttpResponse:
    """A sheet to print, once: the code is kept as a hash and cannot be shown again."""
    require_person(request.actor)
    mandate, secret = actions.issue_code(public_id=public_id, actor=request.actor, now=clock.now())
    address = f"{settings.BASE_URL}{reverse('mandates:take_over')}"  # Printed: whatever host this request named.
    return render(
        request, "mandates/code.html", {"section": "staff", "mandate": mandate, "code": secret, "address": address}
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """A page that says what ends; POST ends it."""
    require_person(request.actor)
    mandate = queries.mandate_page(public_id, actor=request.actor)
    require(rules.may_act(request.actor, mandate))
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.end_assistance(public_id=public_id, reason=reason, actor=request.actor, now=clock.now())
        messages.success(request, _("Ended: nobody of your agency acts for %(name)s.") % {"name": mandate.client.name})
        return redirect("mandates:clients")
    context = {"section": "staff", "mandate": mandate, "form": form}
    return render(request, "mandates/end.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """The person with the printed code takes the account that was kept for them."""
    require_person(request.actor)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            mandate = actions.take_over(code=form.cleaned_data["code"], actor=request.actor, now=clock.now())
        except NotFound as problem:
            form.add_error("code", str(problem.detail))
        else:
            request.session[ACTING_FOR] = mandate.client_id
            words = _("%(name)s is yours now: you are its administrator, and nobody acts for you any more.")
            messages.success(request, words % {"name": mandate.client.name})
            return HttpResponseRedirect(reverse("accounts:own_organisation"))
    status = 422 if form.errors else 200
    return render(request, "mandates/take_over.html", {"section": "my", "form": form}, status=status)


def _agency_only(request: HttpRequest) -> None:
    require_person(request.actor)
    require(rules.may_assist(request.actor), detail=_("Editors of the agency help people without e-mail."))
