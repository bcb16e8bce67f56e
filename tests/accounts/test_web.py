"""Pages of accounts over HTTP: profile, acting for, founding and editing an organisation, the public page."""

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client

from marketplace.accounts import actions
from marketplace.accounts.models import Organisation
from marketplace.accounts.states import Role, StaffRoleName
from tests.factories.accounts import NOW, make_member, make_organisation, make_staff, make_user

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class TestPrivatePages:
    @pytest.mark.parametrize(
        "path",
        [
            "/vi/account/",
            "/vi/my/organisation/",
            "/vi/my/organisation/new/",
            "/vi/my/organisation/edit/",
            "/vi/my/organisation/verification/",
        ],
    )
    def test_visitors_are_led_to_the_log_in_and_back(self, client, path):
        response = client.get(path)

        assert (response.status_code, response["Location"]) == (
            302,
            f"/vi/account/login/?next={path.replace('/', '%2F')}",
        )

    def test_private_pages_are_never_stored(self):
        response = signed_in(make_user()).get("/vi/account/")

        assert response["Cache-Control"] == "no-store"


class TestProfile:
    def test_is_saved_and_shown_in_the_chosen_language(self):
        user = make_user()
        client = signed_in(user)

        response = client.post("/vi/account/", {"name": "Giàng A Mẫu", "language": "en"})

        user.refresh_from_db()
        assert (user.name, user.language) == ("Giàng A Mẫu", "en")
        assert response["Location"] == "/en/account/"
        assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"

    def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(self):
        response = signed_in(make_user()).post("/en/account/", {"name": "", "language": "xx"})

        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"name", "language"}


class TestActingFor:
    def test_the_switch_changes_for_whom_the_next_page_is(self):
        user = make_user()
        make_organisation(name_vi="Thứ Nhất", admin=user)
        second = make_organisation(name_vi="Thứ Hai")
        make_member(second, user=user, role=Role.VIEWER)
        client = signed_in(user)
        assert "Thứ Nhất" in client.get("/vi/my/organisation/").content.decode()

        response = client.post("/vi/account/acting-for/", {"organisation": second.pk, "next": "/vi/my/organisation/"})

        assert response["Location"] == "/vi/my/organisation/"
        page = client.get("/vi/my/organisation/").content.decode()
        assert "<h1>Thứ Hai</h1>" in page
        assert "/my/organisation/edit/" not in page  # A viewer there.

    @pytest.mark.parametrize("chosen", ["", "x", "0", "999999"])
    def test_an_organisation_of_others_is_not_found(self, chosen):
        client = signed_in(make_user())

        assert client.post("/vi/account/acting-for/", {"organisation": chosen}).status_code == 404

    def test_nobody_is_led_away(self):
        user = make_user()
        organisation = make_organisation(admin=user)

        response = signed_in(user).post(
            "/vi/account/acting-for/", {"organisation": organisation.pk, "next": "https://evil.example/"}
        )

        assert response["Location"] == "/vi/my/"

    def test_a_membership_that_ended_ends_the_choice(self):
        user = make_user()
        organisation = make_organisation(admin=user)
        client = signed_in(user)
        client.post("/vi/account/acting-for/", {"organisation": organisation.pk})
        organisation.memberships.update(active=False, ended_at=NOW)

        assert "/vi/my/organisation/new/" in client.get("/vi/my/organisation/").content.decode()
        assert client.get("/vi/my/organisation/edit/").status_code == 404


class TestFounding:
    ANSWERS = {"name_vi": "HTX Chè Sương", "kind": "cooperative", "country": "VN", "province": "12", "size": ""}

    def test_a_newcomer_founds_an_organisation_and_acts_for_it(self):
        user = make_user()
        client = signed_in(user)
        assert "/vi/my/organisation/new/" in client.get("/vi/my/organisation/").content.decode()

        response = client.post("/vi/my/organisation/new/", self.ANSWERS)

        made = Organisation.objects.get()
        assert response["Location"] == "/vi/my/organisation/"
        assert (made.name_vi, made.kind.code, made.province.code) == ("HTX Chè Sương", "cooperative", "12")
        assert "HTX Chè Sương" in client.get("/vi/my/organisation/").content.decode()

    def test_a_taken_business_code_leads_to_asking_to_join(self):
        known = make_organisation(business_code="9900000012")

        response = signed_in(make_user()).post(
            "/vi/my/organisation/new/", {**self.ANSWERS, "business_code": "9900000012"}
        )

        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"business_code"}
        assert f"/vi/organisations/{known.slug}/join/" in response.content.decode()

    def test_unknown_codes_and_missing_answers_are_refused_by_field(self):
        response = signed_in(make_user()).post("/vi/my/organisation/new/", {"kind": "guild", "country": ""})

        assert response.status_code == 422
        assert {"kind", "country"} <= set(response.context["form"].errors)

    def test_without_a_confirmed_address_nobody_founds(self):
        client = signed_in(make_user(email_confirmed=False))

        assert client.get("/vi/my/organisation/new/").status_code == 403


