"""How callers of the API say who they are: a token in `Authorization`, or the session of a page of the floor.

The middleware has read the token already (`accounts.web.middleware`), so that limits and repeats know the caller; here
REST framework learns of it.
"""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class TokenOrSession(SessionAuthentication):
    """A call with a token has no cookie, so it needs no CSRF token; one by session does."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        token = getattr(request._request, "token", None)
        return (token.user, token) if token is not None else super().authenticate(request)
