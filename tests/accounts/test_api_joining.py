"""Members, invitations and requests to join over REST."""

import pytest
from django.test import Client

from marketplace.accounts.models import Invitation
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.joining import invited, requested

pytestmark = pytest.mark.django_db
OWN = "/api/v1/my/organisation/"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def send(client, path, body=None):
    return client.post(path, body or {}, content_type="application/json")


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def head(organisation):
    return signed_in(organisation.memberships.get().user)


def test_members_are_named_without_their_address(organisation, head):
    make_member(organisation, role=Role.VIEWER, user=make_user(name="Người Đọc", email="doc@example.org"))

    response = head.get(f"{OWN}members/")

    rows = response.json()["results"]
    assert [(row["person"]["name"], row["role"]) for row in rows] == [("Người Đọc", "viewer"), ("Lò Thị Mẫu", "admin")]
    assert "@" not in response.content.decode()


def test_an_administrator_invites_lists_and_withdraws(head):
    made = send(head, f"{OWN}invitations/", {"email": "moi@example.org", "role": "editor", "language": "en"})

    [row] = head.get(f"{OWN}invitations/").json()["results"]
    withdrawn = send(head, f"{OWN}invitations/{row['id']}/withdraw")

    assert made.status_code == 201
    assert (row["email"], row["state"], withdrawn.json()["state"]) == ("moi@example.org", "sent", "withdrawn")
    assert Invitation.objects.get().token not in made.content.decode()
    assert send(head, f"{OWN}invitations/{row['id']}/withdraw").status_code == 409


def test_other_members_see_no_invitation_and_send_none(organisation):
    invited(organisation=organisation)
    member = signed_in(make_member(organisation, role=Role.SIGNATORY))

    assert member.get(f"{OWN}invitations/").json()["results"] == []
    assert send(member, f"{OWN}invitations/", {"email": "a@example.org", "role": "editor"}).status_code == 403


def test_who_acts_for_nobody_and_visitors_find_nothing():
    for path in ("members/", "invitations/", "requests-to-join/"):
        assert signed_in(make_user()).get(OWN + path).status_code == 404
        assert Client().get(OWN + path).status_code == 403


def test_requests_are_answered(organisation, head):
    admitted, refused = requested(organisation=organisation), requested(organisation=organisation)
    assert len(head.get(f"{OWN}requests-to-join/").json()["results"]) == 2

    send(head, f"/api/v1/requests-to-join/{admitted.public_id}/admit", {"role": "editor"})
    answer = send(head, f"/api/v1/requests-to-join/{refused.public_id}/refuse", {"reason": "Chưa quen"})

    assert actor_of(admitted.user).has_role("editor")
    assert (answer.json()["state"], answer.json()["reason"]) == ("refused", "Chưa quen")
    assert head.get(f"{OWN}requests-to-join/").json()["results"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"email": "x", "role": "editor"}, "/email"),
        ({"email": "a@example.org", "role": "owner"}, "/role"),
        ({"email": "a@example.org", "role": "editor", "state": "accepted"}, "/state"),
    ],
)
def test_what_is_wrong_is_pointed_at(head, body, pointer):
    response = send(head, f"{OWN}invitations/", body)

    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_a_request_of_others_is_not_found(organisation):
    asked = requested(organisation=organisation)

    for user in (make_user(), make_member(organisation)):
        path = f"/api/v1/requests-to-join/{asked.public_id}/admit"
        assert send(signed_in(user), path, {"role": "admin"}).status_code == 404
