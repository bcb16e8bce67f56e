"""Who saw which pairs, noted once the answer is made.

Matching learns from what people were shown, so a page that shows pairs leaves rows in the read log. It is one of the
logs that a GET may write (security.md T11): nothing that anybody reads changes by it, the page is already rendered,
and where the log cannot be written the page is answered all the same.
"""

from collections.abc import Callable, Iterable

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from marketplace.common import clock
from marketplace.matches import actions
from marketplace.matches.models import Match

log = structlog.get_logger(__name__)


def remember(request: HttpRequest, matches: Iterable[Match]) -> None:
    """These pairs are on the page, in this order."""
    shown = getattr(request, "shown_matches", [])
    known = {match.pk for match in shown}
    request.shown_matches = [*shown, *(match for match in matches if match.pk not in known)]  # type: ignore[attr-defined]


class SeenMatches:
    """Middleware: notes what `remember` was told, after the page is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        shown = getattr(request, "shown_matches", [])
        if shown and response.status_code == 200:
            try:
                actions.note_seen(matches=shown, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
            except DatabaseError:
                log.exception("matches seen were not noted", count=len(shown))
        return response
