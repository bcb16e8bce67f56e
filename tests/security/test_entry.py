"""Getting in, being led, and acting for somebody: what a prepared link or another site can make a reader do."""

import re
from collections import defaultdict

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from marketplace.accounts.models import User
from tests.factories.accounts import PASSWORD, make_user
from tests.security.probes import (
    FORM,
    JSON,
    Asker,
    address,
    administration,
    nothing_changes,
    pages_and_api,
)
from tests.security.world import BACKEND

pytestmark = pytest.mark.django_db
LOGIN = "/vi/account/login/"
FAILURES = settings.RATE_LIMITS["login_failures"]["anonymous"]
AWAY = [
    "https://evil.example/",
    "http:evil.example",
    "http:///evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "//evil.example\\@testserver",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//testserver:pw@evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "https:evil.example",
    "https:/evil.example",
    "h\nttps://evil.example",
    "//evil%E3%80%82example",
    "//evil。example",
    "／／evil.example",
    "/%2f/evil.example/..//evil.example",
    "?next=//evil.example",
    "//[::1]/",
    "//[evil",
    "http://[evil",
    "\x00//evil.example",
    "ftp://evil.example",
    "//",
    "https://",
    "/\u2028/evil.example",
    "mailto:a@evil.example",
    "//evil.example:80",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
]


def leads_away(location: str) -> bool:
    """As a browser reads it: anything that is not a path of this floor."""
    plain = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    return plain.startswith("//") or not plain.startswith("/")


@pytest.mark.parametrize("following", AWAY)
def test_nobody_is_led_away_by_a_prepared_link(world, unlimited, following):
    form = {"organisation": world.other.pk, "next": following, "theme": "dark", "text": "", "contrast": ""}
    client = world.client("member")

    answers = [
        client.post("/vi/account/acting-for/", form),
        client.post("/vi/preferences/", form),
        client.get(LOGIN, {"next": following}),
        client.get("/vi/account/signup/", {"next": following}),
        client.get("/vi/account/reauthenticate/", {"next": following}),
        client.post("/vi/account/reauthenticate/", {"password": PASSWORD, "next": following}),
        client.post("/vi/account/logout/", {"next": following}),
        Client(raise_request_exception=False).post(
            LOGIN, {"login": world.users["member"].email, "password": PASSWORD, "next": following}
        ),
    ]

    assert [answer["Location"] for answer in answers if "Location" in answer and leads_away(answer["Location"])] == []
    assert 500 not in {answer.status_code for answer in answers}


@pytest.mark.parametrize("path", ["/\\evil.example", "/vi/\\evil.example", "/%5cevil.example", "/vi//evil.example"])
def test_addresses_that_look_like_hosts_lead_nowhere(client, path):
    response = client.generic("GET", path)

    assert response.status_code in (301, 302, 400, 404)
    assert not leads_away(response.get("Location", "/"))


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "", "a b", "[::1", "x" * 300]
)
@pytest.mark.parametrize(
    "path", ["/vi/", "/vi/account/password/reset/", "/api/v1/listings/", "/health/live", "/r/VN-1"]
)
def test_another_host_is_refused_everywhere(client, host, path):
    client.raise_request_exception = False

    response = client.get(path, headers={"Host": host}, SERVER_NAME=host or "testserver")

    assert response.status_code in ((400,) if host else (200, 302, 400, 404))
    assert host not in response.get("Location", "") or not host


def test_mails_lead_to_the_configured_address_whatever_host_was_named(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    user = make_user()

    client.post("/vi/account/password/reset/", {"email": user.email}, headers={"Host": "evil.example"})

    assert "evil.example" not in mail.outbox[0].body
    assert settings.BASE_URL in mail.outbox[0].body


def test_a_forwarded_host_is_not_believed(client):
    response = client.get("/vi/my/", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})

    assert response["Location"].startswith("/vi/account/login/")


