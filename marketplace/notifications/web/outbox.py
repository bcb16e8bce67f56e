"""The demo floor's outbox: every mail it would have sent. On the loopback and without a mail server only."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from marketplace.common.problems import NotFound
from marketplace.common.web.middleware import CSP, client_address
from marketplace.notifications.mail import box
from marketplace.notifications.web.forms import PageForm

PAGE_SIZE = 50
LOOPBACK = {"127.0.0.1", "::1"}
# The mail is shown in a frame without rights: no script, no form, no address of another host is asked.
FRAMED = "default-src 'none'; sandbox; frame-ancestors 'self'"


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    require_open(request)
    page = Paginator(box.kept_mails(), PAGE_SIZE).get_page(PageForm.number_in(request.GET))
    return _kept_private(render(request, "notifications/outbox.html", {"page": page}))


@require_GET
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: headers, plain text, and the HTML in its frame."""
    response = render(request, "notifications/outbox_mail.html", {"mail": _found(request, key)})
    response.headers["Content-Security-Policy"] = framing_policy()
    return _kept_private(response)


@require_GET
def html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part alone, as it stands in the mail."""
    return framed(_found(request, key).html)


def is_open_to(request: HttpRequest) -> bool:
    """The floor keeps its mail here, and the reader sits at this machine."""
    return box.is_open() and client_address(request) in LOOPBACK


def require_open(request: HttpRequest) -> None:
    """Raises NotFound for everybody else."""
    if not is_open_to(request):
        raise NotFound()


def framed(markup: str) -> HttpResponse:
    """Somebody's HTML, shown inert inside a page of ours."""
    headers = {"Content-Security-Policy": FRAMED, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"}
    return HttpResponse(markup, headers=headers)


def framing_policy() -> str:
    """The page's own policy, which lets it frame pages of this floor."""
    return f"{CSP}; frame-src 'self'"


def _found(request: HttpRequest, key: str) -> box.Kept:
    require_open(request)
    found = box.kept_mail(key)
    if found is None:
        raise NotFound()
    return found


def _kept_private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
