"""One's notices: the list, reading one, reading all, and the count that the shell shows."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace.common import clock
from marketplace.common.permissions import require_person
from marketplace.common.web.rows import Choice
from marketplace.notifications import actions, queries
from marketplace.notifications.states import Category
from marketplace.notifications.web.forms import PageForm, SeenForm, category_in

PAGE_SIZE = 20


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Newest first; opening the list changes nothing."""
    require_person(request.actor)
    counts = queries.notice_counts(request.actor)
    category = category_in(request.GET)
    pages = Paginator(queries.notices_of(request.actor, category=category), PAGE_SIZE)
    page = pages.get_page(PageForm.number_in(request.GET))
    context = {
        "page": page,
        "newest": page.object_list[0] if page.object_list else None,
        "unread": sum(waiting for _told, waiting in counts.values()),
        "choices": category_choices(counts, current=category),
        "category": category,
        "section": "my",
    }
    return render(request, "notifications/notices.html", context)


def category_choices(counts: Mapping[str, tuple[int, int]], *, current: str) -> list[Choice]:
    """The categories there are notices of, with how many wait; nothing to choose with one alone."""
    here = reverse("notifications:notices")
    if len(counts) < 2:
        return []
    every = Choice(_("All"), here, current=not current)
    named = [
        Choice(str(Category(name).label), f"{here}?category={name}", current=name == current, count=waiting or None)
        for name, (_told, waiting) in counts.items()
    ]
    return [every, *named]


@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one read and go to what it is about."""
    notice = actions.mark_read(notice_id=notice_id, actor=request.actor, now=clock.now())
    return HttpResponseRedirect(notice.url or reverse("notifications:notices"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark read what stood on the page: notices that came since stay unread."""
    form = SeenForm(request.POST)
    seen = form.cleaned_data["up_to"] if form.is_valid() else 0
    done = actions.mark_all_read(up_to_id=seen, actor=request.actor, now=clock.now())
    messages.success(
        request, ngettext("%(count)d notice is read.", "%(count)d notices are read.", done) % {"count": done}
    )
    return HttpResponseRedirect(reverse("notifications:notices"))


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The bell of the shell, polled: below 1 kB, and 304 while nothing changed."""
    require_person(request.actor)
    unread = queries.unread_count(request.actor)
    tag = f'"{get_language()}-{unread}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    context = {"address": reverse("notifications:notices"), "count": unread}
    body = render_to_string("notifications/_bell.html", context, request)
    return HttpResponse(body, headers=headers)
