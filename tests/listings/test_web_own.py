"""One's own listings over HTTP: the list, sending, the reviewer's points, and every move with its page before it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.states import Role
from marketplace.common import clock
from marketplace.common.holds import place_hold
from marketplace.listings import actions
from marketplace.listings.models import Listing
from marketplace.listings.states import Kind, State
from tests.factories.accounts import NOW, make_member, make_organisation, make_user
from tests.factories.listings import (
    editor_of,
    make_draft,
    make_expired,
    make_in_review,
    make_paused,
    make_published,
    make_rejected,
    make_returned,
    make_reviewer,
    make_submitted,
    make_withdrawn,
)
from tests.listings.web import own_url, owner_client, section_data, signed_in

pytestmark = pytest.mark.django_db
MAKE = {
    State.DRAFT: make_draft,
    State.SUBMITTED: make_submitted,
    State.IN_REVIEW: make_in_review,
    State.CHANGES_REQUESTED: make_returned,
    State.PUBLISHED: make_published,
    State.REJECTED: make_rejected,
    State.PAUSED: make_paused,
    State.EXPIRED: make_expired,
    State.WITHDRAWN: make_withdrawn,
}
ANSWERS = {"withdraw": {"reason": "no_longer_offered"}, "renew": {"confirmed": ["title_vi"], "rights_checked": "on"}}
# (state, move) → state after it, of the moves that the owner's page offers.
MOVES = {
    (State.SUBMITTED, "recall"): State.DRAFT,
    (State.PUBLISHED, "pause"): State.PAUSED,
    (State.PAUSED, "resume"): State.PUBLISHED,
    (State.PUBLISHED, "withdraw"): State.WITHDRAWN,
    (State.PAUSED, "withdraw"): State.WITHDRAWN,
    (State.REJECTED, "revise"): State.DRAFT,
    (State.DRAFT, "archive"): State.ARCHIVED,
    (State.REJECTED, "archive"): State.ARCHIVED,
    (State.WITHDRAWN, "archive"): State.ARCHIVED,
}


def html_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def state_of(listing: Listing) -> str:
    return Listing.objects.get(pk=listing.pk).state


class TestList:
    def test_shows_own_listings_with_state_completeness_and_next_step(self):
        owner = make_organisation()
        editor = editor_of(owner)
        make_draft(author=editor, title_vi="Còn dở", price_mode="")
        make_published(author=editor, title_vi="Đã đăng")
        make_published(title_vi="Của người khác")

        html = html_of(signed_in(make_member(owner, role=Role.VIEWER)), "/en/my/listings/")

        assert "Còn dở" in html
        assert "7/8" in html
        assert "1 section to write" in html
        assert "Đã đăng" in html
        assert "Của người khác" not in html

    def test_is_filtered_by_state_and_counts_each(self):
        owner = make_organisation()
        editor = editor_of(owner)
        make_draft(author=editor, title_vi="Còn dở")
        make_published(author=editor, title_vi="Đã đăng")
        client = signed_in(make_member(owner))

        html = html_of(client, "/en/my/listings/?state=draft")

        assert "Còn dở" in html
        assert "Đã đăng" not in html
        assert re.findall(r'<a href="[^"]*"[^>]*>(All|Draft|Published) (\d)</a>', html) == [
            ("All", "2"), ("Draft", "1"), ("Published", "1"),
        ]  # fmt: skip

    def test_unknown_state_is_404_and_far_pages_show_the_last(self):
        client = signed_in(make_member(make_organisation()))

        html_of(client, "/vi/my/listings/?state=tank", 404)
        html_of(client, "/vi/my/listings/?page=1e9")

    def test_guests_log_in_first(self):
        assert Client().get("/vi/my/listings/").status_code == 302

    def test_without_an_organisation_the_way_to_one_is_shown(self):
        assert "/en/my/organisation/" in html_of(signed_in(make_user()), "/en/my/listings/")

    def test_more_rows_take_no_more_queries(self):
        def count(rows: int) -> int:
            owner = make_organisation()
            editor = editor_of(owner)
            for _number in range(rows):
                make_draft(author=editor)
            client = signed_in(make_member(owner))
            html_of(client, "/vi/my/listings/")
            with CaptureQueriesContext(connection) as captured:
                html_of(client, "/vi/my/listings/")
            return len(captured)

        assert count(2) == count(8)


class TestOwnPage:
    @pytest.mark.parametrize("state", MAKE)
    def test_every_state_has_a_page_with_a_next_step(self, state):
        listing = MAKE[state]()

        html = html_of(owner_client(listing), own_url(listing, language="en"))

        assert 'id="next"' in html
        assert "<h2>Next step</h2>" in html

    def test_others_do_not_find_it(self):
        listing = make_published()

        html_of(signed_in(make_member(make_organisation())), own_url(listing), 404)

    def test_a_waiting_listing_shows_the_day_of_the_promised_decision(self):
        listing = make_submitted()  # Monday, 23/11/2026; five working days later is the next Monday.

        assert "A decision is promised by 30 Nov 2026." in html_of(
            owner_client(listing), own_url(listing, language="en")
        )

    def test_a_rejection_shows_reason_and_the_way_to_object(self):
        listing = make_rejected()

        html = html_of(owner_client(listing), own_url(listing, language="en"))

        assert "Duplicate, or mere product advertising" in html
        assert "/en/rules/" in html

    def test_a_waiting_change_is_shown_question_by_question(self):
        listing = make_published()
        client = owner_client(listing)
        client.post(own_url(listing, "edit/identity/"), section_data(listing, "identity", title_vi="Tên mới"))

        html = html_of(client, own_url(listing, language="en"))

        assert "A change waits for review" in html
        assert "<ins>Tên mới</ins>" in html
        assert f'<del class="mute">{listing.title_vi}</del>' in html

    def test_a_change_is_taken_back_after_a_page_that_says_what_happens(self):
        listing = make_published()
        client = owner_client(listing)
        client.post(own_url(listing, "edit/identity/"), section_data(listing, "identity", title_vi="Tên mới"))

        assert "The public text stays as it is." in html_of(client, own_url(listing, "recall-change/", language="en"))
        assert client.post(own_url(listing, "recall-change/")).status_code == 302
        assert "Tên mới" not in html_of(client, own_url(listing))
        assert client.post(own_url(listing, "recall-change/")).status_code == 409

    def test_a_refused_change_says_why(self):
        listing = make_published()
        client = owner_client(listing)
        client.post(own_url(listing, "edit/identity/"), section_data(listing, "identity", title_vi="Tên mới"))
        revision = listing.revisions.get(state="pending")
        actions.refuse_revision(
            revision_id=revision.pk, expected_version=revision.version, reason="says_not_what", note="Mơ hồ",
            actor=make_reviewer(), now=NOW,
        )  # fmt: skip

        html = html_of(client, own_url(listing, language="en"))

        assert "Title or summary does not say what it does" in html
        assert "Mơ hồ" in html


class TestSubmit:
    def test_names_what_is_missing_with_a_link_to_each(self):
        draft = make_draft(summary_vi="", price_mode="", price_min=None, price_max=None)

        html = html_of(owner_client(draft), own_url(draft, "submit/", language="en"))

        assert "2 answers are missing" in html
        assert f'href="{own_url(draft, "edit/identity/", language="en")}#id_summary_vi"' in html
        assert f'href="{own_url(draft, "edit/offer/", language="en")}#id_price_mode_0"' in html
        assert 'value="review"' not in html

    def test_each_link_leads_to_a_control_that_is_there(self):
        owner = editor_of(make_organisation())
        drafts = [actions.create_listing(kind=kind, values={}, actor=owner, now=NOW) for kind in Kind.values]

        for draft in drafts:
            client = owner_client(draft)
            links = re.findall(r'href="([^"#]+/edit/[^"#]+)#([^"]+)"', html_of(client, own_url(draft, "submit/")))
            missing = [anchor for path, anchor in links if f'id="{anchor}"' not in html_of(client, path)]
            assert (len(links) >= 7, missing) == (True, [])

    def test_shows_what_everybody_will_see_and_what_stays_closed(self):
        draft = make_draft(confidential_detail="CANARY-N")

        html = html_of(owner_client(draft), own_url(draft, "submit/", language="en"))

        assert "Mùa mưa không phơi được" in html
        assert "The detail you wrote for it." in html
        assert "CANARY-N" not in html

    def test_sends_and_gives_the_reference(self):
        draft = make_draft()

        response = owner_client(draft).post(own_url(draft, "submit/"), {"how": "review"})

        draft.refresh_from_db()
        assert response["Location"] == own_url(draft)
        assert (draft.state, bool(draft.reference)) == (State.SUBMITTED, True)

    def test_unfiled_detail_is_refused_in_place_with_rule_and_last_day(self):
        draft = make_draft(unfiled_detail=True, first_disclosure_on="2026-05-01")
        client = owner_client(draft)

        before = html_of(client, own_url(draft, "submit/", language="en"))
        response = client.post(own_url(draft, "submit/", language="en"), {"how": "review"})

        after = response.content.decode()
        assert response.status_code == 409
        for html in (before, after):
            assert "R-PUB-2" in html
            assert "01/05/2027" in html
            assert "#id_unfiled_detail_0" in html
        assert "It was not sent" in after
        assert state_of(draft) == State.DRAFT

    def test_a_missing_answer_is_refused_in_place(self):
        draft = make_draft(summary_vi="")

        response = owner_client(draft).post(own_url(draft, "submit/", language="en"), {"how": "review"})

        assert response.status_code == 422
        assert "1 answer is missing" in response.content.decode()

    def test_every_point_is_answered_first(self):
        listing = make_returned()

        response = owner_client(listing).post(own_url(listing, "submit/", language="en"), {"how": "review"})

        assert response.status_code == 409
        assert f"{own_url(listing, language='en')}#points" in response.content.decode()

    def test_a_trusted_organisation_may_publish_by_itself_and_others_may_not(self):
        trusted = make_draft(author=editor_of(make_organisation(self_publish=True)))
        other = make_draft()

        assert 'value="self"' in html_of(owner_client(trusted), own_url(trusted, "submit/"))
        assert 'value="self"' not in html_of(owner_client(other), own_url(other, "submit/"))
        owner_client(trusted).post(own_url(trusted, "submit/"), {"how": "self"})
        assert owner_client(other).post(own_url(other, "submit/"), {"how": "self"}).status_code == 403
        assert (state_of(trusted), state_of(other)) == (State.PUBLISHED, State.DRAFT)

    @pytest.mark.parametrize("make", [make_submitted, make_published, make_withdrawn])
    def test_what_is_no_draft_cannot_be_sent(self, make):
        listing = make()

        assert owner_client(listing).get(own_url(listing, "submit/")).status_code == 409
        assert owner_client(listing).post(own_url(listing, "submit/")).status_code == 409


class TestPoints:
    def test_an_answer_closes_the_point(self):
        listing = make_returned()
        point = listing.review_points.get()

        response = owner_client(listing).post(
            own_url(listing, f"points/{point.pk}/"), {f"{point.pk}-answer": "Đã sửa tên."}
        )

        point.refresh_from_db()
        assert response.status_code == 302
        assert point.answer == "Đã sửa tên."

    @pytest.mark.parametrize("typed", ["", "x" * 2_001])
    def test_an_empty_or_endless_answer_is_refused_beside_its_field_and_stays_typed(self, typed):
        listing = make_returned()
        point = listing.review_points.get()

        response = owner_client(listing).post(own_url(listing, f"points/{point.pk}/"), {f"{point.pk}-answer": typed})

        html = response.content.decode()
        assert response.status_code == 422
        assert f'id="id_{point.pk}-answer_error"' in html
        assert typed in html

    def test_a_point_of_another_listing_is_404(self):
        mine, other = make_returned(), make_returned()
        point = other.review_points.get()

        assert (
            owner_client(mine).post(own_url(mine, f"points/{point.pk}/"), {f"{point.pk}-answer": "x"}).status_code
            == 404
        )


class TestMoves:
    @pytest.mark.parametrize(("state", "move"), MOVES)
    def test_a_page_says_what_happens_and_the_button_does_it(self, state, move):
        listing = MAKE[state]()
        client, url = owner_client(listing), own_url(listing, f"move/{move}/", language="en")

        page = html_of(client, url)
        assert state_of(listing) == state
        response = client.post(url, ANSWERS.get(move, {}))

        assert "What will happen" in page
        assert response.status_code == 302
        assert state_of(listing) == MOVES[state, move]

    @pytest.mark.parametrize("state", MAKE)
    def test_a_move_that_the_state_forbids_is_409_and_is_not_offered(self, state):
        listing = MAKE[state]()
        client = owner_client(listing)
        offered = html_of(client, own_url(listing))
        moves = ("recall", "pause", "resume", "withdraw", "revise", "archive", "renew")

        for move in moves:
            url = own_url(listing, f"move/{move}/")
            status = client.get(url).status_code
            assert status == (409 if move not in _allowed(listing) else 200)
            assert status == 200 or url not in offered

    def test_an_unknown_move_is_404(self):
        listing = make_published()

        assert owner_client(listing).post(own_url(listing, "move/approve/")).status_code == 404

    def test_withdrawal_asks_for_its_reason(self):
        listing = make_published()

        response = owner_client(listing).post(own_url(listing, "move/withdraw/"), {"reason": "", "note": "Ghi chú"})

        assert response.status_code == 422
        assert "Ghi chú" in response.content.decode()
        assert state_of(listing) == State.PUBLISHED

    def test_what_an_agreed_deal_holds_is_not_withdrawn(self):
        listing = make_published()
        place_hold(listing, "agreed_deal", subject=listing.owner, now=NOW, until=None)

        assert owner_client(listing).post(own_url(listing, "move/withdraw/"), ANSWERS["withdraw"]).status_code == 409
        assert state_of(listing) == State.PUBLISHED

    def test_a_reader_of_the_owner_makes_no_move(self):
        listing = make_published()
        reader = signed_in(make_member(listing.owner, role=Role.VIEWER))

        assert reader.get(own_url(listing, "move/pause/")).status_code == 403
        assert reader.post(own_url(listing, "move/pause/")).status_code == 403
        assert "move/pause/" not in html_of(reader, own_url(listing))

    def test_a_get_makes_no_move(self):
        listing = make_published()

        owner_client(listing).get(own_url(listing, "move/pause/"))

        assert state_of(listing) == State.PUBLISHED


def _allowed(listing: Listing) -> list[str]:
    return listing.LIFECYCLE.allowed(listing.state)


class TestRenewal:
    def published(self, days_ago: int, **more) -> Listing:
        return make_published(now=clock.now() - timedelta(days=days_ago), **more)

    def test_is_offered_from_sixty_days_before_the_last_day(self):
        fresh, ending = self.published(10), self.published(330)

        assert "move/renew/" not in html_of(owner_client(fresh), own_url(fresh))
        assert "move/renew/" in html_of(owner_client(ending), own_url(ending))

    def test_confirms_named_facts_for_another_year(self):
        listing = self.published(330)

        response = owner_client(listing).post(
            own_url(listing, "move/renew/"), {"confirmed": ["title_vi", "price_mode"]}
        )

        renewed = Listing.objects.get(pk=listing.pk)
        assert response.status_code == 302
        assert (renewed.expires_on - listing.expires_on).days > 300

    def test_asks_for_one_fact_and_for_the_look_up_of_rights(self):
        plain, asset = self.published(330), self.published(330, kind=Kind.IP_ASSET)

        nothing = owner_client(plain).post(own_url(plain, "move/renew/"))
        stale = owner_client(asset).post(own_url(asset, "move/renew/"), {"confirmed": ["rights"]})
        looked = owner_client(asset).post(
            own_url(asset, "move/renew/"), {"confirmed": ["rights"], "rights_checked": "on"}
        )

        assert (nothing.status_code, stale.status_code, looked.status_code) == (422, 422, 302)


def test_preview_shows_the_public_text_of_a_draft_and_is_not_indexed():
    draft = make_draft(confidential_detail="CANARY-N")

    html = html_of(owner_client(draft), own_url(draft, "preview/"))

    assert "Mùa mưa không phơi được" in html
    assert "CANARY-N" not in html
    assert '<meta name="robots" content="noindex">' in html


def test_acting_for_another_organisation_ones_own_listing_is_out_of_reach():
    listing = make_draft()
    user = make_user()
    make_member(listing.owner, user=user)
    second = make_organisation(admin=user)
    client = signed_in(user)
    assert client.get(own_url(listing)).status_code == 200

    client.post("/vi/account/acting-for/", {"organisation": second.pk, "next": "/vi/my/"})

    assert client.get(own_url(listing)).status_code == 404
