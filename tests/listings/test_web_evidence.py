"""Documents over HTTP: named in the editor, seen at the reviewer's desk, confirmed by a third party, shown to all."""

import pytest
from django.test import Client

from marketplace.listings.models import Evidence, Listing
from tests.factories.accounts import make_user
from tests.factories.evidence import DOCUMENT, certified_service, make_documented, make_evidence
from tests.factories.listings import make_draft
from tests.listings.web import own_url, owner_client, section_data, signed_in

pytestmark = pytest.mark.django_db


def desk_url(row: Evidence, move: str = "") -> str:
    place = f"/vi/staff/moderation/listings/{row.listing.public_id}/"
    return f"{place}documents/{row.key}/{move}/" if move else place


def verify_url(row: Evidence) -> str:
    return f"/vi/evidence/{row.listing.public_id}/{row.key}/verify/"


def shown_to(client: Client, listing: Listing) -> str:
    return client.get(listing.get_absolute_url()).content.decode()


class TestEditor:
    def test_a_document_is_named_then_a_figure_rests_on_it(self):
        draft = make_draft()
        client = owner_client(draft)
        named = {"evidence-TOTAL_FORMS": "1", "evidence-INITIAL_FORMS": "0"}
        named |= {f"evidence-0-{name}": value for name, value in {**DOCUMENT, "issued_on": "30/06/2026"}.items()}

        client.post(own_url(draft, "edit/evidence/"), {**section_data(draft, "evidence"), **named, "next": "1"})
        draft.refresh_from_db()
        page = client.get(own_url(draft, "edit/claims/")).content.decode()
        client.post(own_url(draft, "edit/claims/"), section_data(draft, "claims", **{"claims-0-evidence": "e1"}))

        assert f'<option value="e1">E1. {DOCUMENT["title_vi"]}</option>' in page
        assert draft.claims.get().evidence == draft.evidence.get()

    def test_a_saved_document_keeps_its_key_in_the_page(self):
        draft = make_draft(evidence=[DOCUMENT])

        page = owner_client(draft).get(own_url(draft, "edit/evidence/")).content.decode()

        assert 'type="hidden" name="evidence-0-key" value="e1"' in page

    def test_an_address_that_is_none_is_said_beside_it(self):
        draft = make_draft(evidence=[DOCUMENT])
        data = section_data(draft, "evidence", **{"evidence-0-link": "javascript:alert(1)"})

        response = owner_client(draft).post(own_url(draft, "edit/evidence/"), {**data, "save": "1"})

        assert response.status_code == 422
        assert "id_evidence-0-link" in response.content.decode()


class TestDesk:
    def test_a_reviewer_reads_the_documents_and_notes_that_one_was_seen(self):
        row = make_documented().evidence.get()
        desk = signed_in(make_user(staff=["reviewer"]))

        before = desk.get(desk_url(row)).content.decode()
        desk.post(desk_url(row, "see"))
        after = desk.get(desk_url(row)).content.decode()

        row.refresh_from_db()
        assert row.state == "document_seen"
        assert desk_url(row, "see") in before
        assert desk_url(row, "see") not in after

    def test_a_reviewer_doubts_one(self):
        row = make_documented().evidence.get()

        signed_in(make_user(staff=["reviewer"])).post(desk_url(row, "contest"))

        row.refresh_from_db()
        assert (row.state, row.state_reason) == ("contested", "doubted_in_review")

    @pytest.mark.parametrize("move", ["see", "contest"])
    def test_others_are_refused_and_a_get_does_nothing(self, move):
        row = make_documented().evidence.get()
        reviewer = signed_in(make_user(staff=["reviewer"]))

        assert owner_client(row.listing).post(desk_url(row, move)).status_code == 403
        assert Client().post(desk_url(row, move)).status_code == 302
        assert reviewer.get(desk_url(row, move)).status_code == 405
        row.refresh_from_db()
        assert row.state == "declared"


class TestConfirming:
    def test_a_third_party_finds_the_page_and_confirms(self):
        row, service = make_documented().evidence.get(), certified_service()
        client = owner_client(service)

        way, page = shown_to(client, row.listing), client.get(verify_url(row)).content.decode()
        done = client.post(verify_url(row), {"service": service.pk, "expires_on": "31/12/2027"})

        row.refresh_from_db()
        assert verify_url(row) in way
        assert "DLM-TN-012" in page
        assert (done.status_code, row.state, str(row.expires_on)) == (302, "third_party_verified", "2027-12-31")
        assert service.owner.name in shown_to(Client(), row.listing)

    def test_who_has_no_certificate_reads_why_and_cannot_confirm(self):
        row, other = make_documented().evidence.get(), certified_service(st_field="medical")
        client = owner_client(other)

        page = client.get(verify_url(row)).content.decode()
        refused = client.post(verify_url(row), {"service": other.pk})

        row.refresh_from_db()
        assert '<form class="panel flow"' not in page
        assert (refused.status_code, row.state) == (422, "declared")

    def test_the_way_is_not_shown_to_guests_owners_or_firms(self):
        row = make_documented().evidence.get()

        for client in (Client(), owner_client(row.listing), owner_client(make_draft())):
            assert verify_url(row) not in shown_to(client, row.listing)
        assert owner_client(make_draft()).get(verify_url(row)).status_code == 403
        assert owner_client(row.listing).get(verify_url(row)).status_code == 403
        assert Client().get(verify_url(row)).status_code == 302

    def test_a_day_that_is_over_is_refused_in_place(self):
        row, service = make_documented().evidence.get(), certified_service()

        response = owner_client(service).post(verify_url(row), {"service": service.pk, "expires_on": "01/01/2020"})

        assert response.status_code == 422


