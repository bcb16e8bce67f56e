"""Mail preferences and reading over the API."""

import json

import pytest
from django.test import Client

from marketplace.notifications.models import Notice, Preference, Subscription
from tests.factories.accounts import NOW, make_user
from tests.notifications.mailing import make_kind, tell

pytestmark = pytest.mark.django_db
MAIL, NOTICES = "/api/v1/notices/preferences/", "/api/v1/notices/"


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def send(client, method, address, body):
    return getattr(client, method)(address, json.dumps(body), content_type="application/json")


def test_shows_the_defaults_of_the_floor(client):
    assert client.get(MAIL).json() == {
        "paces": {
            "security": "instant", "deadline": "instant", "reply": "instant", "match": "instant", "alert": "instant",
            "fair": "instant", "news": "daily",
        },
        "quiet_hours": {"on": False, "start": "21:00", "end": "07:00"},
        "subscriptions": [],
        "time_zone": "Asia/Ho_Chi_Minh",
        "address_refused": False,
    }  # fmt: skip


def test_changes_only_what_is_named(client):
    send(client, "patch", MAIL, {"paces": {"match": "weekly"}})
    hours = {"on": True, "start": "22:30", "end": "06:00"}
    found = send(client, "patch", MAIL, {"quiet_hours": hours}).json()

    assert (found["paces"]["match"], found["quiet_hours"]) == ("weekly", hours)
    assert Preference.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"paces": {"security": "off"}},
        {"paces": {"deadline": "daily"}},
        {"paces": {"gossip": "daily"}},
        {"paces": {"match": "hourly"}},
        {"quiet_hours": {"on": True, "start": "07:00", "end": "07:00"}},
        {"quiet_hours": {"on": True}},
        {"unknown": 1},
        [],
    ],
    ids=str,
)
def test_refuses_what_is_not_offered_and_keeps_nothing(client, body):
    response = send(client, "patch", MAIL, body)

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert not Preference.objects.exists()


def test_one_subscription_is_chosen_and_forgotten(client):
    chosen = send(client, "put", f"{MAIL}saved_search:12/", {"pace": "off"}).json()
    forgotten = send(client, "put", f"{MAIL}saved_search:12/", {"pace": None}).json()

    assert (chosen["subscriptions"], forgotten["subscriptions"]) == ([{"key": "saved_search:12", "pace": "off"}], [])


def test_the_list_of_single_choices_has_an_end(client, settings):
    settings.SUBSCRIPTIONS_MAX = 1
    send(client, "put", f"{MAIL}saved_search:1/", {"pace": "off"})

    assert send(client, "put", f"{MAIL}saved_search:2/", {"pace": "off"}).status_code == 409
    assert Subscription.objects.count() == 1


def test_marks_one_read_and_what_was_seen(client, user):
    kind = make_kind(user)
    for number in (1, 2, 3):
        tell(kind, subject_id=number, now=NOW)
    first, second, third = Notice.objects.order_by("pk")

    one = send(client, "post", f"{NOTICES}{third.pk}/read/", {}).json()
    rest = send(client, "post", f"{NOTICES}read/", {"up_to": first.pk}).json()

    assert (one["id"], one["read_at"] is not None, rest) == (str(third.pk), True, {"read": 1})
    assert Notice.objects.get(read_at=None) == second


def test_lists_one_category(client, user):
    tell(make_kind(user), now=NOW)
    tell(make_kind(user, name="answer", category="reply"), subject_id=2, now=NOW)

    found = client.get(NOTICES, {"category": "reply"}).json()

    assert [row["kind"] for row in found["results"]] == ["answer"]
    assert client.get(NOTICES, {"category": "gossip"}).status_code == 400


@pytest.mark.parametrize(("method", "address"), [("patch", MAIL), ("put", f"{MAIL}x:1/")])
def test_visitors_are_refused(method, address):
    assert send(Client(), method, address, {}).status_code == 403
    assert Client().get(MAIL).status_code == 403


def test_a_notice_of_others_is_not_found(client):
    tell(make_kind(make_user()), now=NOW)

    assert send(client, "post", f"{NOTICES}{Notice.objects.get().pk}/read/", {}).status_code == 404
