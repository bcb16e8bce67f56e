"""One's own account: profile, and the organisation acted for."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.accounts import actions, queries
from marketplace.accounts.models import User
from marketplace.accounts.web.forms import ActingForForm, ProfileForm, posted, show_problem
from marketplace.accounts.web.middleware import ACTING_FOR
from marketplace.common import clock
from marketplace.common.permissions import require_person
from marketplace.common.problems import Invalid, NotFound
from marketplace.common.web.addresses import in_other_language, safe_back


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name and language; links to address, password, second factor and log-ins."""
    require_person(request.actor)
    person = queries.person(actor=request.actor)
    form = ProfileForm(posted(request), initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.edit_profile(**form.cleaned_data, actor=request.actor, now=clock.now())
        except Invalid as problem:
            show_problem(form, problem)
        else:
            return _in_their_language(request, person.language)
    context = {"form": form, "person": person}
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Choose which of one's organisations the next steps are made for."""
    require_person(request.actor)
    form = ActingForForm(request.POST)
    if not form.is_valid():
        raise NotFound()
    chosen = form.cleaned_data["organisation"]
    person = cast("User", request.user)  # `require_person` has seen to it.
    if chosen not in {one.organisation_id for one in queries.standings_of(person, chosen=chosen)}:
        raise NotFound()
    request.session[ACTING_FOR] = chosen
    return HttpResponseRedirect(safe_back(request.POST.get("next", ""), default=reverse("common:my")))


def _in_their_language(request: HttpRequest, language: str) -> HttpResponse:
    with translation.override(language):
        messages.success(request, _("Your profile is saved."))
    response = HttpResponseRedirect(in_other_language(reverse("accounts:account"), language))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
