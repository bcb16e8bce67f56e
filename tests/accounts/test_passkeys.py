"""Passkeys over HTTP: pages in the floor's words, nonsense refused, tries counted. The browser test uses a real one."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/vi/account/2fa/webauthn/login/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TRIES = settings.RATE_LIMITS["entry"]["anonymous"]
NONSENSE = [
    "", "x", "[]", "{}", "null", "1", '"text"', '{"id": 1}', '{"response": null}', '{"response": {"userHandle": null}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ", "clientDataJSON": "AA", '
    '"authenticatorData": "AA", "signature": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "\\u0000"}}',
    "[" * 2000,
]  # fmt: skip


@pytest.fixture
def person():
    return make_user()


@pytest.fixture
def client_of(person):
    """Logged in, and the password given again just now."""
    client = Client(raise_request_exception=False)
    client.post("/vi/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/vi/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def passkey(person):
    data = {"name": "Máy của Viện", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


@pytest.mark.parametrize("credential", NONSENSE)
class TestNonsense:
    def test_opens_nothing(self, person, passkey, credential):
        client = Client(raise_request_exception=False)
        client.get(LOGIN, headers={"Accept": "application/json"})  # A challenge that waits for an answer.

        answer = client.post(LOGIN, {"credential": credential})

        assert (answer.status_code, answer["Location"]) == (302, "/vi/account/login/")
        assert "_auth_user_id" not in client.session

    def test_adds_nothing(self, client_of, credential):
        client_of.get("/vi/account/2fa/webauthn/add/")

        answer = client_of.post("/vi/account/2fa/webauthn/add/", {"name": "x", "credential": credential})

        assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
        assert not Authenticator.objects.exists()


def test_the_log_in_asks_nothing_about_who_one_is(client):
    make_user()

    options = client.get(LOGIN, headers={"Accept": "application/json"}).json()["request_options"]["publicKey"]

    assert options.get("allowCredentials", []) == []
    assert options["userVerification"] == "required"


def test_tries_are_counted(client):
    answers = [client.post(LOGIN, {"credential": "{}"}).status_code for _time in range(TRIES + 1)]

    assert answers == [302] * TRIES + [429]


def test_the_log_in_page_offers_it_beside_the_password(client):
    page = client.get("/vi/account/login/").content.decode()

    assert 'id="passkey_login"' in page
    assert page.split("<main")[1].count('class="btn"') == 1


@pytest.mark.parametrize("step", ["", "keys/{pk}/edit/", "keys/{pk}/remove/"])
def test_the_pages_are_in_the_floors_shell_and_words(client_of, passkey, step):
    answer = client_of.get("/en/account/2fa/webauthn/" + step.format(pk=passkey.pk))

    html = answer.content.decode()
    assert answer.status_code == 200
    assert '<header class="top">' in html
    assert "passkey" in html


def test_a_passkey_is_renamed_and_removed_by_its_owner_only(client_of, passkey):
    stranger = Client(raise_request_exception=False)
    other = make_user()
    stranger.post("/vi/account/login/", {"login": other.email, "password": PASSWORD})
    stranger.post("/vi/account/reauthenticate/", {"password": PASSWORD})
    edit, remove = (f"/vi/account/2fa/webauthn/keys/{passkey.pk}/{step}/" for step in ("edit", "remove"))

    assert [stranger.post(edit, {"name": "x"}).status_code, stranger.post(remove).status_code] == [404, 404]
    assert client_of.post(edit, {"name": ""}).status_code == 200
    client_of.post(edit, {"name": "Điện thoại"})
    passkey.refresh_from_db()
    assert passkey.wrap().name == "Điện thoại"
    client_of.post(remove)
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


def test_removing_asks_for_the_password_again(person, passkey):
    client = Client()
    client.force_login(person, backend=BACKEND)

    answer = client.post(f"/vi/account/2fa/webauthn/keys/{passkey.pk}/remove/")

    assert "reauthenticate" in answer["Location"]
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_what_is_asked_of_the_device_names_the_floor_and_no_secret(client_of):
    page = client_of.get("/vi/account/2fa/webauthn/add/").content.decode()
    data = json.loads(page.split('id="js_data" type="application/json">')[1].split("</script>")[0])
    options = data["creation_options"]["publicKey"]

    assert options["rp"]["id"] == "testserver"
    assert options["rp"]["name"] not in ("", "testserver")
    assert "password" not in json.dumps(options)
