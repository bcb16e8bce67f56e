"""The editor over HTTP: drafts, rows without script, what is wrong beside its field, two editors at once, autosave."""

import re

import pytest
from django.test import Client

from marketplace.accounts.states import Role
from marketplace.listings import actions
from marketplace.listings.models import Listing, Revision
from marketplace.listings.states import Kind, RevisionState
from tests.factories.accounts import NOW, make_member, make_organisation, make_user
from tests.factories.listings import (
    make_draft,
    make_in_review,
    make_published,
    make_rejected,
    make_returned,
    make_submitted,
    owner_of,
)
from tests.listings.web import own_url, owner_client, section_data, signed_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def save(listing: Listing, section: str, client: Client | None = None, *, headers=None, button="save", **changes):
    """Post a section as its page was shown, changed by `changes`."""
    data = section_data(listing, section, **changes) | ({button: "1"} if button else {})
    return (client or owner_client(listing)).post(own_url(listing, f"edit/{section}/"), data, headers=headers or {})


def shown(listing: Listing, section: str, language: str = "vi") -> str:
    response = owner_client(listing).get(own_url(listing, f"edit/{section}/", language=language))
    assert response.status_code == 200
    return response.content.decode()


def problem_lines(html: str) -> list[tuple[str, str]]:
    """(id of the control, words) of the summary above the form."""
    (summary,) = re.findall(r'<div class="errors.*?</div>', html, re.DOTALL)
    return re.findall(r'<a href="#([^"]+)">(.*?)</a>', summary)


class TestCreate:
    def test_guests_are_led_to_the_log_in(self):
        response = Client().get("/vi/my/listings/new/")

        assert (response.status_code, response["Location"]) == (
            302,
            "/vi/account/login/?next=%2Fvi%2Fmy%2Flistings%2Fnew%2F",
        )

    @pytest.mark.parametrize("kind", Kind.values)
    def test_a_card_begins_a_draft_and_opens_its_first_page(self, kind):
        client = signed_in(make_member(make_organisation()))

        response = client.post("/vi/my/listings/new/", {"kind": kind}, follow=True)

        made = Listing.objects.get()
        assert (made.kind, made.state) == (kind, "draft")
        assert response.redirect_chain[-1][0] == own_url(made, "edit/identity/")

    def test_unknown_kind_is_refused_and_makes_nothing(self):
        client = signed_in(make_member(make_organisation()))

        assert client.post("/vi/my/listings/new/", {"kind": "tank"}).status_code == 400
        assert not Listing.objects.exists()

    def test_who_may_not_write_is_told_what_to_do(self):
        reader = make_member(make_organisation(), role=Role.VIEWER)

        page = signed_in(reader).get("/en/my/listings/new/").content.decode()

        assert "You cannot write listings yet." in page
        assert signed_in(reader).post("/en/my/listings/new/", {"kind": "technology"}).status_code == 403


class TestWhoMay:
    def test_others_do_not_learn_that_the_draft_exists(self):
        draft = make_draft()
        other = signed_in(make_member(make_organisation()))

        assert other.get(own_url(draft, "edit/identity/")).status_code == 404
        assert save(draft, "identity", other, title_vi="Của tôi").status_code == 404

    def test_a_reader_of_the_owner_may_look_but_not_write(self):
        draft = make_draft()
        reader = signed_in(make_member(draft.owner, role=Role.VIEWER))

        assert reader.get(own_url(draft)).status_code == 200
        assert reader.get(own_url(draft, "edit/identity/")).status_code == 403
        assert save(draft, "identity", reader, title_vi="Của tôi").status_code == 403

    def test_a_section_of_another_kind_is_404(self):
        assert (
            owner_client(draft := make_draft(kind=Kind.SERVICE)).get(own_url(draft, "edit/claims/")).status_code == 404
        )

    @pytest.mark.parametrize("make", [make_submitted, make_in_review, make_rejected])
    def test_what_is_with_a_reviewer_or_closed_is_not_written(self, make):
        listing = make()

        assert owner_client(listing).get(own_url(listing, "edit/identity/")).status_code == 409

    def test_form_without_token_is_refused(self):
        draft = make_draft()
        client = Client(enforce_csrf_checks=True)
        client.force_login(draft.author, backend="allauth.account.auth_backends.AuthenticationBackend")

        assert save(draft, "identity", client, title_vi="Khác").status_code == 403
        draft.refresh_from_db()
        assert draft.title_vi != "Khác"


