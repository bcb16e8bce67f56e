"""Pages of organisations: the public one, founding and editing one, asking for verification."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.accounts import actions, queries, rules
from marketplace.accounts.fields import EDITABLE
from marketplace.accounts.models import Organisation
from marketplace.accounts.web.forms import OrganisationEditForm, OrganisationForm, PaperForm, posted, show_problem
from marketplace.accounts.web.linked_data import linked_data
from marketplace.accounts.web.middleware import ACTING_FOR
from marketplace.accounts.web.rows import facts_of, verification_state
from marketplace.common import clock
from marketplace.common.facts import Fact
from marketplace.common.permissions import require, require_person
from marketplace.common.problems import Conflict, Invalid, Stale
from marketplace.common.web.formatting import in_language
from marketplace.common.web.head import PageHead


@require_GET
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page; a former address answers 301."""
    found = queries.organisation_page(slug, actor=request.actor)
    if found.slug != slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    context = {
        "organisation": found,
        "state": verification_state(found),
        "facts": facts_of(found),
        "may_edit": rules.may_edit(request.actor, found),
        "may_join": rules.may_be_asked(request.actor, found) and not rules.belongs(request.actor, found),
        "contact": queries.contact_of(found, actor=request.actor),
        "linked_data": linked_data(found, home=settings.BASE_URL),
        "head": PageHead(title=found.name, description=in_language(found, "about")[0], kind="profile"),
    }
    return render(request, "accounts/organisation.html", context)


@require_http_methods(["GET", "POST"])
def create_organisation(request: HttpRequest) -> HttpResponse:
    require_person(request.actor)
    require(rules.may_create_organisation(request.actor), detail=_("Confirm your e-mail address first."))
    form = OrganisationForm(posted(request))
    known = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_organisation(profile=form.cleaned_data, actor=request.actor, now=clock.now())
        except actions.BusinessCodeTaken as problem:
            show_problem(form, problem)
            known = problem.slug
        except Invalid as problem:
            show_problem(form, problem)
        else:
            request.session[ACTING_FOR] = made.pk
            messages.success(request, _("%(name)s is on the floor. You are its administrator.") % {"name": made.name})
            return HttpResponseRedirect(reverse("accounts:own_organisation"))
    status = 422 if form.errors else 200
    context = {"form": form, "known": known, "section": "my"}
    return render(request, "accounts/create_organisation.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit_organisation(request: HttpRequest) -> HttpResponse:
    require_person(request.actor)
    found = queries.own_organisation(actor=request.actor)
    require(rules.may_edit(request.actor, found), detail=_("An administrator of your organisation may do this."))
    form = OrganisationEditForm(posted(request), initial=_values(found) | {"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, found, form)
        except Invalid as problem:
            show_problem(form, problem)
        except Stale:
            return _conflict(request, found, form)
    context = {"form": form, "organisation": found, "section": "my"}
    return render(request, "accounts/edit_organisation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def submit_organisation(request: HttpRequest) -> HttpResponse:
    """Ask for verification with one paper; more are named the same way."""
    require_person(request.actor)
    found = queries.own_organisation(actor=request.actor)
    require(rules.may_edit(request.actor, found), detail=_("An administrator of your organisation may do this."))
    form = PaperForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_organisation(
                organisation_id=found.pk, papers=[form.cleaned_data], actor=request.actor, now=clock.now()
            )
        except (Invalid, Conflict) as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Sent. A verifier looks at it and you are told the result."))
            return HttpResponseRedirect(reverse("accounts:own_organisation"))
    context = {"form": form, "organisation": found, "section": "my"}
    return render(request, "accounts/submit_organisation.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, found: Organisation, form: OrganisationEditForm) -> HttpResponse:
    answers = dict(form.cleaned_data)
    actions.edit_organisation(
        organisation_id=found.pk,
        expected_version=answers.pop("version"),
        changes=answers,
        actor=request.actor,
        now=clock.now(),
    )
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("accounts:own_organisation"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people wrote differently."""

    fact: Fact
    theirs: str
    yours: str


def _conflict(request: HttpRequest, found: Organisation, form: OrganisationEditForm) -> HttpResponse:
    """Both texts side by side; nothing is saved until the reader has chosen."""
    present = _values(found)
    yours = {name: str(form.cleaned_data[name]) for name in EDITABLE}
    context = {
        "organisation": found,
        "differences": [
            Difference(fact, present[name], yours[name])
            for name, fact in EDITABLE.items()
            if present[name] != yours[name]
        ],
        "yours": yours.items(),
        "section": "my",
    }
    return render(request, "accounts/organisation_conflict.html", context, status=409)


def _values(found: Organisation) -> dict[str, str]:
    return {name: getattr(found, name) for name in EDITABLE}
