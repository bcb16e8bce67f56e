"""Who asks: the actor of a request, for which organisation; and how often the doors may be tried."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.accounts import queries
from marketplace.accounts.actions.tokens import note_use
from marketplace.accounts.states import TokenScope
from marketplace.accounts.tokens import ScopeMissing, TokenRefused, looks_like_one
from marketplace.common import clock, limits
from marketplace.common.permissions import ANONYMOUS, Actor
from marketplace.common.problems import Invalid, Problem
from marketplace.common.web.errors import problem_answer

Next = Callable[[HttpRequest], HttpResponse]
API = "/api/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ACTING_FOR = "acting_for"  # Session key: id of the organisation that the person chose.

# Forms that say whether somebody exists, let somebody in or send a mail, and the limit that counts them.
ENTRY_LIMITS = {
    "account_login": "entry",
    "account_signup": "entry",
    "account_reset_password": "entry",
    "account_reset_password_from_key": "entry",
    "account_confirm_email": "entry",
    "account_reauthenticate": "entry",
    "account_change_password": "entry",
    "account_set_password": "entry",
    "account_email": "entry",
    "mfa_authenticate": "entry",
    "mfa_reauthenticate": "entry",
    "mfa_activate_totp": "entry",
    "mfa_login_webauthn": "entry",
    "mfa_reauthenticate_webauthn": "entry",
    "accounts:setup": "setup",
    "mandates:take_over": "entry",
}


SECOND_FACTOR_VIEW = "mfa_authenticate"
PENDING_LOGIN = "account_login"  # Session key of allauth: a log-in whose password was right and whose code is awaited.


class ActorMiddleware:
    """Sets `request.actor`, and `request.memberships` for the switch in the shell. Guests cost no query.

    Below /api/ a token in `Authorization` says who asks, and no cookie is looked at; it sets `request.token`.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.memberships, request.actor = _standing(request)  # type: ignore[attr-defined]
        except Problem as problem:
            request.memberships, request.actor = [], ANONYMOUS  # type: ignore[attr-defined]
            return problem_answer(request, problem)
        return self.get_response(request)


class EntryLimits:
    """Counts the POSTs of ENTRY_LIMITS by caller: 429 beyond the limit, 503 while nobody can count."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        view_name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method != "POST" or view_name not in ENTRY_LIMITS:
            return None
        try:
            limits.check(request, ENTRY_LIMITS[view_name])
            if view_name == SECOND_FACTOR_VIEW:
                _count_code(request)
        except Problem as problem:
            return problem_answer(request, problem)
        return None


def _count_code(request: HttpRequest) -> None:
    """Codes are few enough to guess, so they are counted by account, from whichever address they come."""
    person = (request.session.get(PENDING_LOGIN) or {}).get("user_pk")
    if person:
        limit = limits.rule_of("login_failures")["person"] or 0
        limits.spend("login_failures", caller=f"second factor of {person}", limit=limit, now=clock.now())


def _standing(request: HttpRequest) -> tuple[list[queries.Standing], Actor]:
    if request.path.startswith(API) and "Authorization" in request.headers:
        return _standing_of_token(request)
    if request.path.startswith(API) and any(looks_like_one(str(value)) for value in request.GET.values()):
        raise Invalid(_("A token belongs into the header Authorization: addresses end up in logs. End this one."))
    user = request.user
    if not user.is_authenticated:
        return [], ANONYMOUS
    chosen = request.session.get(ACTING_FOR)
    memberships = queries.standings_of(user, chosen=chosen)
    return memberships, queries.actor_from(user, memberships=memberships, organisation_id=chosen)


def _standing_of_token(request: HttpRequest) -> tuple[list[queries.Standing], Actor]:
    scheme, _space, secret = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer":
        raise TokenRefused()
    now = clock.now()
    token, membership, actor = queries.standing_of_token(secret.strip(), now=now)
    if request.method not in SAFE_METHODS and token.scope != TokenScope.WRITE:
        raise ScopeMissing()
    note_use(token, now=now)
    request.user, request.token, request.caller = token.user, token, f"token:{token.pk}"  # type: ignore[attr-defined]
    return [membership], actor
