"""The reviewer's desk over HTTP: the queue without one's own, the item with what changed, and each decision."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.models import User
from marketplace.accounts.queries import actor_of
from marketplace.common.permissions import Actor
from marketplace.listings import actions
from marketplace.listings.models import Listing, ReviewPoint
from marketplace.listings.states import ReviewCheck, RevisionState, State
from tests.factories.accounts import NOW, make_member, make_organisation, make_user
from tests.factories.listings import editor_of, make_draft, make_published, make_submitted, owner_of
from tests.listings.web import own_url, owner_client, section_data, signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/vi/staff/moderation/listings/"
APPROVAL = {"checklist": ReviewCheck.values, "list_status": "none", "dual_use": "no"}


@pytest.fixture
def reviewer() -> User:
    return make_user(staff=["reviewer"], name="Người duyệt Một")


@pytest.fixture
def desk(reviewer) -> Client:
    return signed_in(reviewer)


def item_url(listing: Listing, rest: str = "", language: str = "vi") -> str:
    return f"/{language}/staff/moderation/listings/{listing.public_id}/{rest}"


def change_url(listing: Listing, rest: str = "", language: str = "vi") -> str:
    return f"/{language}/staff/moderation/changes/{listing.public_id}/{rest}"


def taken(reviewer: User, **more) -> Listing:
    listing = make_submitted(**more)
    return actions.take_listing(listing_id=listing.pk, actor=actor_of(reviewer), now=NOW)


def changed(listing: Listing, **changes: object) -> Listing:
    owner_client(listing).post(own_url(listing, "edit/identity/"), section_data(listing, "identity", **changes))
    return listing


def state_of(listing: Listing) -> str:
    return Listing.objects.get(pk=listing.pk).state


def html_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


class TestWhoMay:
    @pytest.mark.parametrize("path", ["/vi/staff/moderation/listings/", "/vi/staff/moderation/changes/"])
    def test_guests_log_in_and_others_are_refused(self, path):
        assert Client().get(path).status_code == 302
        assert signed_in(make_user()).get(path).status_code == 403
        assert signed_in(make_user(staff=["verifier"])).get(path).status_code == 403

    def test_the_desk_opens_at_the_queue(self, desk):
        assert desk.get("/vi/staff/moderation/")["Location"] == QUEUE

    def test_drafts_are_not_there(self, desk):
        html_of(desk, item_url(make_draft()), 404)

    @pytest.mark.parametrize("move", ["take", "give-back", "approve"])
    def test_a_get_decides_nothing(self, desk, move):
        assert desk.get(item_url(make_submitted(), f"{move}/")).status_code == 405


class TestOwnText:
    def own(self, reviewer: User) -> list[Listing]:
        """What the reviewer wrote, and what belongs to an organisation of theirs."""
        organisation = make_organisation()
        make_member(organisation, user=reviewer)
        wrote = make_submitted(author=_acting(reviewer, organisation.pk))
        belongs = make_submitted(author=editor_of(organisation))
        return [wrote, belongs]

    def test_is_not_in_the_queue_and_not_counted(self, reviewer, desk):
        mine = self.own(reviewer)
        other = make_submitted(title_vi="Của tổ chức khác")

        html = html_of(desk, QUEUE)

        assert [one.public_id for one in (*mine, other) if one.public_id in html] == [other.public_id]
        assert re.search(r'aria-current="true">[^<]* 1</a>', html)

    def test_is_refused_by_address_even_when_acting_for_somebody_else(self, reviewer, desk):
        for listing in self.own(reviewer):
            assert desk.get(item_url(listing)).status_code == 403
            assert desk.post(item_url(listing, "take/")).status_code == 403
            assert state_of(listing) == State.SUBMITTED

    def test_edits_of_ones_own_are_neither_listed_nor_decided(self, reviewer, desk):
        organisation = make_organisation()
        make_member(organisation, user=reviewer)
        listing = changed(make_published(author=editor_of(organisation)), title_vi="Tên mới")

        assert listing.public_id not in html_of(desk, "/vi/staff/moderation/changes/")
        assert desk.get(change_url(listing)).status_code == 403


def _acting(user: User, organisation_id: int) -> Actor:
    return actor_of(user, organisation_id=organisation_id)


class TestQueue:
    def test_the_oldest_comes_first_with_days_waiting_and_reviewer(self, reviewer, desk):
        second = taken(reviewer, title_vi="Sau")
        first = make_submitted(title_vi="Trước", now=NOW.replace(day=2))

        html = html_of(desk, QUEUE.replace("/vi/", "/en/"))

        rows = re.findall(r'<a href="/en/staff/moderation/listings/(\w+)/"', html)
        assert [row for row in rows if row in (first.public_id, second.public_id)] == [
            first.public_id,
            second.public_id,
        ]
        assert ">You</td>" in html
        assert re.search(r"\d+\u00a0days</span>", html)

    def test_says_what_a_decision_really_took(self, desk):
        for days in range(1, 6):
            listing = make_submitted()
            listing.revisions.update(
                state="approved", decided_by=listing.author, created_at=NOW, decided_at=NOW + timedelta(days=days)
            )

        assert "3 days" in html_of(desk, "/en/staff/moderation/listings/").replace("\u00a0", " ")

    def test_only_mine(self, reviewer, desk):
        mine, free = taken(reviewer), make_submitted()

        html = html_of(desk, f"{QUEUE}?mine=1")

        assert mine.public_id in html
        assert f'{free.public_id}/">' not in html

    def test_says_when_nothing_waits(self, desk):
        assert "Nothing is waiting for review." in html_of(desk, QUEUE.replace("/vi/", "/en/"))

    def test_more_rows_take_no_more_queries(self, desk):
        def count() -> int:
            with CaptureQueriesContext(connection) as captured:
                html_of(desk, QUEUE)
            return len(captured)

        make_submitted()
        html_of(desk, QUEUE)
        few = count()
        for _number in range(5):
            make_submitted()

        assert count() == few


class TestItem:
    def test_is_taken_then_decided_or_given_back(self, reviewer, desk):
        listing = make_submitted()

        assert "Take it" in html_of(desk, item_url(listing, language="en"))
        desk.post(item_url(listing, "take/"))
        assert state_of(listing) == State.IN_REVIEW
        assert "Publish the listing" in html_of(desk, item_url(listing, language="en"))
        desk.post(item_url(listing, "give-back/"))
        assert state_of(listing) == State.SUBMITTED

    def test_what_another_reviewer_has_is_read_only(self, desk):
        other = make_user(staff=["reviewer"], name="Người duyệt Hai")
        listing = taken(other)

        html = html_of(desk, item_url(listing, language="en"))

        assert "Người duyệt Hai" in html
        assert "Publish the listing" not in html
        assert desk.post(item_url(listing, "approve/"), APPROVAL).status_code == 403

    def test_shows_the_whole_text_and_what_only_reviewers_see(self, desk):
        listing = make_submitted(first_disclosure_on="2026-09-01")

        html = html_of(desk, item_url(listing, language="en"))

        for words in ("Mùa mưa không phơi được", "0.62", "1 Sep 2026", listing.author.name):
            assert words in html

    def test_what_opens_after_an_nda_is_not_a_reviewers_to_read(self, desk):
        listing = make_submitted(confidential_detail="CANARY-N")
        public = make_published(confidential_detail="CANARY-N")
        url = own_url(public, "edit/problem/")
        owner_client(public).post(url, section_data(public, "problem", limits_vi="Mới", confidential_detail="CANARY-M"))

        shown = html_of(desk, item_url(listing)) + html_of(desk, change_url(public))

        assert "CANARY" not in shown

    def test_a_first_text_is_called_new_and_a_repaired_one_shows_what_changed(self, reviewer, desk):
        listing = taken(reviewer)
        assert "no reviewer has seen an earlier text" in html_of(desk, item_url(listing, language="en"))
        points = [actions.Point(reason="says_not_what", note="Nói rõ.")]
        actions.ask_changes(listing_id=listing.pk, points=points, actor=actor_of(reviewer), now=NOW)
        client, point = owner_client(listing), listing.review_points.get()
        listing.refresh_from_db()
        client.post(own_url(listing, "edit/identity/"), section_data(listing, "identity", title_vi="Tên đã sửa"))
        client.post(own_url(listing, f"points/{point.pk}/"), {f"{point.pk}-answer": "Đã sửa tên."})
        client.post(own_url(listing, "submit/"))

        html = html_of(desk, item_url(listing, language="en"))

        assert "<ins>Tên đã sửa</ins>" in html
        assert f'<del class="mute">{listing.title_vi}</del>' in html
        assert "Đã sửa tên." in html


class TestApprove:
    def test_publishes_with_list_status_and_dual_use(self, reviewer, desk):
        listing = taken(reviewer)

        response = desk.post(
            item_url(listing, "approve/"), {**APPROVAL, "list_status": "encouraged", "dual_use": "yes"}
        )

        listing.refresh_from_db()
        assert response["Location"] == QUEUE
        assert (listing.state, listing.list_status.code, listing.dual_use) == (State.PUBLISHED, "encouraged", True)

    def test_boxes_start_empty_and_every_gap_is_said_at_once(self, reviewer, desk):
        listing = taken(reviewer)

        assert not re.findall(r'name="(?:checklist|dual_use)"[^>]* checked', html_of(desk, item_url(listing)))
        response = desk.post(item_url(listing, "approve/"), {"checklist": ["says_what"]})

        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"checklist", "list_status", "dual_use"}
        assert state_of(listing) == State.IN_REVIEW

    def test_what_is_prohibited_is_not_published(self, reviewer, desk):
        listing = taken(reviewer)

        response = desk.post(item_url(listing, "approve/"), {**APPROVAL, "list_status": "prohibited"})

        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"list_status"}

    def test_what_waits_untaken_is_not_approved(self, desk):
        listing = make_submitted()

        assert desk.post(item_url(listing, "approve/"), APPROVAL).status_code == 409


class TestAskForChanges:
    def test_several_points_each_with_reason_section_and_note(self, reviewer, desk):
        listing = taken(reviewer)
        data = {
            "points-TOTAL_FORMS": "3",
            "points-INITIAL_FORMS": "0",
            "points-0-reason": "says_not_what",
            "points-0-note": "Nói rõ.",
            "points-2-reason": "claim_without_baseline",
        }

        response = desk.post(item_url(listing, "ask-changes/"), data)

        points = ReviewPoint.objects.values_list("reason__code", "section", "note")
        assert response["Location"] == QUEUE
        assert list(points) == [("says_not_what", "identity", "Nói rõ."), ("claim_without_baseline", "claims", "")]
        assert state_of(listing) == State.CHANGES_REQUESTED

    def test_a_reason_says_the_page_it_leads_to(self, reviewer, desk):
        html = html_of(desk, item_url(taken(reviewer), "ask-changes/", "en"))

        assert "Claim without figure, unit or baseline → Figures" in html

    def test_a_point_is_added_without_script_and_keeps_what_is_typed(self, reviewer, desk):
        listing = taken(reviewer)
        data = {"points-TOTAL_FORMS": "1", "points-INITIAL_FORMS": "0", "points-0-note": "Nói rõ.", "add": "1"}

        html = desk.post(item_url(listing, "ask-changes/"), data).content.decode()

        assert "points-1-reason" in html
        assert "Nói rõ." in html
        assert state_of(listing) == State.IN_REVIEW

    @pytest.mark.parametrize(
        "row", [{}, {"points-0-note": "Chỉ có lời"}, {"points-0-reason": "tank"}, {"points-TOTAL_FORMS": "x"}]
    )
    def test_without_a_reason_it_is_refused_and_stays_typed(self, reviewer, desk, row):
        listing = taken(reviewer)

        response = desk.post(
            item_url(listing, "ask-changes/"), {"points-TOTAL_FORMS": "1", "points-INITIAL_FORMS": "0", **row}
        )

        assert response.status_code == 422
        assert row.get("points-0-note", "") in response.content.decode()
        assert state_of(listing) == State.IN_REVIEW


class TestReject:
    def test_keeps_reason_and_note(self, reviewer, desk):
        listing = taken(reviewer)

        desk.post(item_url(listing, "reject/"), {"reason": "duplicate_or_advert", "note": "Trùng tin khác."})

        listing.refresh_from_db()
        assert (listing.state, listing.state_reason) == (State.REJECTED, "duplicate_or_advert")
        assert listing.state_note == "Trùng tin khác."

    @pytest.mark.parametrize("reason", ["", "tank"])
    def test_needs_a_reason_of_the_list(self, reviewer, desk, reason):
        listing = taken(reviewer)

        response = desk.post(item_url(listing, "reject/"), {"reason": reason, "note": "Lời đã gõ"})

        assert response.status_code == 422
        assert "Lời đã gõ" in response.content.decode()
        assert state_of(listing) == State.IN_REVIEW


class TestChanges:
    def test_an_edit_is_read_beside_the_public_text_and_published(self, desk):
        listing = changed(make_published(), title_vi="Tên mới cho tin")
        assert listing.public_id in html_of(desk, "/vi/staff/moderation/changes/")

        html = html_of(desk, change_url(listing))
        version = re.search(r'name="version" value="(\d+)"', html)[1]
        response = desk.post(change_url(listing, "approve/"), {"version": version, "checklist": ReviewCheck.values})

        assert "<ins>Tên mới cho tin</ins>" in html
        assert response["Location"] == "/vi/staff/moderation/changes/"
        assert Listing.objects.get(pk=listing.pk).title_vi == "Tên mới cho tin"

    def test_what_the_owner_changed_meanwhile_is_not_published_unread(self, desk):
        listing = changed(make_published(), title_vi="Bản một")
        version = re.search(r'name="version" value="(\d+)"', html_of(desk, change_url(listing)))[1]
        listing.refresh_from_db()
        changed(listing, title_vi="Bản hai")

        data = {"version": version, "checklist": ReviewCheck.values}
        assert desk.post(change_url(listing, "approve/"), data).status_code == 409
        refusal = {"version": version, "reason": "says_not_what"}
        assert desk.post(change_url(listing, "refuse/"), refusal).status_code == 409
        assert Listing.objects.get(pk=listing.pk).title_vi != "Bản hai"

    def test_a_missing_tick_is_refused(self, desk):
        listing = changed(make_published(), title_vi="Tên mới")
        version = re.search(r'name="version" value="(\d+)"', html_of(desk, change_url(listing)))[1]

        assert desk.post(change_url(listing, "approve/"), {"version": version}).status_code == 422

    def test_is_refused_with_a_reason_and_the_public_text_stays(self, desk):
        listing = changed(make_published(), title_vi="Tên mới")
        link = re.search(r'href="([^"]+refuse/\?version=\d+)"', html_of(desk, change_url(listing)))[1]
        version = re.search(r'name="version" value="(\d+)"', html_of(desk, link))[1]

        missing = desk.post(change_url(listing, "refuse/"), {"version": version, "reason": ""})
        done = desk.post(
            change_url(listing, "refuse/"), {"version": version, "reason": "says_not_what", "note": "Mơ hồ"}
        )

        revision = listing.revisions.get(state=RevisionState.REFUSED)
        assert (missing.status_code, done.status_code) == (422, 302)
        assert (revision.decision_reason, revision.decision_note) == ("says_not_what", "Mơ hồ")

    def test_what_was_taken_back_is_gone(self, desk):
        listing = changed(make_published(), title_vi="Tên mới")
        actions.recall_revision(listing_id=listing.pk, actor=owner_of(listing), now=NOW)

        assert desk.get(change_url(listing)).status_code == 409
