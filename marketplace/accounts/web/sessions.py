"""How long a log-in lasts, on which devices one is logged in, and ending them."""

from collections.abc import Callable
from datetime import UTC, datetime

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts import rules
from marketplace.common import clock
from marketplace.common.permissions import ANONYMOUS, require_person
from marketplace.common.problems import NotFound

STARTED, SEEN = "started_at", "seen_at"  # Keys of the session: whole seconds since 1970.


class SessionLife:
    """Ends a log-in that stood idle or lasted for too long: the request goes on as a guest's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by_session = request.actor.is_person and getattr(request, "token", None) is None  # type: ignore[attr-defined]
        if by_session and not _goes_on(request, now=clock.now()):
            logout(request)
            request.actor, request.memberships = ANONYMOUS, []  # type: ignore[attr-defined]
        return self.get_response(request)


def begin(session: SessionBase, *, now: datetime) -> None:
    """Note when a log-in began; it is written with the session of the log-in itself."""
    session[STARTED] = session[SEEN] = int(now.timestamp())


def _goes_on(request: HttpRequest, *, now: datetime) -> bool:
    session, user = request.session, request.user
    # A session that no page of ours began is as old as the last log-in.
    began = int((user.last_login or now).timestamp())  # type: ignore[union-attr]
    started = datetime.fromtimestamp(session.get(STARTED, began), tz=UTC)
    seen = datetime.fromtimestamp(session.get(SEEN, began), tz=UTC)
    staff = request.actor.is_staff() or user.is_staff  # type: ignore[attr-defined, union-attr]
    if rules.session_is_over(started=started, seen=seen, now=now, staff=staff):
        return False
    if (now - seen).total_seconds() >= settings.SESSION_SEEN_SECONDS:
        session[STARTED], session[SEEN] = int(started.timestamp()), int(now.timestamp())
    return True


@require_POST
@reauthentication_required
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own log-ins elsewhere."""
    own = UserSession.objects.filter(pk=session_id, user_id=require_person(request.actor)).first()
    if own is None:
        raise NotFound()
    own.end()
    messages.success(request, _("That device is logged out."))
    return HttpResponseRedirect(reverse("usersessions_list"))
