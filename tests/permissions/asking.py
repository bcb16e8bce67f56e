"""One cell: one role asks one address, and what that changed is undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from time import time
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.permissions import cases
from tests.permissions.roles import PEOPLE
from tests.permissions.table import LOG_IN
from tests.security.walk import Route
from tests.security.world import World

DOORS = ("/account/login/", "/account/reauthenticate/", "/account/2fa/reauthenticate/", "/admin/login/")
SECOND_FACTOR = "/vi/account/2fa/"
# What a refusal may leave behind: counters of limits, log-ins, the key of a repeated call.
LEFT_BEHIND = {"common.ratewindow", "sessions.session", "usersessions.usersession", "common.idempotencykey"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The cell, and which tables have more or fewer rows than before."""

    cell: str
    changed: frozenset[str]

    @property
    def is_refusal(self) -> bool:
        return self.cell == LOG_IN or self.cell[0] == "4"


class Reader:
    """One role. Every request starts from the same cookies and meets the same floor."""

    def __init__(self, world: World, role: str) -> None:
        self.world, self.role = world, role
        self._client: Client = world.client(PEOPLE.get(role, role))
        if self._client.cookies:
            session = self._client.session
            # The password was given just now; what asks for it again is tested by itself.
            session["account_authentication_methods"] = [{"method": "password", "at": time(), "reauthenticated": True}]
            session["account_authentication_methods_user"] = session["_auth_user_id"]
            session.save()
        self._cookies = self._client.cookies.output(header="", sep=";")

    def warm_up(self) -> None:
        """A first look, so that the moment a token or session was last used is noted before anything is compared."""
        self._client.get("/api/v1/notices/")

    def ask(self, route: Route, method: str) -> Answer:
        case = cases.case_of(self.world, self.role, route, method)
        with transaction.atomic(), _second_factor_asked(self.role == "unproven"):
            before = _row_counts()
            answer = Answer(_cell(self._send(method, case)), frozenset())
            after = _row_counts()
            transaction.set_rollback(not answer.is_refusal)  # What a refusal changes must show in the end.
        return replace(answer, changed=frozenset(name for name in before if before[name] != after[name]))

    def _send(self, method: str, case: "cases.Case") -> HttpResponse:
        self._client.cookies = SimpleCookie(self._cookies)
        more: dict[str, Any] = {"headers": case.headers} if case.headers else {}
        return self._client.generic(method, case.path, data=case.body, content_type=case.content_type, **more)  # type: ignore[return-value]


def _cell(response: HttpResponse) -> str:
    if response.status_code in (301, 302, 303):
        target = urlsplit(response["Location"]).path
        if target.endswith(DOORS) or target == SECOND_FACTOR:
            return LOG_IN
    return str(response.status_code)


@contextmanager
def _second_factor_asked(asked: bool) -> Iterator[None]:
    with override_settings(SECOND_FACTOR_REQUIRED=asked):
        yield


def _row_counts() -> dict[str, int]:
    """How many rows every table has, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return dict(cursor.fetchall())


_COUNTS = " UNION ALL ".join(
    f"SELECT '{model._meta.label_lower}', COUNT(*) FROM {model._meta.db_table}"
    for model in apps.get_models()
    if model._meta.label_lower not in LEFT_BEHIND and model._meta.app_label != "taxonomy"
)