class TestSaving:
    def test_draft_keeps_what_is_written_and_stays_on_the_page(self):
        draft = make_draft()

        response = save(draft, "identity", title_vi="Máy héo chè", keywords_vi="héo, chè")

        draft.refresh_from_db()
        assert response["Location"] == own_url(draft, "edit/identity/")
        assert (draft.title_vi, draft.keywords_vi, draft.version) == ("Máy héo chè", "héo, chè", 2)

    def test_next_goes_on_and_at_last_to_the_look_before_sending(self):
        draft = make_draft()

        assert save(draft, "identity", button="next")["Location"] == own_url(draft, "edit/problem/")
        assert save(draft, "contact", button="next")["Location"] == own_url(draft, "submit/")

    def test_next_stays_where_an_answer_does_not_hold_and_says_so(self):
        draft = make_draft()
        kept = dict(section_data(draft, "claims"))

        response = save(draft, "claims", button="next", **{**kept, "claims-0-baseline_vi": ""})
        html = shown(draft, "claims", "en")

        assert response["Location"] == own_url(draft, "edit/claims/")
        ((control, words),) = problem_lines(html)
        assert control == "id_claims-0-baseline_vi"
        assert words.startswith("Figure 1: Compared with (Vietnamese): Say what the figure is compared with")
        assert "<title>Error: " in html
        assert 'aria-invalid="true"' in html

    def test_edit_opens_where_one_stopped(self):
        draft = make_draft(price_mode="")

        assert owner_client(draft).get(own_url(draft, "edit/"))["Location"] == own_url(draft, "edit/offer/")

    @pytest.mark.parametrize(
        ("language", "typed", "stored"),
        [("vi", "1.250.000,5", "1250000.50"), ("vi", "0.62", "0.62"), ("en", "1,250,000.5", "1250000.50")],
    )
    def test_numbers_are_read_in_the_habit_of_the_page(self, language, typed, stored):
        draft = make_draft(price_mode="ask", price_max=None)
        data = section_data(draft, "offer", price_min=typed)

        owner_client(draft).post(own_url(draft, "edit/offer/", language=language), data)

        draft.refresh_from_db()
        assert str(draft.price_min) == stored

    @pytest.mark.parametrize("typed", ["5/11/2026", "05-11-2026", "2026-11-05"])
    def test_days_are_read_day_first(self, typed):
        draft = make_draft()

        save(draft, "offer", price_min="120000000", price_max="180000000", available_until=typed)

        draft.refresh_from_db()
        assert draft.available_until.isoformat() == "2026-11-05"

    def test_text_is_kept_in_composed_form(self):
        draft = make_draft()

        save(draft, "identity", title_vi="Ma\u0301y he\u0301o che\u0300")

        draft.refresh_from_db()
        assert draft.title_vi == "Máy héo chè"

    def test_a_code_that_is_not_in_the_list_is_said_at_its_field(self):
        draft = make_draft()

        response = save(draft, "readiness", ipc="F26B, ZZZZ")

        assert response.status_code == 422
        assert "ZZZZ" in response.content.decode()
        assert [control for control, _words in problem_lines(response.content.decode())] == ["id_ipc"]

    def test_a_fixed_answer_of_a_public_listing_is_not_sent(self):
        listing = make_published()

        response = save(listing, "contact", response_days="3", owner_hidden="on")

        listing.refresh_from_db()
        assert response.status_code == 302
        assert (listing.response_days, listing.owner_hidden) == (3, False)


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("section", "field", "typed"),
        [
            ("offer", "price_min", "một trăm"),
            ("offer", "available_until", "31/02/2026"),
            ("offer", "royalty_low", "200"),
            ("readiness", "year_started", "năm ngoái"),
            ("identity", "title_vi", "x" * 200),
            ("identity", "subtype", "tank"),
            ("contact", "response_days", "0"),
        ],
    )
    def test_is_said_beside_its_field_and_everything_typed_stays(self, section, field, typed):
        draft = make_draft()

        response = save(draft, section, **{field: typed})

        html = response.content.decode()
        lines = problem_lines(html)
        assert response.status_code == 422
        assert [control.removesuffix("_0") for control, _words in lines] == [f"id_{field}"]
        assert "<title>Lỗi: " in html
        assert typed in html or field == "subtype"
        assert Listing.objects.get(pk=draft.pk).version == draft.version

    def test_two_answers_that_exclude_each_other_are_refused(self):
        draft = make_draft()

        response = save(draft, "offer", price_min="5", price_max="4")

        assert [control for control, _words in problem_lines(response.content.decode())] == ["id_price_max"]

    def test_a_row_is_named_with_its_number_and_field(self):
        draft = make_draft()
        kept = section_data(draft, "claims")

        response = save(draft, "claims", **{**kept, "claims-0-value": "nhiều"})

        ((control, words),) = problem_lines(response.content.decode())
        assert control == "id_claims-0-value"
        assert "Write a number in digits" in words or "chữ số" in words

    @pytest.mark.parametrize("field", ["claims-TOTAL_FORMS", "claims-INITIAL_FORMS"])
    @pytest.mark.parametrize("value", ["-1", "x", "99999999999", ""])
    def test_a_broken_count_of_rows_loses_nothing(self, field, value):
        draft = make_draft()

        response = save(draft, "claims", **{field: value})

        assert response.status_code in (302, 422)
        assert draft.claims.count() == 1

    def test_ten_megabytes_are_refused_and_lose_nothing(self):
        draft = make_draft()

        assert save(draft, "problem", how_it_works_vi="x" * 10_000_000).status_code in (400, 413)
        assert Listing.objects.get(pk=draft.pk).version == draft.version

    @pytest.mark.parametrize("typed", ["a\x00b", "a\x07b"])
    def test_control_characters_are_refused(self, typed):
        assert save(make_draft(), "identity", title_vi=typed).status_code == 400


