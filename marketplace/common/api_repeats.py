"""Idempotency-Key on POST: the same call sent twice does its work once and gets the same answer for a day.

The key is claimed in a transaction of its own, so that a second call sees it at once; the work and its answer are
kept in one transaction, so that a process that dies leaves neither.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common import clock, limits
from marketplace.common.models import IdempotencyKey
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Conflict, Invalid, Problem
from marketplace.common.web.errors import problem_answer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
API = "/api/"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
# What says nothing about the call itself, so that the same call may fare better later.
_PASSING = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
_KEY = re.compile(r"[\x21-\x7e]+")


class KeyReused(Problem):
    """The key belongs to another call: same key, other body or address."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "key-reused"
    title = gettext_lazy("This Idempotency-Key belongs to another call")
    advice = gettext_lazy("Make a new key for each new call; repeat a key only with the very same body.")


class StillInFlight(Conflict):
    """The first call with this key is still worked on."""

    code = "in-flight"
    title = gettext_lazy("The first call with this key is still worked on")
    advice = gettext_lazy("Wait a second, then send the same call again.")

    def headers(self) -> dict[str, str]:
        return {"Retry-After": "1"}


class Repeats:
    """Answers a repeated POST below /api/ from memory. Calls without the header, and guests, pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get(HEADER)
        actor = getattr(request, "actor", ANONYMOUS)
        if key is None or request.method != "POST" or not request.path.startswith(API) or not actor.is_person:
            return self.get_response(request)
        owner = f"{limits.caller_of(request)}:{actor.organisation_id or 0}"
        try:
            claimed = claim(owner=owner, key=_checked(key), request_hash=_hash(request), now=clock.now())
        except Problem as problem:
            return problem_answer(request, problem)
        return _replayed(claimed) if claimed.status else self._answered(request, claimed)

    def _answered(self, request: HttpRequest, claimed: IdempotencyKey) -> HttpResponse:
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status_code in _PASSING:
                transaction.set_rollback(response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR)
            else:
                _keep(claimed, response)
        if not claimed.status:
            claimed.delete()
        return response


def claim(*, owner: str, key: str, request_hash: str, now: datetime) -> IdempotencyKey:
    """The row of this key: new, without a status, or with the answer that it got. Raises KeyReused, StillInFlight."""
    _forget(owner=owner, key=key, now=now)
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(owner=owner, key=key, request_hash=request_hash, created_at=now)
    except IntegrityError:
        held = IdempotencyKey.objects.filter(owner=owner, key=key).first()
    if held is None:  # The first call ended without an answer to keep, just now.
        raise StillInFlight()
    if held.request_hash != request_hash:
        raise KeyReused(_("It was sent with another body or to another address."))
    if held.status is None:
        raise StillInFlight()
    return held


def _forget(*, owner: str, key: str, now: datetime) -> None:
    """Keys older than a day, and those of a process that died: its transaction took the work back with it."""
    kept = timedelta(hours=settings.IDEMPOTENCY_KEEP_HOURS)
    flight = timedelta(seconds=settings.IDEMPOTENCY_FLIGHT_SECONDS)
    held = IdempotencyKey.objects.filter(owner=owner, key=key)
    held.filter(created_at__lt=now - kept).delete()
    held.filter(created_at__lt=now - flight, status=None).delete()


def _keep(claimed: IdempotencyKey, response: HttpResponse) -> None:
    claimed.status = response.status_code
    claimed.body = response.content.decode()
    claimed.headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    claimed.save(update_fields=["status", "body", "headers"])


def _replayed(held: IdempotencyKey) -> HttpResponse:
    return HttpResponse(held.body, status=held.status, headers={**held.headers, REPLAYED: "true"})


def _checked(key: str) -> str:
    """The key as it was sent, without the quotes that the draft standard puts around it."""
    word = key.strip().strip('"')
    if not _KEY.fullmatch(word) or len(word) > settings.IDEMPOTENCY_KEY_MAX_CHARS:
        words = _("Idempotency-Key holds 1 to %(limit)s visible ASCII characters, such as a UUID.")
        raise Invalid(words % {"limit": settings.IDEMPOTENCY_KEY_MAX_CHARS})
    return word


def _hash(request: HttpRequest) -> str:
    parts = (request.get_full_path().encode(), (request.content_type or "").encode(), request.body)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
