"""Tokens for other systems: made and shown once, listed by their visible part, ended."""

from datetime import datetime

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.accounts import actions, queries
from marketplace.accounts.models import ApiToken
from marketplace.accounts.web.forms import TokenForm, posted, show_problem
from marketplace.common import clock
from marketplace.common.permissions import require_person
from marketplace.common.problems import Conflict, Invalid
from marketplace.common.web.rows import State


@require_http_methods(["GET", "POST"])
@reauthentication_required
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens, and those of the organisation that one heads; the form for a new one below them."""
    require_person(request.actor)
    form = TokenForm(posted(request))
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = actions.make_token(**form.cleaned_data, actor=request.actor, now=clock.now())
        except (Invalid, Conflict) as problem:
            show_problem(form, problem)
        else:
            form = TokenForm()
    now = clock.now()
    rows = [(token, _state(token, now=now)) for token in queries.tokens_of(request.actor)[: settings.API_PAGE_SIZE_MAX]]
    call = f'curl -H "Authorization: Bearer {secret}" "{settings.BASE_URL}/api/v1/needs/?own=1"'
    context = {"form": form, "rows": rows, "secret": secret, "call": call}
    # No redirect after making one: the secret is on this one answer, and nowhere else.
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@reauthentication_required
def revoke_token(request: HttpRequest, public_id: str) -> HttpResponse:
    require_person(request.actor)
    token = actions.revoke_token(public_id=public_id, actor=request.actor, now=clock.now())
    messages.success(request, _("The token “%(name)s” no longer opens anything.") % {"name": token.name})
    return HttpResponseRedirect(reverse("accounts:tokens"))


def _state(token: ApiToken, *, now: datetime) -> State:
    if token.revoked_at:
        return State(_("Ended"), "no", "x")
    if token.is_live(now=now):
        return State(_("Live"), "ok", "check")
    return State(_("Run out"), "", "clock")
