"""The verifier's desk over HTTP, and what operators do there."""

import pytest
from django.test import Client

from marketplace.accounts import actions
from marketplace.accounts.states import Role, StaffRoleName
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user, verify

pytestmark = pytest.mark.django_db
DESK = "/vi/staff/organisations/"
PAPER = {"title": "Quyết định thành lập", "number": "12/QĐ", "issuer": "UBND", "issued_on": "2019-05-02"}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def staff(*duties) -> Client:
    return signed_in(make_user(staff=duties))


@pytest.fixture
def waiting():
    organisation = make_organisation(name_vi="Viện Chờ Duyệt", business_code="9900000056", address="Bản Mẫu 5")
    actions.submit_organisation(organisation_id=organisation.pk, papers=[PAPER], actor=actor_for(organisation), now=NOW)
    return organisation


def page_of(organisation) -> str:
    return f"{DESK}{organisation.public_id}/"


class TestDesk:
    def test_the_queue_leads_to_the_item_with_its_papers(self, waiting):
        verifier = staff(StaffRoleName.VERIFIER)

        assert page_of(waiting) in verifier.get(DESK).content.decode()
        page = verifier.get(page_of(waiting)).content.decode()

        for words in ("12/QĐ", "9900000056", "Bản Mẫu 5"):
            assert words in page

    def test_the_staff_page_counts_what_waits(self, waiting):
        page = staff(StaffRoleName.VERIFIER).get("/vi/staff/").content.decode()

        assert DESK in page
        assert '<b class="num">1</b>' in page

    def test_reviewers_and_judges_see_the_standing_without_papers_or_code(self, waiting):
        make_member(waiting, user=make_user(name="Thành Viên Bí Mật"))

        for duty in (StaffRoleName.REVIEWER, StaffRoleName.JUDGE):
            page = staff(duty).get(page_of(waiting)).content.decode()

            assert "Viện Chờ Duyệt" in page
            for hidden in ("12/QĐ", "9900000056", "Bản Mẫu 5", "Thành Viên Bí Mật"):
                assert hidden not in page

    @pytest.mark.parametrize("duty", [StaffRoleName.CURATOR, StaffRoleName.ANALYST, StaffRoleName.REGISTRAR])
    def test_other_duties_are_refused(self, waiting, duty):
        assert staff(duty).get(DESK).status_code == staff(duty).get(page_of(waiting)).status_code == 403

    def test_members_and_visitors_do_not_come_in(self, waiting):
        assert signed_in(waiting.memberships.get().user).get(page_of(waiting)).status_code == 403
        assert Client().get(DESK).status_code == 302
        assert staff(StaffRoleName.VERIFIER).get(f"{DESK}unknown/").status_code == 404

    def test_takes_few_queries(self, waiting, django_assert_max_num_queries):
        for _more in range(5):
            verify(make_organisation())
        verifier = staff(StaffRoleName.VERIFIER)

        with django_assert_max_num_queries(20):  # Log-in, limits and panels included.
            verifier.get(DESK)
        with django_assert_max_num_queries(20):
            verifier.get(page_of(waiting))