class TestRows:
    def test_a_row_is_added_and_removed_without_saving(self):
        draft = make_draft()
        data = section_data(draft, "claims", **{"claims-0-unit": "MJ"})
        client, url = owner_client(draft), own_url(draft, "edit/claims/")

        more = client.post(url, data | {"add": "1"}).content.decode()
        none = client.post(url, data | {"remove": "0"}).content.decode()

        assert 'id="id_claims-1-unit"' in more
        assert 'value="MJ"' in more
        assert 'id="id_claims-0-unit"' not in none
        draft.refresh_from_db()
        assert (draft.version, draft.claims.get().unit) == (1, "kWh/kg")

    def test_with_htmx_only_the_rows_come_back_and_the_new_one_takes_the_focus(self):
        draft = make_draft()
        data = section_data(draft, "claims") | {"add": "1"}

        html = owner_client(draft).post(own_url(draft, "edit/claims/"), data, headers=HTMX).content.decode()

        assert html.lstrip().startswith('<div class="flow-l" id="rows">')
        assert html.count("data-focus") == 1

    def test_blank_rows_are_not_kept_and_stored_ones_keep_their_identity(self):
        draft = make_draft()
        first = draft.claims.get().pk
        kept = section_data(draft, "claims")
        second = {"claims-TOTAL_FORMS": "3", "claims-1-operator": "eq", "claims-2-metric_vi": "Mẻ",
                  "claims-2-value": "6", "claims-2-unit": "giờ", "claims-2-baseline_vi": "11 giờ"}  # fmt: skip

        save(draft, "claims", **{**kept, **second})

        assert list(draft.claims.values_list("metric_vi", flat=True)) == ["Điện năng mỗi kg nước bay hơi", "Mẻ"]
        assert draft.claims.first().pk == first

    def test_rights_are_written_with_day_and_source(self):
        draft = make_draft(kind=Kind.IP_ASSET)
        kept = section_data(draft, "rights")

        save(draft, "rights", **{**kept, "rights-0-status_on": "20/11/2026", "rights-0-title": "Máy sấy"})

        right = draft.rights.get()
        assert (right.status_on.isoformat(), right.title) == ("2026-11-20", "Máy sấy")

    def test_a_status_without_its_day_is_refused(self):
        draft = make_draft(kind=Kind.IP_ASSET)
        kept = section_data(draft, "rights")

        response = save(draft, "rights", **{**kept, "rights-0-status_on": ""})

        assert [control for control, _words in problem_lines(response.content.decode())] == ["id_rights-0-status_on"]

    def test_a_row_button_on_a_page_without_rows_is_a_clear_refusal(self):
        assert save(make_draft(), "identity", button="add").status_code == 400


