"""Notices on pages of the kernel: the bell of the shell, and what was told lately on "My work"."""

from django.http import HttpRequest
from django.urls import reverse

from marketplace.common.slots import Panel
from marketplace.notifications import queries

TOLD_MAX = 5


def shell_bell(request: HttpRequest, _subject: object) -> Panel | None:
    if not request.actor.is_person:
        return None
    context = {"address": reverse("notifications:notices"), "count": queries.unread_count(request.actor)}
    return Panel("notifications/_bell.html", context)


def my_told(request: HttpRequest, _subject: object) -> Panel | None:
    """The newest notices; nothing for whom nothing was told yet."""
    latest = list(queries.notices_of(request.actor)[:TOLD_MAX])
    return Panel("notifications/panels/told.html", {"notices": latest}) if latest else None