class TestDeciding:
    def test_a_verifier_verifies_against_a_source(self, waiting):
        verifier = staff(StaffRoleName.VERIFIER)
        assert verifier.post(f"{page_of(waiting)}verify/", {"source": ""}).status_code == 422

        response = verifier.post(f"{page_of(waiting)}verify/", {"source": "Cổng đăng ký"})

        waiting.refresh_from_db()
        assert (response["Location"], waiting.verification) == (DESK, "verified")

    def test_seeing_the_documents_is_a_step_of_its_own(self, waiting):
        staff(StaffRoleName.VERIFIER).post(f"{page_of(waiting)}see/")

        waiting.refresh_from_db()
        assert waiting.verification == "documents_seen"

    def test_a_refusal_is_read_on_the_organisations_page(self, waiting):
        verifier = staff(StaffRoleName.VERIFIER)
        assert verifier.post(f"{page_of(waiting)}refuse/", {"reason": ""}).status_code == 422

        verifier.post(f"{page_of(waiting)}refuse/", {"reason": "name_differs", "note": "Sổ ghi tên khác"})

        own = signed_in(waiting.memberships.get().user).get("/vi/my/organisation/").content.decode()
        assert "Sổ ghi tên khác" in own

    def test_a_lapsing_one_is_renewed_by_the_same_form(self):
        organisation = verify(make_organisation())
        verifier = staff(StaffRoleName.VERIFIER)

        verifier.post(f"{page_of(organisation)}verify/", {"source": "Cổng đăng ký, tra lại"})

        organisation.refresh_from_db()
        assert organisation.verification_source == "Cổng đăng ký, tra lại"

    def test_nobody_decides_about_their_own(self, waiting):
        verifier = make_user(staff=[StaffRoleName.VERIFIER])
        make_member(waiting, user=verifier)
        client = signed_in(verifier)

        assert "verify/" not in client.get(page_of(waiting)).content.decode()
        for move in ("verify", "see", "refuse"):
            assert client.post(f"{page_of(waiting)}{move}/", {"source": "x", "reason": "other"}).status_code == 403

    def test_a_step_that_the_state_forbids_answers_409(self):
        organisation = make_organisation()

        assert staff(StaffRoleName.VERIFIER).post(f"{page_of(organisation)}see/").status_code == 409

    def test_publishing_without_review_is_allowed_and_ended_by_a_reviewer(self):
        organisation = verify(make_organisation())
        reviewer = staff(StaffRoleName.REVIEWER)
        seen = []
        for allowed in ("1", "0"):
            reviewer.post(f"{page_of(organisation)}self-publish/", {"allowed": allowed})
            organisation.refresh_from_db()
            seen.append(organisation.self_publish)

        assert seen == [True, False]


class TestSuspending:
    def test_two_operators_suspend_a_verified_organisation_and_one_lifts_it(self):
        organisation = verify(make_organisation())
        first, second = staff(StaffRoleName.OPERATOR), staff(StaffRoleName.OPERATOR)
        why = {"reason": "fraud", "note": "Hai đơn"}
        path = page_of(organisation)
        states = []
        for client in (first, first, second):
            client.post(f"{path}suspend/", why)
            organisation.refresh_from_db()
            states.append(organisation.verification)
        second.post(f"{path}lift/", {"reason": "Đã làm rõ"})
        organisation.refresh_from_db()

        assert [*states, organisation.verification] == ["verified", "verified", "suspended", "documents_seen"]

    def test_the_second_operator_may_decide_against_it(self):
        organisation = verify(make_organisation())
        actions.ask_suspension(
            organisation_id=organisation.pk, reason="fraud", actor=make_staff(StaffRoleName.OPERATOR), now=NOW
        )
        operator = staff(StaffRoleName.OPERATOR)
        assert "suspended" in operator.get(DESK).context["list"]

        operator.post(f"{page_of(organisation)}keep/")

        organisation.refresh_from_db()
        assert organisation.suspension_asked_by is None

    def test_verifiers_suspend_nothing(self):
        organisation = make_organisation()
        verifier = staff(StaffRoleName.VERIFIER)

        for move in ("suspend", "lift", "keep"):
            assert verifier.post(f"{page_of(organisation)}{move}/", {"reason": "fraud"}).status_code == 403


class TestGoneAdministrators:
    def test_the_operator_names_another_and_removes_the_one_who_is_gone(self):
        organisation = make_organisation()
        gone, member = organisation.memberships.get().user, make_member(organisation, role=Role.EDITOR)
        operator, path = staff(StaffRoleName.OPERATOR), page_of(organisation)

        operator.post(f"{path}members/{member.public_id}/", {"role": "admin"})
        operator.post(f"{path}members/{gone.public_id}/remove/")

        assert [(row.user, row.role) for row in organisation.memberships.filter(active=True)] == [(member, "admin")]

    def test_other_staff_do_not(self):
        organisation = make_organisation()
        head = organisation.memberships.get().user

        for duty in (StaffRoleName.VERIFIER, StaffRoleName.REVIEWER, StaffRoleName.JUDGE):
            assert staff(duty).get(f"{page_of(organisation)}members/{head.public_id}/").status_code == 403


def test_search_engines_read_the_public_facts_of_an_organisation(client):
    organisation = make_organisation(name_vi="HTX </script> Sương", kind="cooperative", business_code="9900000078")

    page = client.get(organisation.get_absolute_url()).content.decode()

    block = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert '"@type": "Organization"' in block
    assert "HTX \\u003C/script\\u003E Sương" in block
    assert "9900000078" not in block
