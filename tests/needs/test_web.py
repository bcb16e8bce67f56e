"""Pages of needs: public page, editor, own needs, moderation, panels."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from config.panels import PANELS
from marketplace.accounts.queries import actor_of
from marketplace.needs.models import Need
from marketplace.needs.states import ReviewCheck
from marketplace.needs.web import urls_plain
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.listings import editor_of
from tests.factories.needs import (
    make_closed,
    make_draft,
    make_expired,
    make_in_review,
    make_open,
    make_paused,
    make_returned,
    make_submitted,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db
MY = "/vi/my/needs/"
QUEUE = "/vi/staff/moderation/needs/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def owner_client(need):
    return signed_in(need.author)


def reviewer_client():
    return signed_in(make_user(staff=["reviewer"]))


def html(response):
    return response.content.decode()


def problem_form(need, **changes):
    """The page "problem" of the editor as a browser posts it."""
    values = {"title_vi": need.title_vi, "problem_vi": need.problem_vi, "version": need.version, "save": "1"}
    return {**values, **changes}


def later():
    return (timezone.localdate() + timedelta(days=90)).strftime("%d/%m/%Y")


# --- the public page ---


def test_everybody_reads_an_open_need_at_one_address_per_language():
    need = make_open(title_en="Cheaper tea drying")

    vi, en = Client().get(need.get_absolute_url()), Client().get(f"/en/needs/{need.reference}/cheaper-tea-drying/")

    assert (vi.status_code, en.status_code) == (200, 200)
    assert "≤\u00a02.500\u00a0VND/kg" in html(vi)
    assert "≤\u00a02,500\u00a0VND/kg" in html(en)
    assert f'hreflang="en" href="http://testserver/en/needs/{need.reference}/cheaper-tea-drying/"' in html(vi)


@pytest.mark.parametrize("address", ["/vi/needs/{0}/", "/vi/needs/{0}/ten-cu/", "/vi/needs/{1}/ten-cu/"])
def test_an_old_or_mistyped_address_leads_to_the_right_one(address):
    need = make_open()

    response = Client().get(address.format(need.reference, need.reference.lower()))

    assert (response.status_code, response["Location"]) == (301, need.get_absolute_url())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_short_address_leads_on_by_language(rf, language):
    need = make_open()
    asked = resolve(f"/r/{need.reference}", urlconf=urls_plain)

    with translation.override(language):
        response = asked.func(rf.get(f"/r/{need.reference}"), **asked.kwargs)

    assert response.status_code == 302
    assert response["Location"].startswith(f"/{language}/needs/{need.reference}/")


@pytest.mark.parametrize("number", ["VN-12-TO-20261123-0001-N", "US-00-IP-20261123-0001-X", "nonsense"])
def test_the_short_address_leaves_other_numbers_to_listings(number):
    with pytest.raises(Resolver404):
        resolve(f"/r/{number}", urlconf=urls_plain)


@pytest.mark.parametrize("make", [make_paused, make_expired, make_closed])
def test_what_left_the_search_stays_readable_and_says_so(make):
    need = make()

    response = Client().get(need.get_absolute_url())

    assert response.status_code == 200
    assert str(need.get_state_display()) in html(response) or need.get_state_display()


def test_a_withdrawn_need_is_a_tombstone_without_its_text():
    need = make_withdrawn(problem_vi="CANARY nội dung đã rút, đủ dài để đọc.")

    response = Client().get(f"/vi/needs/{need.reference}/x/")

    assert response.status_code == 410
    assert need.reference in html(response)
    assert "CANARY" not in html(response)


@pytest.mark.parametrize("make", [make_draft, make_submitted, make_in_review, make_returned])
def test_what_is_not_public_is_not_found(make):
    need = make()

    assert Client().get(f"/vi/needs/{need.reference or 'VN-12-TR-20261123-9999-X'}/x/").status_code == 404


def test_an_anonymous_asker_and_a_closed_budget_are_nowhere_on_the_page():
    author = editor_of(make_organisation(name_vi="Hợp tác xã Kín"))
    need = make_open(author=author, visibility="anonymous", budget_max="987654321")

    page = html(Client().get(need.get_absolute_url()))
    own = html(owner_client(need).get(need.get_absolute_url()))

    assert "Hợp tác xã Kín" not in page
    assert "987.654.321" not in page
    assert "987.654.321" in own


def test_hostile_text_is_shown_as_text():
    need = make_open(title_vi='<script>alert("x")</script>', problem_vi="</script><img src=x onerror=alert(1)>")

    page = html(Client().get(need.get_absolute_url()))

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_public_page_keeps_its_budget_and_each_panel_its_own(django_assert_max_num_queries):
    need = make_open()
    panels = sum(len(names) for slot, names in PANELS.items() if slot.startswith(("need.", "shell.")))

    with django_assert_max_num_queries(12 + panels * 3):
        assert Client().get(need.get_absolute_url()).status_code == 200


# --- writing ---


def test_a_need_is_written_page_by_page_and_sent():
    client = signed_in(make_member(make_organisation()))
    begun = client.post(f"{MY}new/", {"kind": "technology"}, follow=True)
    need = Need.objects.get()
    pages = {
        "problem": {"title_vi": "Sấy chè rẻ hơn", "problem_vi": "Lò củi ám khói."},
        "requirements": {
            "requirements-TOTAL_FORMS": "1",
            "requirements-INITIAL_FORMS": "0",
            "requirements-0-metric_vi": "Chi phí mỗi kg",
            "requirements-0-operator": "le",
            "requirements-0-value": "2.500,5",
            "requirements-0-unit": "VND/kg",
            "requirements-0-must": "on",
        },
        "scope": {"st_field": "engineering"},
        "terms": {"answers_by": later(), "visibility": "anonymous", "response_days": "5"},
    }

    for section, values in pages.items():
        need.refresh_from_db()
        saved = client.post(f"{MY}{need.public_id}/edit/{section}/", {**values, "version": need.version, "next": "1"})
        assert saved.status_code == 302, html(saved)
    sent = client.post(f"{MY}{need.public_id}/submit/", {"how": "review"}, follow=True)

    need.refresh_from_db()
    assert (begun.status_code, sent.status_code, need.state) == (200, 200, "submitted")
    row = need.requirements.get()
    assert (str(row.value), row.operator, row.must) == ("2500.500000", "le", True)
    assert (need.visibility, need.response_days) == ("anonymous", 5)


def test_a_wrong_answer_stays_typed_in_and_is_named_at_the_top():
    need = make_draft()
    form = problem_form(need, title_vi="x" * 151)

    response = owner_client(need).post(f"{MY}{need.public_id}/edit/problem/", form)

    assert response.status_code == 422
    assert "x" * 151 in html(response)
    assert 'href="#id_title_vi"' in html(response)


def test_a_row_is_added_and_removed_without_saving_or_losing_anything():
    need = make_draft()
    client, address = owner_client(need), f"{MY}{need.public_id}/edit/requirements/"
    typed = {
        "requirements-TOTAL_FORMS": "1",
        "requirements-INITIAL_FORMS": "0",
        "requirements-0-metric_vi": "Đang gõ dở",
        "version": need.version,
    }

    added = html(client.post(address, {**typed, "add": "1"}))
    removed = html(client.post(address, {**typed, "remove": "0"}))

    assert "Đang gõ dở" in added
    assert 'name="requirements-1-metric_vi"' in added
    assert "Đang gõ dở" not in removed
    assert Need.objects.get().version == need.version


def test_two_editors_see_both_texts_and_choose():
    need = make_draft()
    client, address = owner_client(need), f"{MY}{need.public_id}/edit/problem/"
    client.post(address, problem_form(need, title_vi="Bản của người thứ nhất"))

    clash = client.post(address, problem_form(need, title_vi="Bản của người thứ hai"))
    shown = html(clash)
    need.refresh_from_db()
    chosen = {"title_vi": "Bản của người thứ hai", "problem_vi": need.problem_vi, "version": need.version}
    resolved = client.post(address, {**chosen, "resolve": "1", "keep-title_vi": "mine"})

    assert clash.status_code == 409
    assert "Bản của người thứ nhất" in shown
    assert "Bản của người thứ hai" in shown
    assert resolved.status_code == 302
    assert Need.objects.get().title_vi == "Bản của người thứ hai"


def test_an_autosave_of_the_same_open_page_is_no_clash_with_its_author():
    need = make_draft()
    client, address = owner_client(need), f"{MY}{need.public_id}/edit/problem/"
    stale = problem_form(need, title_vi="Tự lưu", page="aB3dE6gH9jK2")
    client.post(address, stale, headers={"HX-Request": "true"})

    further = client.post(address, {**stale, "title_vi": "Gõ tiếp", "next": "1"})
    elsewhere = client.post(address, {**stale, "title_vi": "Trang kia", "page": "other"})

    assert (further.status_code, elsewhere.status_code) == (302, 409)
    assert Need.objects.get().title_vi == "Gõ tiếp"


def test_an_autosave_answers_with_the_new_version_and_a_clash_with_words():
    need = make_draft()
    client, address = owner_client(need), f"{MY}{need.public_id}/edit/problem/"
    headers = {"HX-Request": "true"}

    saved = client.post(address, problem_form(need, title_vi="Tự lưu"), headers=headers)
    clash = client.post(address, problem_form(need, title_vi="Tự lưu khác"), headers=headers)

    assert f'value="{need.version + 1}"' in html(saved)
    assert (saved.status_code, clash.status_code) == (200, 422)


def test_sending_an_unfinished_need_lists_what_is_missing_with_links():
    need = make_draft(requirements=[])

    response = owner_client(need).post(f"{MY}{need.public_id}/submit/", {"how": "review"})

    assert response.status_code == 422
    assert f"{MY}{need.public_id}/edit/requirements/" in html(response)


@pytest.mark.parametrize("address", ["", "edit/", "edit/problem/", "submit/", "moves/pause/"])
def test_another_organisation_finds_nothing_and_a_guest_signs_in_first(address):
    need = make_draft()
    stranger = signed_in(make_member(make_organisation()))

    assert stranger.get(f"{MY}{need.public_id}/{address}").status_code == 404
    assert Client().get(f"{MY}{need.public_id}/{address}").status_code == 302


def test_the_owner_pauses_closes_and_renews():
    need, gone = make_open(), make_expired()
    client = owner_client(need)

    shown = client.get(f"{MY}{need.public_id}/moves/close_unmet/")
    without = client.post(f"{MY}{need.public_id}/moves/close_unmet/", {})
    closed = client.post(f"{MY}{need.public_id}/moves/close_unmet/", {"reason": "too_expensive", "note": ""})
    impossible = client.get(f"{MY}{need.public_id}/moves/pause/")
    Need.objects.filter(pk=gone.pk).update(expires_on=timezone.localdate() - timedelta(days=3))
    renewed = owner_client(gone).post(f"{MY}{gone.public_id}/moves/renew/", {"answers_by": later()})

    assert [shown.status_code, without.status_code, closed.status_code] == [200, 422, 302]
    assert [impossible.status_code, renewed.status_code] == [409, 302]
    assert Need.objects.get(pk=need.pk).state == "closed_unmet"
    assert Need.objects.get(pk=gone.pk).state == "open"


def test_a_returned_need_is_answered_point_by_point():
    need = make_returned()
    client, point = owner_client(need), need.review_points.get()

    page = client.get(f"{MY}{need.public_id}/")
    empty = client.post(f"{MY}{need.public_id}/points/{point.pk}/", {"answer": " "}, follow=True)
    answered = client.post(f"{MY}{need.public_id}/points/{point.pk}/", {"answer": "Đã sửa."}, follow=True)

    assert "Nói rõ cần gì." in html(page)
    assert (empty.status_code, answered.status_code) == (200, 200)
    point.refresh_from_db()
    assert point.answer == "Đã sửa."


# --- moderation ---


def test_a_reviewer_takes_and_opens_a_need(settings):
    need, client = make_submitted(answers_by=(timezone.localdate() + timedelta(days=60)).isoformat()), reviewer_client()
    address = f"{QUEUE}{need.public_id}/"

    queue = client.get(QUEUE)
    taken = client.post(address, {"do": "take"})
    half = client.post(address, {"do": "approve", "checklist": ReviewCheck.values[:1]})
    opened = client.post(address, {"do": "approve", "checklist": ReviewCheck.values})

    assert need.title_vi in html(queue)
    assert [taken.status_code, half.status_code, opened.status_code] == [302, 422, 302]
    assert Need.objects.get().state == "open"


def test_a_reviewer_returns_a_need_with_a_reason_and_not_without():
    client = reviewer_client()
    need = make_submitted()
    address = f"{QUEUE}{need.public_id}/"
    client.post(address, {"do": "take"})

    without = client.post(address, {"do": "ask_changes", "reason": "", "note": "Viết lại"})
    returned = client.post(address, {"do": "ask_changes", "reason": "says_not_what", "note": "Viết lại"})

    assert [without.status_code, returned.status_code] == [422, 302]
    assert Need.objects.get().state == "changes_requested"


def test_nobody_finds_their_own_need_in_the_queue_or_may_open_it_there():
    author = make_user(staff=["reviewer"])
    organisation = make_organisation(admin=author)
    need = make_submitted(author=actor_of(author, organisation_id=organisation.pk))
    client = signed_in(author)

    assert need.title_vi not in html(client.get(QUEUE))
    assert client.get(f"{QUEUE}{need.public_id}/").status_code == 403


def test_the_queue_is_closed_to_others():
    assert owner_client(make_draft()).get(QUEUE).status_code == 403
    assert Client().get(QUEUE).status_code == 302


# --- panels ---


def test_the_home_page_shows_open_needs_by_deadline():
    today = timezone.localdate()
    late = make_open(title_vi="Nhu cầu hạn xa", answers_by=(today + timedelta(days=90)).isoformat())
    soon = make_open(title_vi="Nhu cầu hạn gần", answers_by=(today + timedelta(days=9)).isoformat())

    page = html(Client().get("/vi/"))

    assert page.index(soon.title_vi) < page.index(late.title_vi)


def test_my_work_shows_own_needs_and_what_waits():
    need = make_returned()

    page = html(owner_client(need).get("/vi/my/"))

    assert page.count(f"{MY}{need.public_id}/") >= 2


def test_the_staffs_start_counts_the_queue():
    make_submitted()

    assert QUEUE in html(reviewer_client().get("/vi/staff/"))


def test_my_needs_are_listed_by_state():
    need = make_open()
    client = owner_client(need)

    assert need.title_vi in html(client.get(f"{MY}?state=open"))
    assert need.title_vi not in html(client.get(f"{MY}?state=draft"))
    assert client.get(f"{MY}?state=flying").status_code == 404


def test_a_deadline_that_is_over_says_so():
    need = make_open()
    Need.objects.filter(pk=need.pk).update(answers_by=date(2020, 1, 2))

    assert "02/01/2020" in html(Client().get(need.get_absolute_url()))
