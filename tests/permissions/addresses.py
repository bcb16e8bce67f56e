"""Which addresses and methods the matrix holds: all of the resolver; of the administration one model stands for all."""

import re
from collections.abc import Iterator

from tests.security.walk import Route, routes

WEB_METHODS = ("GET", "POST")
API_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_MODEL = re.compile(r"^(/vi/admin)/[a-z]+/[a-z]+/")
STANDS_FOR_ALL = "accounts/organisation"
REVIEWS = {
    "approve", "approve_revision", "ask_changes", "give_back", "reject", "refuse_revision", "self_publish", "take",
}  # fmt: skip


def path_of(route: Route) -> str:
    """As the file names it: the language left out, models of the administration as one."""
    return _MODEL.sub(r"\1/*/*/", route.template).removeprefix("/vi")


def is_extra(route: Route) -> bool:
    """A model of the administration that another one stands for."""
    return bool(_MODEL.match(route.template)) and f"/admin/{STANDS_FOR_ALL}/" not in route.template


def methods_of(route: Route) -> tuple[str, ...]:
    return API_METHODS if route.is_api else WEB_METHODS


def asked() -> Iterator[tuple[Route, str]]:
    """Every address with every method that somebody may try."""
    for route in routes():
        if not is_extra(route):
            for method in methods_of(route):
                yield route, method


def queue_of(path: str) -> str:
    """Which staff is asked on every run; the file says it, and whoever reviews a new row may say otherwise."""
    if path.startswith("/staff/organisations"):
        last = path.rstrip("/").rpartition("/")[2]
        is_operators = "members" in path or last in ("keep", "lift", "suspend")
        return "operator" if is_operators else "verifier"
    if path.startswith(("/staff/deliveries", "/staff/requests", "/admin/", "/outbox")):
        return "operator"
    if path.endswith("complaints/{public_id}/{name}/"):
        return "judge"
    if path.startswith("/api/v1/moderation/complaints/"):
        judges = path.rpartition("/")[2] in ("ask", "confirm", "dismiss", "uphold")
        return "judge" if judges else "reviewer"
    is_review = path.rpartition("/")[2] in REVIEWS and path.startswith("/api/")
    return "reviewer" if is_review or path.startswith("/staff/") or "/matches/" in path else ""