class TestEditing:
    def test_a_new_name_moves_the_page_and_the_old_address_redirects(self, client):
        user = make_user()
        make_organisation(name_vi="Viện Cũ", admin=user)

        signed_in(user).post("/vi/my/organisation/edit/", {"name_vi": "Viện Mới", "version": "1"})

        moved = client.get("/vi/organisations/vien-cu/")
        assert (moved.status_code, moved["Location"]) == (301, "/vi/organisations/vien-moi/")
        assert client.get(moved["Location"]).status_code == 200

    def test_two_editors_see_both_texts_and_nothing_is_overwritten(self):
        user = make_user()
        organisation = make_organisation(name_vi="Viện Mẫu", admin=user)
        client = signed_in(user)
        client.post("/vi/my/organisation/edit/", {"name_vi": "Viện Mẫu", "about_vi": "Bản thứ nhất", "version": "1"})

        response = client.post(
            "/vi/my/organisation/edit/", {"name_vi": "Viện Mẫu", "about_vi": "Bản thứ hai", "version": "1"}
        )

        page = response.content.decode()
        assert response.status_code == 409
        assert "Bản thứ nhất" in page
        assert "Bản thứ hai" in page
        assert [d.fact.name for d in response.context["differences"]] == ["about_vi"]
        organisation.refresh_from_db()
        assert organisation.about_vi == "Bản thứ nhất"

        client.post(
            "/vi/my/organisation/edit/",
            dict(response.context["yours"]) | {"version": str(organisation.version)},
        )
        organisation.refresh_from_db()
        assert organisation.about_vi == "Bản thứ hai"

    def test_editors_are_told_who_may(self):
        organisation = make_organisation()
        client = signed_in(make_member(organisation, role=Role.EDITOR))

        assert client.get("/vi/my/organisation/edit/").status_code == 403

    @pytest.mark.parametrize("version", ["", "x", "0", "1e9", "99999999999999999999999999"])
    def test_a_version_that_is_none_saves_nothing(self, version):
        user = make_user()
        organisation = make_organisation(admin=user)

        response = signed_in(user).post("/vi/my/organisation/edit/", {"name_vi": "Khác", "version": version})

        assert response.status_code in {409, 422}
        assert Organisation.objects.get().name_vi == organisation.name_vi

    def test_papers_are_sent_to_the_verifier(self):
        user = make_user()
        make_organisation(admin=user)
        paper = {"title": "Quyết định", "number": "12", "issuer": "UBND tỉnh", "issued_on": "02/05/2019"}

        response = signed_in(user).post("/vi/my/organisation/verification/", paper)

        organisation = Organisation.objects.get()
        assert response.status_code == 302
        assert (organisation.verification, organisation.papers.get().issued_on.isoformat()) == (
            "submitted",
            "2019-05-02",
        )


class TestPublicPage:
    def test_shows_public_facts_and_no_business_code_or_member(self, client):
        organisation = make_organisation(
            name_vi="HTX Sương", business_code="9912345678", about_vi="Trồng chè.", address="Bản Mẫu 5"
        )
        make_member(organisation, user=make_user(name="Thành Viên Bí Mật"))

        page = client.get(organisation.get_absolute_url()).content.decode()

        assert "HTX Sương" in page
        assert "Trồng chè." in page
        for private in ("9912345678", "Thành Viên Bí Mật", "Bản Mẫu 5", "Lò Thị Mẫu"):
            assert private not in page
        assert "@" not in page.partition("<body")[2]

    def test_a_suspended_organisation_is_unknown_to_visitors(self, client):
        organisation = make_organisation()
        actions.suspend_organisation(
            organisation_id=organisation.pk, reason="fraud", actor=make_staff(StaffRoleName.OPERATOR), now=NOW
        )

        suspended, unknown = (
            client.get(path) for path in (organisation.get_absolute_url(), "/vi/organisations/khong-co/")
        )

        assert (suspended.status_code, unknown.status_code) == (404, 404)

    def test_script_in_texts_stays_text(self, client):
        organisation = make_organisation(name_vi="<script>alert(1)</script>", about_vi="<img src=x onerror=alert(1)>")

        page = client.get(organisation.get_absolute_url()).content.decode()

        assert "<script>alert" not in page
        assert "<img" not in page

    def test_takes_few_queries(self, client, django_assert_max_num_queries):
        organisation = make_organisation()
        client.get(organisation.get_absolute_url())  # The site row is cached from here on.

        with django_assert_max_num_queries(12):  # Panels of other apps included.
            client.get(organisation.get_absolute_url())

    def test_in_english_a_vietnamese_text_is_marked(self, client):
        organisation = make_organisation(about_vi="Trồng chè.")

        page = client.get(f"/en/organisations/{organisation.slug}/").content.decode()

        assert 'lang="vi"' in page


def test_api_gives_the_public_facts_with_version_as_etag(client):
    organisation = make_organisation(name_vi="HTX Sương", business_code="9912345678")

    response = client.get(f"/api/v1/organisations/{organisation.slug}/")

    body = response.json()
    assert (response.status_code, response["ETag"]) == (200, '"1"')
    assert (body["id"], body["name_vi"], body["registered"]) == (organisation.public_id, "HTX Sương", True)
    assert body["kind"]["list"] == "org_kind"
    assert "business_code" not in body
    assert "9912345678" not in response.content.decode()


def test_api_answers_unknown_with_a_problem(client):
    response = client.get("/api/v1/organisations/khong-co/")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["status"] == 404


def test_the_shell_says_who_acts_for_whom():
    user = make_user(name="Lò Văn Mẫu")
    make_organisation(name_vi="Viện Mẫu", admin=user)

    page = signed_in(user).get("/vi/account/").content.decode()

    assert "Lò Văn Mẫu" in page
    assert "Viện Mẫu" in page
    assert 'action="/vi/account/acting-for/"' in page


def test_saving_says_so_once():
    user = make_user()
    make_organisation(admin=user)
    client = signed_in(user)

    response = client.post("/vi/my/organisation/edit/", {"name_vi": "Mới", "version": "1"})

    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["success"]


def test_members_of_a_suspended_organisation_still_see_its_page():
    organisation = make_organisation()
    actions.suspend_organisation(
        organisation_id=organisation.pk, reason="fraud", actor=make_staff(StaffRoleName.OPERATOR), now=NOW
    )
    member = organisation.memberships.get().user

    assert signed_in(member).get(organisation.get_absolute_url()).status_code == 200
