"""What operators do about an organisation: suspend it, lift that, name an administrator where the last one is gone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.accounts import actions, rules
from marketplace.accounts.web.deciding import LiftForm, SuspendForm
from marketplace.accounts.web.forms import posted, show_problem
from marketplace.accounts.web.members import member_page, removal_page
from marketplace.accounts.web.verifying import decision_page, standing_of
from marketplace.common import clock
from marketplace.common.permissions import require
from marketplace.common.problems import Invalid


@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it off view; for a verified one this asks a second operator, whose step it then is."""
    found = standing_of(request, public_id)
    require(rules.may_suspend(request.actor, found), detail=_("An operator who does not belong to it may do this."))
    first = found.is_verified and found.suspension_asked_by_id is None
    asked = {"reason": found.suspension_asked_reason, "note": found.suspension_asked_note}
    form = SuspendForm(posted(request), initial=asked)
    if request.method == "POST" and form.is_valid():
        act = actions.ask_suspension if first else actions.suspend_organisation
        try:
            act(organisation_id=found.pk, actor=request.actor, now=clock.now(), **form.cleaned_data)
        except (Invalid, actions.SecondApproverNeeded) as problem:
            show_problem(form, problem)
        else:
            words = _("Asked. Another operator decides.") if first else _("Suspended. Its administrators are told why.")
            messages.success(request, words)
            return HttpResponseRedirect(reverse("accounts:standing", args=[public_id]))
    label = _("Ask a second operator") if first else _("Suspend the organisation")
    return decision_page(request, found, form, title=_("Suspend the organisation"), label=label, first=first)


@require_POST
def drop_suspension(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide against a suspension that was asked."""
    found = standing_of(request, public_id)
    actions.drop_suspension(organisation_id=found.pk, actor=request.actor, now=clock.now())
    messages.success(request, _("It is not suspended."))
    return HttpResponseRedirect(reverse("accounts:standing", args=[public_id]))


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a suspension."""
    found = standing_of(request, public_id)
    require(rules.may_lift(request.actor, found), detail=_("An operator or a judge who does not belong to it may."))
    form = LiftForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift_suspension(
                organisation_id=found.pk, reason=form.cleaned_data["reason"], actor=request.actor, now=clock.now()
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Lifted. Its page and all it offers are in view again."))
            return HttpResponseRedirect(reverse("accounts:standing", args=[public_id]))
    return decision_page(request, found, form, title=_("Lift the suspension"), label=_("Lift the suspension"))


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, public_id: str, person: str) -> HttpResponse:
    """The operator names an administrator where the last one is gone."""
    found = standing_of(request, public_id)
    require(rules.may_change_members(request.actor, found))
    return member_page(request, found, person, back=reverse("accounts:standing", args=[public_id]))


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, public_id: str, person: str) -> HttpResponse:
    found = standing_of(request, public_id)
    require(rules.may_change_members(request.actor, found))
    return removal_page(request, found, person, back=reverse("accounts:standing", args=[public_id]))