class TestAutosave:
    def test_keeps_the_draft_and_says_when(self):
        draft = make_draft()

        response = save(draft, "identity", headers=HTMX, button="", title_vi="Máy héo chè")

        html = response.content.decode()
        draft.refresh_from_db()
        assert response.status_code == 200
        assert draft.title_vi == "Máy héo chè"
        assert re.search(r"\d\d:\d\d", html)
        assert f'id="id_version" value="{draft.version}" hx-swap-oob="true"' in html
        assert 'id="sections"' in html

    def test_tells_new_rows_their_identity(self):
        draft = make_draft(claims=[])
        row = {
            "claims-TOTAL_FORMS": "2",
            "claims-INITIAL_FORMS": "0",
            "claims-1-metric_vi": "Mẻ",
            "claims-1-value": "6",
        }

        html = save(draft, "claims", headers=HTMX, button="", **row).content.decode()

        assert f'name="claims-1-id" id="id_claims-1-id" value="{draft.claims.get().pk}" hx-swap-oob="true"' in html

    def test_what_cannot_be_read_is_not_kept_and_the_status_line_says_so(self):
        draft = make_draft()

        response = save(draft, "offer", headers=HTMX, button="", price_min="nhiều")

        assert response.status_code == 422
        assert "<form" not in response.content.decode()

    def test_a_public_listing_does_not_save_itself(self):
        assert "hx-post" not in shown(make_published(), "identity")
        assert 'hx-trigger="input delay:2s"' in shown(make_draft(), "identity")


class TestOwnAutosave:
    """The answer to an autosave is still on the way when its author presses a button: no clash with oneself."""

    PAGE = "aB3dE6gH9jK2"

    def test_what_this_page_saved_last_is_no_clash(self):
        draft = make_draft()
        stale = section_data(draft, "identity", page=self.PAGE)
        client = owner_client(draft)
        client.post(own_url(draft, "edit/identity/"), {**stale, "title_vi": "Tự lưu"}, headers=HTMX)

        response = client.post(own_url(draft, "edit/identity/"), {**stale, "title_vi": "Gõ tiếp", "next": "1"})

        draft.refresh_from_db()
        assert (response.status_code, draft.title_vi) == (302, "Gõ tiếp")

    def test_what_another_page_of_the_same_author_saved_is_one(self):
        draft = make_draft()
        stale = section_data(draft, "identity", page=self.PAGE)
        client = owner_client(draft)
        client.post(own_url(draft, "edit/identity/"), {**stale, "page": "other", "title_vi": "Trang kia"})

        response = client.post(own_url(draft, "edit/identity/"), {**stale, "title_vi": "Trang này", "next": "1"})

        draft.refresh_from_db()
        assert (response.status_code, draft.title_vi) == (409, "Trang kia")

    def test_nor_is_an_own_autosave_an_excuse_after_somebody_else_saved(self):
        draft = make_draft()
        stale = section_data(draft, "identity", page=self.PAGE)
        client = owner_client(draft)
        client.post(own_url(draft, "edit/identity/"), {**stale, "title_vi": "Tự lưu"}, headers=HTMX)
        save(Listing.objects.get(pk=draft.pk), "identity", title_vi="Người khác")

        response = client.post(own_url(draft, "edit/identity/"), {**stale, "title_vi": "Gõ tiếp", "next": "1"})

        assert response.status_code == 409

    def test_every_page_has_a_name_of_its_own_and_keeps_it(self):
        draft = make_draft()
        first, second = (re.findall(r'name="page" value="(\w+)"', shown(draft, "claims")) for _ in range(2))

        again = owner_client(draft).post(
            own_url(draft, "edit/claims/"), section_data(draft, "claims", page=first[0], add="1")
        )

        assert first != second
        assert re.findall(r'name="page" value="(\w+)"', again.content.decode()) == first

    @pytest.mark.parametrize("name", ["", "<b>", "x" * 50])
    def test_a_name_that_is_none_wins_nothing(self, name):
        draft = make_draft()
        stale = section_data(draft, "identity", page=name)
        client = owner_client(draft)
        client.post(own_url(draft, "edit/identity/"), {**stale, "title_vi": "Tự lưu"})

        assert client.post(own_url(draft, "edit/identity/"), {**stale, "title_vi": "Khác"}).status_code == 409


