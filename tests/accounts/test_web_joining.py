"""Joining over HTTP: the page of one's organisation, the link of an invitation, asking and answering."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from marketplace.accounts import actions
from marketplace.accounts.models import Invitation, JoinRequest
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common import clock
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.joining import invited, requested
from workers.runner import Runner

pytestmark = pytest.mark.django_db
OWN = "/vi/my/organisation/"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def founder():
    return make_user(name="Người Lập")


@pytest.fixture
def organisation(founder):
    return make_organisation(name_vi="HTX Chè Sương", admin=founder)


class TestOwnPage:
    def test_an_administrator_alone_is_told_to_invite_a_colleague(self, organisation, founder):
        page = signed_in(founder).get(OWN).content.decode()

        assert 'action="/vi/my/organisation/invitations/"' in page
        assert "Only you so far" in page or "Mới có mình bạn" in page
        assert page.partition("<main")[2].count('class="btn"') == 1  # One primary step.

    def test_other_members_see_their_colleagues_and_the_way_out(self, organisation):
        invited(organisation=organisation)
        requested(organisation=organisation)

        page = signed_in(make_member(organisation, role=Role.EDITOR)).get(OWN).content.decode()

        assert "Người Lập" in page
        assert "/my/organisation/leave/" in page
        for hidden in (
            "moi@example.org",
            "Người Xin Vào",
            "/my/organisation/members/",
            "/my/organisation/invitations/",
        ):
            assert hidden not in page

    def test_takes_few_queries_with_members_invitations_and_requests(
        self, organisation, founder, django_assert_max_num_queries
    ):
        for number in range(5):
            make_member(organisation)
            invited(organisation=organisation, email=f"a{number}@example.org")
            requested(organisation=organisation)
        client = signed_in(founder)

        with django_assert_max_num_queries(24):  # Six of the page; the rest is log-in, limits and panels.
            client.get(OWN)

    def test_without_an_organisation_the_ways_into_one_are_shown(self):
        invitation = invited(email="moi@example.org")

        page = signed_in(make_user(email="moi@example.org")).get(OWN).content.decode()

        assert f"/vi/invitations/{invitation.public_id}/" in page
        assert "/vi/my/organisation/find/" in page


class TestInviting:
    def test_a_colleague_gets_a_mail_whose_link_leads_in(self, organisation, founder):
        head, person = signed_in(founder), make_user(email="moi@example.org")
        head.post(f"{OWN}invitations/", {"email": "moi@example.org", "role": "editor"})
        Runner(queue="notify", owner="test").drain(limit=20)
        [message] = [one for one in mail.outbox if "invitations" in one.body]
        link = next(line for line in message.body.splitlines() if line.startswith("http")).removeprefix(
            settings.BASE_URL
        )
        assert signed_in(person).get(link).status_code == 200

        response = signed_in(person).post(f"{link}accept/")

        assert response["Location"] == OWN
        assert actor_of(person).roles == {"viewer", "editor"}
        assert link.strip("/").rpartition("/")[2] not in head.get(OWN).content.decode()

    def test_the_answer_is_the_same_for_known_and_unknown_addresses(self, organisation, founder):
        make_user(email="known@example.org")
        client = signed_in(founder)

        answers = []
        for email in ("known@example.org", "unknown@example.org"):
            response = client.post(f"{OWN}invitations/", {"email": email, "role": "editor"}, follow=True)
            row = Invitation.objects.get(email=email)
            page = response.content.decode().replace(email, "").replace(row.public_id, "")
            answers.append(
                (response.redirect_chain, page.count("<li"), [str(one) for one in response.context["messages"]])
            )
            actions.withdraw_invitation(invitation_id=row.pk, actor=actor_of(founder), now=clock.now())
            row.delete()

        assert answers[0] == answers[1]

    def test_what_is_wrong_stands_beside_the_field_and_is_not_counted(self, organisation, founder):
        response = signed_in(founder).post(f"{OWN}invitations/", {"email": "nobody", "role": "owner"})

        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"email", "role"}

    def test_others_are_refused_by_name(self, organisation):
        answers = {"email": "a@example.org", "role": "editor"}

        assert signed_in(make_member(organisation)).post(f"{OWN}invitations/", answers).status_code == 403
        assert signed_in(make_user()).post(f"{OWN}invitations/", answers).status_code == 404
        assert Client().post(f"{OWN}invitations/", answers).status_code == 302

    def test_twenty_a_day(self, organisation, founder):
        client = signed_in(founder)
        limit = {**settings.RATE_LIMITS["joining"], "person": 2}

        with override_settings(RATE_LIMITS={**settings.RATE_LIMITS, "joining": limit}):
            statuses = [
                client.post(f"{OWN}invitations/", {"email": f"a{n}@example.org", "role": "editor"}).status_code
                for n in range(3)
            ]

        assert statuses == [302, 302, 429]
        assert Invitation.objects.count() == 2
        assert settings.RATE_LIMITS["joining"]["person"] == 20

    def test_withdrawing_asks_first(self, organisation, founder):
        invitation = invited(organisation=organisation)
        client, path = signed_in(founder), f"{OWN}invitations/{invitation.public_id}/withdraw/"

        assert "moi@example.org" in client.get(path).content.decode()
        client.post(path)

        invitation.refresh_from_db()
        assert invitation.state == "withdrawn"
        assert client.post(path).status_code == 409
        assert signed_in(make_organisation().memberships.get().user).get(path).status_code == 404


class TestLink:
    def test_a_visitor_is_led_to_an_account_and_back(self, organisation, client):
        invitation = invited(organisation=organisation, now=clock.now())
        path = f"/vi/invitations/{invitation.token}/"

        response = client.get(path)

        page = response.content.decode()
        assert response["Cache-Control"] == "no-store"
        for words in (
            "HTX Chè Sương",
            "Người Lập",
            f"/vi/account/signup/?next=%2Fvi%2Finvitations%2F{invitation.token}%2F",
        ):
            assert words in page
        assert "moi@example.org" not in page
        assert 'name="robots" content="noindex"' in page

    def test_a_visitor_refuses_and_does_not_accept(self, organisation, client):
        invitation = invited(organisation=organisation, now=clock.now())
        path = f"/vi/invitations/{invitation.token}/"

        assert client.post(f"{path}accept/").status_code == 302  # To the log-in.
        client.post(f"{path}refuse/")

        invitation.refresh_from_db()
        assert invitation.state == "refused"

    def test_another_account_is_told_and_refused(self, organisation):
        invitation = invited(organisation=organisation, now=clock.now())
        client, path = signed_in(make_user()), f"/vi/invitations/{invitation.token}/"

        page = client.get(path).content.decode()

        assert "accept/" not in page
        assert "moi@example.org" not in page
        assert client.post(f"{path}accept/").status_code == client.post(f"{path}refuse/").status_code == 403

    def test_guessed_links_lead_nowhere(self, organisation):
        invitation = invited(organisation=organisation)

        for key in ("x" * 43, invitation.public_id):
            assert signed_in(make_user()).get(f"/vi/invitations/{key}/").status_code == 404

    def test_an_old_link_says_so(self, organisation, client):
        invitation = invited(organisation=organisation, now=clock.now() - timedelta(days=15))
        person = signed_in(make_user(email="moi@example.org"))
        path = f"/vi/invitations/{invitation.token}/"

        assert "accept/" not in person.get(path).content.decode()
        assert person.post(f"{path}accept/").status_code == 409

    def test_accepting_acts_for_the_organisation_from_then_on(self, organisation):
        person = make_user(email="moi@example.org")
        make_organisation(name_vi="Nơi Khác", admin=person)
        client = signed_in(person)

        client.post(f"/vi/invitations/{invited(organisation=organisation, now=clock.now()).public_id}/accept/")

        assert "<h1>HTX Chè Sương</h1>" in client.get(OWN).content.decode()


class TestAsking:
    def test_one_finds_the_organisation_asks_and_is_let_in(self, organisation, founder):
        person = make_user(name="Người Xin Vào")
        client = signed_in(person)
        page = client.get(f"{OWN}find/?q=che+suong").content.decode()
        assert f"/vi/organisations/{organisation.slug}/join/" in page

        response = client.post(f"/vi/organisations/{organisation.slug}/join/", {"note": "Thủ kho"})

        asked = JoinRequest.objects.get()
        assert (response["Location"], asked.note) == ("/vi/my/requests/", "Thủ kho")
        path = f"/vi/requests-to-join/{asked.public_id}/"
        assert client.get(path)["Location"] == "/vi/my/requests/"
        assert "Thủ kho" in signed_in(founder).get(path).content.decode()
        signed_in(founder).post(path, {"role": "viewer"})
        assert actor_of(person).roles == {"viewer"}

    def test_a_refusal_says_why(self, organisation, founder):
        asked = requested(organisation=organisation)
        path = f"/vi/requests-to-join/{asked.public_id}/refuse/"
        assert signed_in(founder).post(path, {"reason": ""}).status_code == 422

        signed_in(founder).post(path, {"reason": "Chưa quen"})

        assert "Chưa quen" in signed_in(asked.user).get("/vi/my/requests/").content.decode()

    def test_one_takes_it_back(self, organisation):
        asked = requested(organisation=organisation)
        path = f"/vi/my/requests/{asked.public_id}/withdraw/"

        assert signed_in(asked.user).get(path).status_code == 200
        signed_in(asked.user).post(path)

        asked.refresh_from_db()
        assert asked.state == "withdrawn"
        assert signed_in(make_user()).post(path).status_code == 404

    def test_others_find_no_request(self, organisation):
        path = f"/vi/requests-to-join/{requested(organisation=organisation).public_id}/"
        operator = make_user(staff=[StaffRoleName.OPERATOR])

        for user in (make_user(), make_member(organisation), operator):
            assert signed_in(user).get(path).status_code == 404
        assert Client().get(path).status_code == 302

    def test_an_answered_request_is_not_answered_again(self, organisation, founder):
        asked = requested(organisation=organisation)
        actions.withdraw_join_request(request_id=asked.pk, actor=actor_of(asked.user), now=clock.now())

        assert (
            signed_in(founder).post(f"/vi/requests-to-join/{asked.public_id}/", {"role": "viewer"}).status_code == 409
        )

    def test_the_public_page_offers_it_to_those_who_may(self, organisation, founder):
        path, join = f"/vi/organisations/{organisation.slug}/", f"/vi/organisations/{organisation.slug}/join/"

        shown = [join in signed_in(user).get(path).content.decode() for user in (make_user(), founder)]

        assert shown == [True, False]
        assert join not in Client().get(path).content.decode()
        assert "Người Lập" in signed_in(make_user()).get(path).content.decode()  # Its contact person.
        assert "Người Lập" not in Client().get(path).content.decode()

    def test_the_operator_finds_late_ones_at_the_desk(self, organisation):
        asked = requested(organisation=organisation, now=clock.now() - timedelta(days=60))
        operator = signed_in(make_user(staff=[StaffRoleName.OPERATOR]))

        assert (
            f"/vi/requests-to-join/{asked.public_id}/" in operator.get("/vi/staff/requests-to-join/").content.decode()
        )
        assert "/vi/staff/requests-to-join/" in operator.get("/vi/staff/").content.decode()
        operator.post(f"/vi/requests-to-join/{asked.public_id}/", {"role": "editor"})

        assert actor_of(asked.user).organisation_id == organisation.pk


class TestMembers:
    def test_the_role_is_changed_on_the_members_page(self, organisation, founder):
        member = make_member(organisation, role=Role.VIEWER)
        path = f"{OWN}members/{member.public_id}/"

        assert signed_in(founder).get(path).status_code == 200
        signed_in(founder).post(path, {"role": "signatory"})

        assert organisation.memberships.get(user=member).role == "signatory"

    def test_the_last_administrator_is_told_to_name_another(self, organisation, founder):
        response = signed_in(founder).post(f"{OWN}members/{founder.public_id}/", {"role": "viewer"})

        assert response.status_code == 422
        assert response.context["form"].non_field_errors()

    def test_removing_and_leaving_ask_first(self, organisation, founder):
        removed, leaver = make_member(organisation), make_member(organisation)
        path = f"{OWN}members/{removed.public_id}/remove/"

        assert signed_in(founder).get(path).status_code == signed_in(leaver).get(f"{OWN}leave/").status_code == 200
        signed_in(founder).post(path)
        signed_in(leaver).post(f"{OWN}leave/")

        assert [row.user for row in organisation.memberships.filter(active=True)] == [founder]

    def test_the_last_one_stays(self, organisation, founder):
        client = signed_in(founder)

        page = client.post(f"{OWN}leave/", follow=True).content.decode()

        assert "HTX Chè Sương" in page
        assert organisation.memberships.get().active

    def test_others_are_refused(self, organisation, founder):
        member = make_member(organisation, role=Role.SIGNATORY)

        for path in (f"{OWN}members/{founder.public_id}/", f"{OWN}members/{founder.public_id}/remove/"):
            assert signed_in(member).post(path, {"role": "viewer"}).status_code == 403
        stranger = make_organisation().memberships.get().user
        assert signed_in(stranger).post(f"{OWN}members/{founder.public_id}/remove/").status_code == 404

    def test_whoever_is_removed_stops_at_the_next_page(self, organisation, founder):
        member = make_member(organisation, role=Role.ADMIN)
        client = signed_in(member)
        assert client.get(f"{OWN}edit/").status_code == 200

        signed_in(founder).post(f"{OWN}members/{member.public_id}/remove/")

        assert client.get(f"{OWN}edit/").status_code == 404


def test_what_waits_stands_on_my_work(organisation, founder):
    asked = requested(organisation=organisation)
    invitation = invited(organisation=organisation, now=clock.now())

    assert f"/requests-to-join/{asked.public_id}/" in signed_in(founder).get("/vi/my/").content.decode()
    person = signed_in(make_user(email="moi@example.org"))
    assert f"/invitations/{invitation.public_id}/" in person.get("/vi/my/").content.decode()