class TestPublicPage:
    def test_the_badge_names_issuer_day_and_document(self):
        row = make_evidence("document_seen", link="https://example.org/report.pdf")

        page = shown_to(Client(), row.listing)

        assert 'class="ev ev--2"' in page
        assert 'href="https://example.org/report.pdf" rel="nofollow ugc noopener"' in page
        assert "Trung tâm Thử nghiệm · 30/06/2026" in page

    def test_what_ran_out_shows_its_day_without_a_badge(self):
        row = make_evidence("expired")

        page = shown_to(Client(), row.listing)

        assert 'class="ev ev--2"' not in page
        assert f"{row.expires_on:%d/%m/%Y}" in page

    def test_a_title_cannot_carry_markup(self):
        listing = make_documented(title_vi="<script>x</script>")

        assert "<script>x" not in shown_to(Client(), listing)

    def test_the_api_names_documents_and_what_rests_on_them(self):
        row = make_evidence("third_party_verified")

        shown = Client().get(f"/api/v1/listings/{row.listing.reference}/").json()

        assert [one["evidence"] for one in shown["claims"]] == ["e1"]
        document = shown["evidence"][0]
        assert (document["key"], document["state"]) == ("e1", "third_party_verified")
        assert document["verified_by"] == row.verified_by.slug
        assert shown["claims"][0]["verification"] == "verified"


def judge_url(row: Evidence) -> str:
    return f"/en/staff/moderation/evidence/{row.listing.public_id}/{row.key}/"


class TestJudging:
    def test_a_judge_finds_what_is_contested_and_strikes_it_off_with_a_reason(self):
        row = make_evidence("contested")
        judge, page = signed_in(make_user(staff=["judge"])), judge_url(row)

        queue = judge.get("/en/staff/moderation/evidence/").content.decode()
        refused = judge.post(page, {"how": "strike", "reason": ""})
        done = judge.post(page, {"how": "strike", "reason": "Báo cáo của máy khác"})

        row.refresh_from_db()
        assert page in queue
        assert (refused.status_code, done.status_code) == (422, 302)
        assert (row.state, row.state_reason) == ("struck", "Báo cáo của máy khác")
        assert page not in judge.get("/en/staff/moderation/evidence/").content.decode()

    def test_what_a_third_party_had_confirmed_can_be_upheld_and_nothing_else(self):
        confirmed, declared = make_evidence("third_party_verified"), make_evidence("declared")
        reviewer = make_user(staff=["reviewer"])
        for row in (confirmed, declared):
            signed_in(reviewer).post(desk_url(row, "contest"))
        judge = signed_in(make_user(staff=["judge"]))

        answers = [judge.post(judge_url(row), {"how": "uphold"}).status_code for row in (confirmed, declared)]

        confirmed.refresh_from_db()
        declared.refresh_from_db()
        assert answers == [302, 422]
        assert (confirmed.state, declared.state) == ("third_party_verified", "contested")

    def test_documents_of_a_listing_in_review_wait_for_a_judge_too(self):
        row = make_evidence("contested")
        Listing.objects.filter(pk=row.listing_id).update(state="submitted")

        answer = signed_in(make_user(staff=["judge"])).get(judge_url(row))

        assert answer.status_code == 200

    def test_the_start_of_the_staff_counts_them_for_judges_alone(self):
        make_evidence("contested")

        pages = [
            signed_in(make_user(staff=[duty])).get("/en/staff/").content.decode() for duty in ("judge", "reviewer")
        ]

        assert ["Contested documents" in page for page in pages] == [True, False]

    def test_others_do_not_decide_and_what_is_not_contested_is_not_there(self):
        row, calm = make_evidence("contested"), make_evidence("document_seen")
        judge = signed_in(make_user(staff=["judge"]))

        assert signed_in(make_user(staff=["reviewer"])).get(judge_url(row)).status_code == 403
        assert owner_client(row.listing).post(judge_url(row), {"how": "strike", "reason": "x"}).status_code == 403
        assert judge.get(judge_url(calm)).status_code == 404
        row.refresh_from_db()
        assert row.state == "contested"
