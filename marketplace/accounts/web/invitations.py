"""The page behind the link of an invitation: for whoever is signed in, and for whoever makes an account first."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts import actions, queries, rules
from marketplace.accounts.models import Invitation
from marketplace.accounts.states import InvitationState
from marketplace.accounts.web.members import Question, ask
from marketplace.accounts.web.middleware import ACTING_FOR
from marketplace.common import clock
from marketplace.common.problems import NotAllowed


@require_GET
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Who asks, for which organisation, with which role, until when. `key` is the token, or the id for the invited."""
    return _page(request, queries.invitation_for(key, actor=request.actor), key)


@require_POST
def accept(request: HttpRequest, key: str) -> HttpResponse:
    """Join, and act for it from the next page on."""
    found = queries.invitation_for(key, actor=request.actor)
    membership = actions.accept_invitation(invitation_id=found.pk, actor=request.actor, now=clock.now())
    request.session[ACTING_FOR] = membership.organisation_id
    words = {"name": found.organisation.name, "role": membership.get_role_display()}
    messages.success(request, _("You act for %(name)s now. Your role: %(role)s.") % words)
    return HttpResponseRedirect(reverse("accounts:own_organisation"))


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, key: str) -> HttpResponse:
    """Say no, with or without an account."""
    found = queries.invitation_for(key, actor=request.actor)
    if request.actor.is_person and not rules.is_invited(request.actor, found):
        raise NotAllowed(_("This invitation was sent to another address."))
    back = reverse("accounts:invitation", args=[key])
    if request.method == "POST":
        actions.refuse_invitation(invitation_id=found.pk, actor=request.actor, now=clock.now())
        return HttpResponseRedirect(back)
    question = Question(
        title=_("Refuse the invitation of %(name)s") % {"name": found.organisation.name},
        will=(_("The link ends. Its administrators are told."), _("They may invite you again.")),
        label=_("Refuse the invitation"),
        action=request.path,
        back=back,
    )
    return ask(request, question)


def _page(request: HttpRequest, found: Invitation, key: str) -> HttpResponse:
    own_address = reverse("accounts:invitation", args=[key])
    waits = found.state == InvitationState.SENT
    run_out = found.state == InvitationState.EXPIRED or (waits and found.expires_at <= clock.now())
    context = {
        "invitation": found,
        "organisation": found.organisation,
        "key": key,
        "open": waits and not run_out,
        "run_out": run_out,
        "mine": rules.is_invited(request.actor, found),
        "member": rules.belongs(request.actor, found.organisation),
        "signup": f"{reverse('account_signup')}?{urlencode({'next': own_address})}",
        "login": f"{reverse('account_login')}?{urlencode({'next': own_address})}",
    }
    response = render(request, "accounts/invitation.html", context)
    response["Cache-Control"] = "no-store"  # Its address is a secret, for visitors as well.
    return response
