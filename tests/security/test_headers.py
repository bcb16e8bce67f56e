"""Headers and cookies of every address: nothing runs that is not ours, nothing private is kept by a cache."""

from collections import defaultdict

import pytest
from django.conf import settings
from django.test import Client, override_settings

from marketplace.common.web.middleware import CSP, PERMISSIONS_POLICY
from tests.factories.accounts import PASSWORD
from tests.permissions.addresses import is_extra
from tests.security.probes import FORM, JSON, Asker, address, administration, nothing_changes, pages_and_api

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]
EVERYWHERE = {
    "Content-Security-Policy": CSP,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STATIC_BY_NATURE = {"common:brand"}  # The same bytes for everybody; its address changes with its content.
POLLED = {"notifications:count"}  # A number, asked for every minute: the browser may keep it to compare.


@pytest.fixture(scope="module")
def asked():
    """What was asked once: role and address → the two answers."""
    return {}


@pytest.fixture
def answers(world, unlimited, asked):
    """One answer per route, and one to a POST without anything in it; each is asked once for all tests of this file."""

    def answered(role, routes):
        asker = Asker(world, role)
        new = [route for route in routes if (role, route) not in asked]
        if new:
            with nothing_changes():  # Whoever opens every page leaves every table as it was.
                read = [asker.ask("GET", address(world, route)) for route in new]
        for route, answer in zip(new, read if new else (), strict=True):
            kind = JSON if route.is_api else FORM
            asked[role, route] = (answer, asker.try_out("POST", address(world, route), content_type=kind))
        return [(route, answer) for route in routes for answer in asked[role, route]]

    return answered


@pytest.mark.parametrize("role", ["guest", "owner_editor"])
def test_reading_changes_nothing(answers, role):
    assert len(answers(role, pages_and_api())) > 300


@pytest.mark.parametrize("role", ["guest", "owner_editor"])
def test_every_answer_of_pages_and_api_carries_the_policy(answers, role):
    statuses, lacking = set(), defaultdict(list)

    for route, response in answers(role, pages_and_api()):
        statuses.add(response.status_code)
        for name, value in EVERYWHERE.items():
            if response.get(name) != value:
                lacking[name].append((route.template, response.status_code, response.get(name)))
        if "X-Request-Id" not in response:
            lacking["X-Request-Id"].append(route.template)

    assert dict(lacking) == {}
    assert statuses >= {200, 302, 404, 405}


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_the_administration_too(answers, every):
    """One model stands for all, which are asked every night."""
    routes = [route for route in administration() if every or not is_extra(route)]
    lacking = [
        (route.template, name)
        for role in ("guest", "operator")
        for route, response in answers(role, routes)
        for name, value in EVERYWHERE.items()
        if response.get(name) != value
    ]

    assert lacking == []


def test_what_a_signed_in_reader_sees_is_never_stored(answers):
    stored = [
        (route.template, response.status_code, response["Cache-Control"])
        for route, response in answers("owner_editor", pages_and_api())
        if "no-store" not in response["Cache-Control"] and route.name not in STATIC_BY_NATURE | POLLED
    ]

    assert stored == []


def test_guests_share_a_page_only_where_nothing_of_them_is_in_it(answers):
    shared = 0
    for route, response in answers("guest", pages_and_api()):
        kept = response["Cache-Control"]
        if "public" in kept and route.name not in STATIC_BY_NATURE:
            shared += 1
            assert response.status_code in (200, 304)
            assert not response.cookies
            assert kept == "public, max-age=60"
            assert {"Accept-Language", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}
            assert b"csrfmiddlewaretoken" not in response.content
        elif response.status_code < 500:
            assert "no-store" in kept or route.name in STATIC_BY_NATURE

    assert shared > 15


def test_two_readers_never_get_each_others_page(world):
    """The same address for a member and a guest, one after the other, in both orders."""
    path = world.listings["published"].get_absolute_url()
    guest, owner = Asker(world, "guest"), Asker(world, "owner_editor")

    first, own, again = (asker.ask("GET", path).content.decode() for asker in (guest, owner, guest))

    assert first == again
    assert "zqmembername" in own
    assert "zqmembername" not in first


@pytest.mark.parametrize("value", ["text/html", "image/png", "application/xml"])
def test_the_api_answers_in_json_or_says_so(client, value):
    response = client.get("/api/v1/listings/", headers={"Accept": value})

    assert response.status_code == 406
    assert response["Content-Type"].startswith("application/problem+json")


def test_static_files_carry_the_policy_too(client, settings, tmp_path):
    (tmp_path / "one.css").write_text("a{}")
    settings.STATIC_ROOT = tmp_path

    response = Client().get("/static/one.css")

    assert response.status_code == 200
    assert {name: response[name] for name in EVERYWHERE} == EVERYWHERE


def sign_in(client, user, **more):
    return client.post("/vi/account/login/", {"login": user.email, "password": PASSWORD}, **more)


class TestCookies:
    def test_are_out_of_reach_for_scripts_and_other_sites(self, world):
        client = Client()
        client.get("/vi/account/login/")
        sign_in(client, world.users["member"])
        client.post("/vi/account/", {"name": "Tên", "language": "en"})
        client.post("/vi/preferences/", {"theme": "dark", "text": "", "contrast": ""})

        names = set(client.cookies)
        assert names >= {
            settings.SESSION_COOKIE_NAME,
            settings.CSRF_COOKIE_NAME,
            settings.LANGUAGE_COOKIE_NAME,
            "display",
        }
        for name, cookie in client.cookies.items():
            assert (name, bool(cookie["httponly"]), cookie["samesite"]) == (name, True, "Lax")
            assert (cookie["domain"], cookie["path"]) == ("", "/")

    def test_on_https_belong_to_the_host_alone(self, world):
        secure = dict.fromkeys(("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"), True)
        names = {"SESSION_COOKIE_NAME": "__Host-session", "CSRF_COOKIE_NAME": "__Host-csrf"}
        with override_settings(LANGUAGE_COOKIE_NAME="__Host-language", **secure, **names):
            client = Client()
            client.get("/vi/account/login/", secure=True)
            sign_in(client, world.users["member"], secure=True)
            client.post("/vi/preferences/", {"theme": "dark", "text": "", "contrast": ""}, secure=True)
            client.post("/vi/account/", {"name": "Tên", "language": "en"}, secure=True)

            assert {name for name in client.cookies if not name.startswith("__Host-")} == set()
            assert {name for name, cookie in client.cookies.items() if not cookie["secure"]} == set()

    def test_https_is_asked_for_and_kept(self):
        with override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000):
            client = Client()

            away, here = client.get("/vi/terms/"), client.get("/vi/terms/", secure=True)

        assert (away.status_code, away["Location"]) == (301, "https://testserver/vi/terms/")
        assert here["Strict-Transport-Security"].startswith("max-age=31536000")
