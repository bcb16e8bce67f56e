"""The administration: opened by duty, changed by actions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from marketplace.accounts.models import Terms
from marketplace.accounts.queries import actor_of
from marketplace.common.models import AuditEntry
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


class TestTexts:
    """A version is added, read, and never changed."""

    PAGE = "/vi/admin/accounts/terms/"
    WRITTEN = {"kind": "rules", "version": "2027-01", "text_vi": "Một.", "text_en": "One."}

    def test_a_curator_adds_a_version_for_a_day_to_come(self):
        client, day = signed_in("curator"), localdate() + timedelta(days=30)

        client.post(f"{self.PAGE}add/", {**self.WRITTEN, "valid_from": day.isoformat()})

        added = Terms.objects.get()
        assert (added.kind, added.version, added.valid_from) == ("rules", "2027-01", day)
        assert AuditEntry.objects.get(verb="terms.add").subject_id == added.pk
        assert client.get(self.PAGE).status_code == 200
        assert client.post(f"{self.PAGE}{added.pk}/change/", {**self.WRITTEN, "text_vi": "Khác."}).status_code == 403

    @pytest.mark.parametrize("change", [{"valid_from": "2020-01-01"}, {"text_en": ""}, {"version": "x" * 21}])
    def test_what_the_action_would_refuse_is_said_beside_its_field(self, change):
        answers = {**self.WRITTEN, "valid_from": (localdate() + timedelta(days=1)).isoformat(), **change}

        answer = signed_in("curator").post(f"{self.PAGE}add/", answers)

        assert list(answer.context["adminform"].form.errors) == list(change)
        assert not Terms.objects.exists()

    def test_others_have_no_such_page(self):
        assert signed_in("verifier").get(self.PAGE).status_code == 403


def test_an_account_is_shut_and_opened_by_the_operator():
    client, person = signed_in("operator"), make_user()

    choose(client, "disable", person, path=PEOPLE, reason="lạm dụng")
    person.refresh_from_db()
    assert not person.is_active

    choose(client, "enable", person, path=PEOPLE)
    person.refresh_from_db()
    assert person.is_active