class TestTwoEditors:
    def test_the_second_sees_both_texts_and_nothing_is_overwritten(self):
        draft = make_draft()
        stale = section_data(draft, "identity", title_vi="Của người hai", keywords_vi="hai")
        save(draft, "identity", title_vi="Của người một")

        response = owner_client(draft).post(own_url(draft, "edit/identity/", language="en"), stale | {"save": "1"})

        html = response.content.decode()
        draft.refresh_from_db()
        assert response.status_code == 409
        assert draft.title_vi == "Của người một"
        for words in (
            "Của người một",
            "Của người hai",
            'name="keep-title_vi" value="mine"',
            f'value="{draft.version}"',
        ):
            assert words in html

    def test_each_answer_is_kept_by_choice(self):
        draft = make_draft()
        stale = section_data(draft, "identity", title_vi="Của người hai", keywords_vi="hai")
        save(draft, "identity", title_vi="Của người một", keywords_vi="một")
        draft.refresh_from_db()
        chosen = {
            "version": draft.version,
            "resolve": "1",
            "save": "1",
            "keep-title_vi": "mine",
            "keep-keywords_vi": "theirs",
        }

        owner_client(draft).post(own_url(draft, "edit/identity/"), stale | chosen)

        draft.refresh_from_db()
        assert (draft.title_vi, draft.keywords_vi) == ("Của người hai", "một")

    def test_all_of_ones_own_is_kept_by_one_button(self):
        draft = make_draft()
        stale = section_data(draft, "identity", title_vi="Của người hai", keywords_vi="hai")
        save(draft, "identity", title_vi="Của người một", keywords_vi="một")
        draft.refresh_from_db()

        owner_client(draft).post(
            own_url(draft, "edit/identity/"), stale | {"version": draft.version, "resolve": "1", "keep": "mine"}
        )

        draft.refresh_from_db()
        assert (draft.title_vi, draft.keywords_vi) == ("Của người hai", "hai")

    def test_rows_are_compared_too_and_carried_along(self):
        draft = make_draft()
        stale = section_data(draft, "claims", **{"claims-0-unit": "MJ/kg"})
        save(draft, "claims", **{**section_data(draft, "claims"), "claims-0-unit": "Wh/kg"})

        html = owner_client(draft).post(own_url(draft, "edit/claims/", language="en"), stale).content.decode()

        assert "Unit: MJ/kg" in html
        assert "Unit: Wh/kg" in html
        assert '<input type="hidden" name="claims-0-unit" value="MJ/kg">' in html

    def test_the_same_text_saved_twice_is_no_clash(self):
        draft = make_draft()
        stale = section_data(draft, "identity", title_vi="Cùng một tên")
        save(draft, "identity", title_vi="Cùng một tên")

        response = owner_client(draft).post(own_url(draft, "edit/identity/"), stale | {"next": "1"})

        assert (response.status_code, response["Location"]) == (302, own_url(draft, "edit/problem/"))

    def test_autosave_says_that_somebody_was_faster(self):
        draft = make_draft()
        stale = section_data(draft, "identity", title_vi="Của người hai")
        save(draft, "identity", title_vi="Của người một")

        response = owner_client(draft).post(own_url(draft, "edit/identity/", language="en"), stale, headers=HTMX)

        assert response.status_code == 422
        assert "somebody changed this listing meanwhile" in response.content.decode()

    def test_a_form_without_its_version_never_wins(self):
        draft = make_draft()

        assert save(draft, "identity", title_vi="Không phiên bản", version="").status_code == 409

    def test_what_was_sent_meanwhile_shows_the_typed_text_to_copy(self):
        draft = make_draft()
        stale = section_data(draft, "identity", title_vi="Viết dở")
        actions.submit_listing(listing_id=draft.pk, actor=owner_of(draft), now=NOW)

        response = owner_client(draft).post(own_url(draft, "edit/identity/", language="en"), stale)

        html = response.content.decode()
        assert response.status_code == 409
        assert "Viết dở" in html
        assert "Nothing was saved." in html
        assert 'name="keep"' not in html


