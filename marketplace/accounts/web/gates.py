"""What stands between a log-in and the floor: the second factor of staff, and texts that wait to be accepted."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import queries, rules
from marketplace.accounts.models import User
from marketplace.common import clock
from marketplace.common.problems import NotAllowed
from marketplace.common.web.errors import problem_json

Next = Callable[[HttpRequest], HttpResponse]
API = "/api/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# How one gets in and out, proves who one is, and sets the page's language and colours.
OF_THE_ENTRANCE = frozenset(
    {
        "account_login", "account_logout", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn", "mfa_login_webauthn", "common:preferences", "csp_report", "health_live",
        "health_ready", "metrics", "common:brand",
    }
)  # fmt: skip
SECOND_FACTOR_PAGES = OF_THE_ENTRANCE | {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "account_confirm_email", "account_email",
}  # fmt: skip
WITHOUT_TERMS = SECOND_FACTOR_PAGES | {
    "accounts:accept_terms", "accounts:act_for", "accounts:account", "accounts:end_session", "accounts:revoke_token",
    "account_change_password", "account_set_password", "usersessions_list", "mfa_deactivate_totp",
    "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip


class SecondFactorNeeded(NotAllowed):
    """Staff of this floor set up a second factor before anything else."""

    code = "second-factor-needed"
    title = gettext_lazy("Set up a second factor first")
    advice = gettext_lazy("Log in to the pages of the floor and add an authenticator app or a passkey.")


class TermsNotAccepted(NotAllowed):
    """A text has a new version that this person has not accepted: reading goes on, moves wait."""

    code = "terms-not-accepted"
    title = gettext_lazy("Accept the new version of our texts first")
    advice = gettext_lazy("Log in to the pages of the floor, read what is new and accept it; then repeat.")


class SecondFactorGate:
    """Leads staff without a second factor to the pages where they set one up, where the floor asks for it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not _lacks_second_factor(request) or _view_name(request) in SECOND_FACTOR_PAGES:
            return None
        if request.path.startswith(API):
            return problem_json(request, SecondFactorNeeded())
        messages.warning(request, _("Set up a second factor: whoever works for the floor needs one."))
        return HttpResponseRedirect(reverse("mfa_index"), status=303)


class TermsGate:
    """Lets people read on while a text waits to be accepted, and refuses their moves with the way to it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if request.method in SAFE_METHODS or not request.actor.is_person or _view_name(request) in WITHOUT_TERMS:  # type: ignore[attr-defined]
            return None
        waiting = queries.terms_to_accept(actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        if not waiting:
            return None
        if request.path.startswith(API):
            return problem_json(request, TermsNotAccepted())
        return render(request, "accounts/terms_wait.html", {"waiting": waiting}, status=403)


def _lacks_second_factor(request: HttpRequest) -> bool:
    actor, user = request.actor, request.user  # type: ignore[attr-defined]
    if not isinstance(user, User) or getattr(request, "token", None) is not None:  # A token carries no duties.
        return False
    asked = rules.needs_second_factor(actor, opens_administration=user.is_staff or user.is_superuser)
    return asked and not queries.has_second_factor(user)


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
