"""The administration: opened by duty, changed by actions."""

import pytest
from django.test import Client

from marketplace.accounts.queries import actor_of
from tests.factories.accounts import make_organisation, make_user

pytestmark = pytest.mark.django_db
ORGANISATIONS, PEOPLE = "/vi/admin/accounts/organisation/", "/vi/admin/accounts/user/"


def signed_in(*staff) -> Client:
    client = Client()
    client.force_login(make_user(staff=staff), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def choose(client, action, *rows, path=ORGANISATIONS, **words):
    return client.post(path, {"action": action, "_selected_action": [row.pk for row in rows], **words}, follow=True)


@pytest.mark.parametrize(
    ("staff", "organisations", "people"),
    [(("operator",), 200, 200), (("verifier",), 200, 403), (("curator",), 403, 403)],
)
def test_each_duty_opens_its_own_rows(staff, organisations, people):
    client = signed_in(*staff)

    assert (client.get(ORGANISATIONS).status_code, client.get(PEOPLE).status_code) == (organisations, people)


@pytest.mark.parametrize("staff", [(), ("reviewer",), ("judge",)])
def test_others_are_led_to_the_one_log_in(staff):
    response = signed_in(*staff).get("/vi/admin/")

    assert response.status_code in {302, 403}


def test_visitors_log_in_through_the_account_pages(client):
    response = client.get("/vi/admin/login/")

    assert response["Location"].startswith("/vi/account/login/")


def test_decisions_about_an_organisation_are_made_on_its_page_for_staff():
    organisation = make_organisation()

    page = signed_in("operator").get(f"{ORGANISATIONS}{organisation.pk}/change/").content.decode()

    assert f"/vi/staff/organisations/{organisation.public_id}/" in page


def test_duties_are_given_and_taken_by_the_operator():
    user, client = make_user(), signed_in("operator")

    choose(client, "grant", user, path=PEOPLE, duty="reviewer")
    assert actor_of(user).staff == {"reviewer"}

    choose(client, "revoke", user, path=PEOPLE, duty="reviewer")
    assert actor_of(user).staff == frozenset()


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_nothing_is_added_or_deleted_here(path):
    organisation = make_organisation()

    assert signed_in("operator").get(ORGANISATIONS + path.format(pk=organisation.pk)).status_code == 403


def test_bulk_delete_is_not_offered():
    make_organisation()

    assert 'value="delete_selected"' not in signed_in("operator").get(ORGANISATIONS).content.decode()