class TestPublicListing:
    def test_a_material_edit_waits_beside_the_public_text(self):
        listing = make_published()

        response = save(listing, "identity", title_vi="Tên mới cho tin đang đăng")

        waiting = Revision.objects.get(listing=listing, state=RevisionState.PENDING)
        listing.refresh_from_db()
        assert response.status_code == 302
        assert listing.title_vi != "Tên mới cho tin đang đăng"
        assert waiting.changed == ["title_vi"]
        assert "Tên mới cho tin đang đăng" in shown(listing, "identity")

    def test_the_page_says_what_waits_and_what_is_live(self):
        assert "This listing is public." in shown(make_published(), "identity", "en")

    def test_it_stays_complete_at_every_save(self):
        listing = make_published()

        response = save(listing, "identity", title_vi="")

        assert response.status_code == 422
        assert [control for control, _words in problem_lines(response.content.decode())] == ["id_title_vi"]


class TestWords:
    def test_the_other_language_is_folded_and_says_how_much_is_there(self):
        draft = make_draft(title_en="Heat pump dryer")

        html = shown(draft, "identity", "en")

        assert "The same in Vietnamese (optional): 2 of 4 filled in" in html

    def test_a_listing_written_in_vietnamese_is_asked_in_vietnamese_on_the_english_page(self):
        html = shown(make_draft(), "identity", "en")

        assert (
            html.index('id="id_title_vi"')
            < html.index("The same in English (optional)")
            < html.index('id="id_title_en"')
        )

    def test_optional_answers_say_so_and_required_ones_do_not(self):
        html = shown(make_draft(), "identity", "en")

        assert re.search(r'<label for="id_title_vi">Title \(Vietnamese\)</label>', html)
        assert re.search(
            r'<label for="id_keywords_vi">Keywords \(Vietnamese\) <span class="hint hint--in">\(optional\)', html
        )

    def test_who_sees_the_confidential_part_is_said_before_it(self):
        html = shown(make_draft(), "problem", "en")

        assert "Your own members see this, nobody else" in html

    def test_unfiled_detail_is_warned_of_in_place(self):
        draft = make_draft(unfiled_detail=True)

        assert "It cannot be sent like this." in shown(draft, "rights", "en")

    def test_the_reviewers_points_stand_on_the_page_they_are_about(self):
        listing = make_returned(reason="says_not_what")

        assert "Nói rõ máy làm gì." in shown(listing, "identity")
        assert "Nói rõ máy làm gì." not in shown(listing, "offer")

    def test_markup_in_answers_is_shown_as_text(self):
        draft = make_draft(title_vi='"><script>alert(1)</script>')

        assert "<script>alert(1)" not in shown(draft, "identity")


def test_get_changes_nothing():
    draft = make_draft()
    before = Listing.objects.filter(pk=draft.pk).values().get()

    for section in ("identity", "problem", "claims", "readiness", "rights", "offer", "contact"):
        shown(draft, section)

    assert Listing.objects.filter(pk=draft.pk).values().get() == before


def test_people_without_an_organisation_are_told_what_to_do():
    assert signed_in(make_user()).get("/vi/my/listings/").status_code == 200
