"""Switching mail off by its link (RFC 8058): a POST acts at once; a GET changes nothing, so prefetching is safe."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from marketplace.common import clock
from marketplace.notifications import actions
from marketplace.notifications.mail import tokens
from marketplace.notifications.states import Category

EVERYTHING = "all"


@csrf_exempt  # The token is the permission: mail programs bring no cookie and no form of ours.
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page with its two buttons, in the recipient's language; after a POST, what is off now."""
    done, everything = request.method == "POST", request.POST.get("scope") == EVERYTHING
    scope = actions.unsubscribe(token=token, everything=everything, now=clock.now()) if done else tokens.read(token)
    with translation.override(scope.user.language):
        context = {
            "done": done,
            "everything": everything or scope.subscription == tokens.ALL,
            "category": Category(scope.category).label if scope.category else "",
            "page_language": scope.user.language,
        }
        response = render(request, "notifications/unsubscribe.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # The address is the permission; it goes nowhere else.
    return response