class TestForeignForms:
    """Another site can send any form in a reader's name; without our token it does nothing."""

    @pytest.mark.parametrize("role", ["owner_editor", "reviewer", "operator"])
    def test_no_address_acts_without_the_token(self, world, unlimited, role):
        asker, accepted = Asker(world, role, enforce_csrf_checks=True), defaultdict(list)
        exempt = {"csp_report", "common:preferences"}  # A browser's own report; a choice of colours, by its origin.
        routes = administration() if role == "operator" else pages_and_api()
        own = [route for route in routes if role != "reviewer" or "/staff/" in route.template]

        with nothing_changes():
            for route in own:
                for method in ("POST", "PATCH", "DELETE") if route.is_api and not route.arguments else ("POST",):
                    kind, body = (JSON, b"{}") if route.is_api else (FORM, b"a=1")
                    response = asker.ask(method, address(world, route), data=body, content_type=kind)
                    if response.status_code < 400 and route.name not in exempt:
                        accepted[method].append((route.template, response.status_code))

        assert dict(accepted) == {}

    @pytest.mark.parametrize(
        "path", [LOGIN, "/vi/account/signup/", "/vi/account/password/reset/", "/vi/account/logout/"]
    )
    def test_nor_the_entrance(self, path):
        client = Client(enforce_csrf_checks=True)

        assert client.post(path, {"login": "a@example.org"}).status_code == 403

    @pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
    def test_nor_the_choice_of_colours_from_elsewhere(self, client, headers):
        response = client.post("/vi/preferences/", {"theme": "dark"}, headers=headers)

        assert response.status_code == 403
        assert "display" not in response.cookies

    def test_the_refusal_is_a_page_with_words_and_below_the_api_problem_json(self, world):
        asker = Asker(world, "owner_editor", enforce_csrf_checks=True)

        page = asker.ask("POST", "/vi/account/", data=b"name=x", content_type=FORM)
        api = asker.ask("POST", "/api/v1/listings/", data=b"{}", content_type=JSON)

        assert (page.status_code, api.status_code) == (403, 403)
        assert "<h1" in page.content.decode()
        assert api["Content-Type"].startswith("application/problem+json")


class TestSessions:
    def test_a_prepared_session_id_is_not_kept(self):
        user = make_user()
        client = Client()
        client.get("/vi/account/signup/")
        client.cookies[settings.SESSION_COOKIE_NAME] = "prepared-by-somebody-else-1234567"

        client.post(LOGIN, {"login": user.email, "password": PASSWORD})

        assert client.cookies[settings.SESSION_COOKIE_NAME].value != "prepared-by-somebody-else-1234567"

    def test_the_id_changes_at_log_in(self):
        user, client = make_user(), Client()
        session = client.session
        session["kept"] = "x"
        session.save()
        before = session.session_key

        client.post(LOGIN, {"login": user.email, "password": PASSWORD})

        assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
        assert not client.session.exists(before)

    def test_a_changed_password_ends_every_other_session(self):
        user, here, there = make_user(), Client(), Client()
        for client in (here, there):
            client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        new = "mot mat khau khac dai hon"

        here.post("/vi/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

        assert there.get("/vi/my/").status_code == 302

    def test_a_disabled_account_is_out_at_once(self):
        user, client = make_user(), Client()
        client.force_login(user, backend=BACKEND)
        User.objects.filter(pk=user.pk).update(is_active=False)

        assert client.get("/vi/my/").status_code == 302

    def test_log_out_ends_the_session_itself(self):
        user, client = make_user(), Client()
        client.force_login(user, backend=BACKEND)
        stolen = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.post("/vi/account/logout/")
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = stolen

        assert thief.get("/vi/my/").status_code == 302


def test_the_administration_has_no_door_of_its_own(client):
    """Limits and second factor of the one log-in hold for it too."""
    operator = make_user(staff=["operator"])

    answers = [
        client.post("/vi/admin/login/", {"username": operator.email, "password": PASSWORD}) for _ in range(FAILURES + 1)
    ]

    assert {answer.status_code for answer in answers} <= {302, 429}
    assert all("/account/login/" in answer.get("Location", "/account/login/") for answer in answers)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("door", ["admin/", "metrics", "setup/", "my/", "staff/"])
def test_doors_that_are_not_for_everybody(client, world, door):
    path = f"/{door}" if door == "metrics" else f"/vi/{door}"

    response = client.get(path, REMOTE_ADDR="203.0.113.9")

    assert response.status_code in (302, 404)
