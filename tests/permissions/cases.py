"""One request: an address with its object, and a body that holds."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.permissions.addressed import OBJECTS, Values
from tests.permissions.bodies import BODIES
from tests.security.walk import Route
from tests.security.world import World

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Case:
    """One request."""

    path: str
    body: bytes = b""
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)


def case_of(world: World, role: str, route: Route, method: str) -> Case:
    """The request of this role to this address."""
    path = route.template.removeprefix("/vi")
    arguments = {**_usual(world, path), **OBJECTS.get((path, method), OBJECTS.get((path, ""), _nothing))(world)}
    given = dict(BODIES.get((path, method), _nothing)(world))
    query, headers = given.pop("?", ""), given.pop("#", {})
    kind = given.pop("type", JSON if route.is_api else FORM)
    body = b"" if method == "GET" else json.dumps(given).encode() if route.is_api else urlencode(given, True).encode()
    address = route.template.format(**{name: arguments.get(name, 1) for name in route.arguments})
    return Case(address + query, body, kind, headers)


def _nothing(_world: World) -> Values:
    return {}


def _usual(world: World, path: str) -> dict[str, Any]:
    """Arguments that hold where nothing else is said."""
    is_need = "/needs/" in path
    thing = world.needs["open"] if is_need else world.listings["published"]
    assert world.saved is not None
    assert world.run is not None
    return {
        "key": thing.public_id,
        "public_id": thing.public_id,
        "reference": thing.reference,
        "slug": thing.slug,
        "number": world.run.number,
        "section": "problem",
        "topic": "words",
        "colour": "123456",
        "session_id": 1,
        "pk": 1,
        "uidb36": "1",
        "url": "x",
        "app_label": "accounts",
        "content_type_id": 1,
        "object_id": world.owner.pk,
    }
