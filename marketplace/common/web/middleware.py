"""What every request passes: an id, security headers, clean text, and problems turned into pages."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from marketplace.common import metrics
from marketplace.common.correlation import request_id
from marketplace.common.problems import Invalid, Problem, TooLarge, UnsupportedMedia
from marketplace.common.text import nfc
from marketplace.common.web.errors import problem_answer

Next = Callable[[HttpRequest], HttpResponse]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "worker-src 'self'; report-uri /csp-report"
)
PERMISSIONS_POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
PUBLIC_MAX_AGE_SECONDS = 60
API = "/api/"
FORM_TYPES = {"multipart/form-data", "application/x-www-form-urlencoded"}
LENGTH_MAX_DIGITS = 16  # A longer Content-Length is nonsense; Django takes it for 0.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")  # U+FFFD stands for bytes that were no UTF-8.


class RequestId:
    """Gives the request an id that logs, the audit chain, problem bodies and the answer's header share."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid4().hex[:16]  # type: ignore[attr-defined]
        token = request_id.set(request.id)  # type: ignore[attr-defined]
        started = time.perf_counter()
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        metrics.REQUEST_SECONDS.observe(time.perf_counter() - started)
        response.headers.setdefault("X-Request-Id", request.id)  # type: ignore[attr-defined]
        return response


class SecurityHeaders:
    """Content Security Policy and its companions on every answer; private answers are never stored."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _cache_control(request, response)
            patch_vary_headers(response, ["Accept-Language", "Cookie", "HX-Request"])
        return response


def _cache_control(request: HttpRequest, response: HttpResponse) -> str:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    public = request.method in {"GET", "HEAD"} and response.status_code in {200, 304} and not signed_in
    if public and not response.cookies and not request.headers.get("Authorization"):
        return f"public, max-age={PUBLIC_MAX_AGE_SECONDS}"
    return "no-store"


class CleanInput:
    """Query strings and forms arrive in NFC; control characters, there or in the address, and broken UTF-8 get a 400.

    A body longer than any form or call of ours is refused unread, whatever its type: of a form with files the limit
    that Django knows counts the text alone, and a file that nobody asked for would be written to the disk.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _announced_bytes(request)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return problem_answer(request, TooLarge())
        if length and request.path.startswith(API) and request.content_type in FORM_TYPES:
            return problem_answer(request, UnsupportedMedia())  # Read as a form here, it would reach the view empty.
        if _CONTROL.search(request.path) or _has_control(request.GET) or _has_control(request.POST):
            detail = _("The request holds control characters or text that is not UTF-8.")
            return problem_answer(request, Invalid(detail))
        request.GET = _clean(request.GET)  # type: ignore[assignment]
        if request.POST:
            request.POST = _clean(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _announced_bytes(request: HttpRequest) -> int:
    """No more than this is read, so that a length which lies is no way around."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() and len(length) < LENGTH_MAX_DIGITS else 0


def _has_control(data) -> bool:  # type: ignore[no-untyped-def]
    return any(_CONTROL.search(text) for key, values in data.lists() for text in (key, *values))


def _clean(data):  # type: ignore[no-untyped-def]
    if all(value.isascii() for _key, values in data.lists() for value in values):
        return data
    cleaned = data.copy()
    for key, values in data.lists():
        cleaned.setlist(key, [nfc(value) for value in values])
    cleaned._mutable = False
    return cleaned


class Problems:
    """A Problem that a page raises becomes that problem's page (or problem+json below /api/)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return problem_answer(request, error) if isinstance(error, Problem) else None


def is_htmx(request: HttpRequest) -> bool:
    """True when htmx asks for a fragment of a page."""
    return request.headers.get("HX-Request") == "true" and not request.headers.get("HX-History-Restore-Request")


def client_address(request: HttpRequest) -> str:
    """The address that limits count: right-most one that none of our own proxies wrote."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if settings.NUM_PROXIES and len(hops) >= settings.NUM_PROXIES:
        return hops[-settings.NUM_PROXIES]
    return request.META.get("REMOTE_ADDR", "")
