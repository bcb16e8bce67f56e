"""Asking every address as one reader: what goes into a pattern, one request at a time, and what a floor holds."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.security.walk import Route, routes
from tests.security.world import World

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
# Counters and log-ins: what a request may touch without changing the floor.
NUMBERED = ("notice_id", "block_id", "bookmark_id", "delivery_id", "session_id", "pk")
_UNCOUNTED = {"common.ratewindow", "sessions.session", "usersessions.usersession", "admin.logentry"}
# What a look leaves behind by intent: which pairs were shown, and when a side saw one first.
SEEN = {"matches.impression", "matches.match"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer: its status, its headers with their cookies, and its body."""

    status: int
    heads: str
    body: str
    type: str
    location: str

    @property
    def text(self) -> str:
        return f"{self.heads} {self.body}"


class Asker:
    """One reader. Every request starts from the same cookies, whatever an answer before it set or deleted."""

    def __init__(self, world: World, role: str, **options: object) -> None:
        self.world, self.role = world, role
        self._client: Client = world.client(role, **options)
        self._cookies = self._client.cookies.output(header="", sep=";")

    def ask(self, method: str, path: str, **more: Any) -> HttpResponse:
        self._client.cookies = SimpleCookie(self._cookies)
        return self._client.generic(method, path, **more)  # type: ignore[return-value]

    def look(self, path: str) -> Seen:
        """The page as this reader finds it in the world as it was built; each is asked for once for all tests."""
        key = (self.role, path)
        if key not in self.world.looks:
            self.world.looks[key] = _seen(self.ask("GET", path))
        return self.world.looks[key]

    def try_out(self, method: str, path: str, **more: Any) -> HttpResponse:
        """As `ask`; what was accepted is undone, so that the next request meets the same floor."""
        with transaction.atomic():
            response = self.ask(method, path, **more)
            if response.status_code < 400:
                transaction.set_rollback(True)
        return response


def _seen(response: HttpResponse) -> Seen:
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    heads = " ".join(f"{name}: {value}" for name, value in response.items())
    kind, location = response.get("Content-Type", ""), response.get("Location", "")
    return Seen(response.status_code, f"{heads} {response.cookies}", body.decode(), kind, location)


def address(world: World, route: Route, **changed: str) -> str:
    """The route with arguments that name something which is there; `changed` ones are quoted."""
    given = {name: quote(text, safe="") for name, text in changed.items()}
    return route.fill({**_arguments(world, route.template), **given})


def _arguments(world: World, template: str) -> Mapping[str, object]:
    listing, need = world.listings["published"], world.needs["open"]
    is_need = "/needs/" in template
    thing = need if is_need else listing
    if "/moderation/" in template:
        thing = world.needs["in_review"] if is_need else world.listings["in_review"]
    if "/changes/" in template:
        thing = world.listings["revised"]
    if "/assets/" in template:
        thing = world.listings["minimal"]
    if "/services/" in template:
        thing = world.listings["service"]
    slug = world.owner.slug if "/organisations/" in template else thing.slug
    assert world.saved is not None
    assert world.run is not None
    return {
        "key": thing.public_id,
        "reference": thing.reference,
        "slug": slug,
        "public_id": world.saved.public_id if "/searches/" in template else thing.public_id,
        "section": "problem",
        "move": "pause",
        "point_id": 1,
        "number": world.run.number,
        "topic": "words",
        "colour": "123456",
        **dict.fromkeys(NUMBERED, 1),
        "kind": "listing",
        "person": world.users["member"].public_id,
        "token": "x" * 32,
        "name": "listings",
        "object_id": world.owner.pk,
        "content_type_id": 1,
        "app_label": "accounts",
        "url": "x",
        "uidb36": "1",
    }


def pages_and_api() -> list[Route]:
    """Every address but the administration's and the end of the log-in itself."""
    return [route for route in routes() if not route.is_admin]


def administration() -> list[Route]:
    return [route for route in routes() if route.is_admin]


def fingerprint() -> dict[str, str]:
    """A digest of every table, but for the code lists: only the administration writes them."""
    found = {}
    for model in apps.get_models():
        if model._meta.label_lower not in _UNCOUNTED and model._meta.app_label != "taxonomy":
            rows = repr(sorted(map(repr, model._base_manager.values_list())))
            found[model._meta.label_lower] = hashlib.sha256(rows.encode()).hexdigest()
    return found


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fails when any table differs afterwards; what a look leaves behind by intent may."""
    before = fingerprint()
    yield
    after = fingerprint()
    assert {name for name in before if before[name] != after[name]} <= SEEN
