"""Pages of matches and their panels on other pages: who sees what, and what an answer does."""

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.common.models import AuditEntry
from marketplace.listings.queries import listing_page
from marketplace.matches import actions
from marketplace.matches.explanation import Component, Reason, Stance
from marketplace.matches.models import Impression
from marketplace.matches.web import panels
from marketplace.needs.queries import need_page
from tests.factories import listings, needs
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.listings import editor_of
from tests.factories.matches import (
    fresh,
    make_accepted_by_listing,
    make_accepted_by_need,
    make_dismissed,
    make_introduced,
    make_pair,
    make_record_listing,
)

pytestmark = pytest.mark.django_db
MY = "/vi/my/matches/"
REASONS = (
    Reason(Stance.FOR, "terms", Component.LEXICAL, {"words_vi": ["sấy", "chè"], "words_en": ["drying", "tea"]}),
    Reason(Stance.FOR, "same_province", Component.GEOGRAPHY),
    Reason(Stance.AGAINST, "trl_outside", Component.TRL, {"trl": 4, "low": 7, "high": 9, "gap": 3}),
    Reason(Stance.MISSING, "no_price", Component.BUDGET),
)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def asking(match):
    return signed_in(match.need.author)


def offering(match):
    return signed_in(match.listing.author)


def html(response):
    return response.content.decode()


def address(match, act=""):
    return f"{MY}{match.public_id}/{act}"


# --- the need's page ---


def test_the_owner_of_a_need_reads_who_fits_and_why():
    match = make_pair(score=0.82, reasons=REASONS)

    page = html(asking(match).get(match.need.get_absolute_url()))

    assert match.listing.title in page
    assert "<b>82</b>" in page
    assert "“sấy”, “chè”" in page
    assert "TRL 4" in page


def test_a_guest_and_a_stranger_learn_nothing_of_the_matches_of_a_need():
    match = make_pair()
    stranger = signed_in(make_member(make_organisation()))

    for client in (Client(), stranger):
        page = html(client.get(match.need.get_absolute_url()))
        assert match.listing.title not in page
        assert match.public_id not in page


def test_who_offers_sees_their_own_pair_on_the_need_and_no_other():
    match = make_pair()
    other = make_pair(need=match.need, listing=listings.make_published(title_vi="Máy sấy của người khác"))

    page = html(offering(match).get(match.need.get_absolute_url()))

    assert match.listing.title in page
    assert other.listing.title not in page


def test_a_need_without_a_match_says_what_would_widen():
    need = needs.make_open()

    page = html(signed_in(need.author).get(need.get_absolute_url()))

    assert 'id="matches"' in page
    assert "<li>" in page.split('id="matches"')[1]


def test_what_was_left_out_is_counted_with_its_reason(now):
    match = make_pair()
    blocked = {"right": 2, "scope": 40}
    asked = {"kind": "need", "object_id": match.need_id, "score_version": "7"}
    actions.note_run(considered=9, blocked=blocked, now=now, **asked)

    page = html(asking(match).get(f"/en{match.need.get_absolute_url().removeprefix('/vi')}"))

    assert "2 offers were left out:" in page
    assert "no right that can be transferred here" in page
    assert "40" not in page.split("were left out:")[1].split("</p>")[0]


def test_the_points_on_the_page_add_up_to_the_score():
    match = make_pair(score=0.777)

    page = html(asking(match).get(address(match)))

    rows = re.findall(r'<dd class="n"><b>(\d+)</b> / (\d+)</dd>', page)
    assert sum(int(points) for points, _of in rows) == match.points == 78
    assert sum(int(out_of) for _points, out_of in rows) == 100


# --- one pair ---


def test_a_stranger_finds_no_pair():
    match = make_pair()
    stranger = signed_in(make_member(make_organisation()))

    for act in ("", "dismiss/"):
        assert stranger.get(address(match, act)).status_code == 404
    for act in ("accept/", "dismiss/", "contact/"):
        assert stranger.post(address(match, act)).status_code == 404


def test_a_guest_is_led_to_the_log_in():
    match = make_pair()

    assert "/account/login/" in Client().get(address(match)).url
    assert "/account/login/" in Client().get(MY).url


def test_two_yeses_introduce_and_the_address_is_shown_by_a_post_that_is_recorded():
    match = make_pair()
    client, other = asking(match), offering(match)

    client.post(address(match, "accept/"))
    other.post(address(match, "accept/"))
    page = html(client.get(address(match)))
    shown = html(client.post(address(match, "contact/")))

    assert fresh(match).state == "introduced"
    assert match.listing.author.name in page
    assert match.listing.author.email not in page
    assert match.listing.author.email in shown
    assert "match.show_contact" in _verbs(match)


def test_before_the_introduction_nobody_reads_an_address():
    match = make_accepted_by_need()

    for client in (asking(match), offering(match)):
        assert client.post(address(match, "contact/")).status_code == 403


def test_a_no_is_one_tap_without_script():
    match = make_pair()
    client = asking(match)

    form = html(client.get(address(match, "dismiss/")))
    answer = client.post(address(match, "dismiss/"), {"reason": "price"})

    assert form.count('name="reason"') == 8
    assert answer.url == match.get_absolute_url()
    assert fresh(match).dismissed_reason == "price"


def test_a_no_without_a_reason_asks_again():
    match = make_pair()

    answer = asking(match).post(address(match, "dismiss/"), {"reason": ""})

    assert answer.status_code == 422
    assert fresh(match).state == "proposed"


def test_with_script_the_row_alone_is_exchanged():
    match = make_pair()
    client, row = asking(match), {"HX-Request": "true"}

    form = html(client.get(address(match, "dismiss/"), headers=row))
    answer = html(client.post(address(match, "dismiss/"), {"reason": "price"}, headers=row))

    assert form.startswith(("<article", "\n<article"))
    assert answer.strip().startswith("<article")
    assert "data-focus" in answer


def test_the_other_side_learns_the_class_of_reason():
    match = make_dismissed(reason="timing")

    page = html(offering(match).get(address(match)))

    assert "Thời điểm" in page


def test_nobody_who_asks_without_a_name_is_named_before_the_introduction():
    need = needs.make_open(visibility="anonymous")
    match = make_pair(need=need, reasons=REASONS)

    before = html(offering(match).get(address(match)))
    listing_page = html(offering(match).get(match.listing.get_absolute_url()))
    actions.accept_match(match_id=match.pk, actor=needs.owner_of(need), now=match.proposed_at)
    actions.accept_match(match_id=match.pk, actor=listings.owner_of(match.listing), now=match.proposed_at)
    after = html(offering(match).get(address(match)))

    assert need.owner.name not in before
    assert need.owner.name not in listing_page
    assert "Cùng tỉnh" not in before
    assert need.owner.name in after


def test_a_hidden_owner_is_not_named_before_the_introduction():
    listing = listings.make_published(owner_hidden=True)
    match = make_pair(listing=listing)

    for page in (asking(match).get(address(match)), asking(match).get(match.need.get_absolute_url())):
        assert listing.owner.name not in html(page)


def test_a_side_that_left_the_view_is_not_read_through_its_pair():
    match = make_introduced(reasons=REASONS)
    owner = listings.owner_of(match.listing)
    listings.actions.withdraw_listing(
        listing_id=match.listing_id, reason="entered_in_error", note="", actor=owner, now=match.proposed_at
    )

    page = html(asking(match).get(address(match)))

    assert match.listing.title not in page
    assert "“sấy”" not in page
    assert match.listing.reference in page


def test_nobody_is_asked_to_answer_for_a_record():
    match = make_pair(listing=make_record_listing())

    page = html(asking(match).get(address(match)))

    assert "/accept/" not in page
    assert "/dismiss/" in page


# --- the list ---


def test_the_list_filters_by_group_side_and_band():
    need = needs.make_open()
    client = signed_in(need.author)
    strong = make_pair(need=need, score=0.8, listing=listings.make_published(title_vi="Tủ sấy mạnh"))
    weak = make_accepted_by_listing(need=need, score=0.4, listing=listings.make_published(title_vi="Tủ sấy yếu"))
    over = make_dismissed(need=need, listing=listings.make_published(title_vi="Tủ sấy đã thôi"))

    def shown(query):
        page = html(client.get(f"{MY}?{query}"))
        return [match for match in (strong, weak, over) if match.listing.title in page]

    assert set(shown("")) == {strong, weak, over}
    assert shown("state=answer") == [strong, weak]
    assert shown("state=over") == [over]
    assert shown("band=weak") == [weak]
    assert shown("side=need&state=answer&band=strong") == [strong]
    assert shown("side=listing") == []
    assert client.get(f"{MY}?state=flying").status_code == 404


def test_the_list_of_nobody_elses_pairs():
    make_pair()
    other = signed_in(make_member(make_organisation()))

    assert "<article" not in html(other.get(MY))


def statements(client, path):
    """How many statements a page takes, once it was seen today; savepoints are not counted."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def test_pages_take_the_same_queries_however_many_pairs_there_are():
    match = make_pair(reasons=REASONS)
    client, other = asking(match), offering(match)
    need, listing = match.need.get_absolute_url(), match.listing.get_absolute_url()

    def taken():
        own = [statements(client, path) for path in (MY, address(match), "/vi/my/", need)]
        return [*own, statements(other, listing)]

    few = taken()
    for _ in range(4):
        make_pair(need=match.need, reasons=REASONS)
        make_pair(listing=match.listing, reasons=REASONS)

    assert taken() == few
    assert max(few[:2]) <= 12


# --- my work, the offer's page ---


def test_my_work_shows_what_is_new_and_who_waits_for_an_answer():
    new, waiting = make_pair(), make_accepted_by_need()

    assert new.need.title in html(offering(new).get("/vi/my/"))
    due = html(offering(waiting).get("/vi/my/"))
    assert 'id="due-matches"' in due
    assert 'id="due-matches"' not in html(asking(waiting).get("/vi/my/"))


def test_the_owner_of_an_offer_reads_why_others_said_no_and_what_to_repair():
    listing = listings.make_published()
    for reason in ("price", "price", "timing"):
        make_dismissed(listing=listing, reason=reason)

    page = html(signed_in(listing.author).get(listing.get_absolute_url()))
    strange = html(Client().get(listing.get_absolute_url()))

    assert f"/my/listings/{listing.public_id}/edit/offer/" in page
    part = page.split('id="refusals"')[1].split("</section>")[0]
    assert re.findall(r"<b>(\d+)</b>", part) == ["2", "1"]
    assert "Công ty Mẫu" not in part
    assert 'id="refusals"' not in strange


# --- who saw what ---


def test_a_page_that_shows_pairs_is_noted_once_a_day_for_its_reader():
    match = make_pair(score=0.8)
    client = asking(match)

    for _ in range(2):
        client.get(match.need.get_absolute_url())
        client.get(address(match))

    row = Impression.objects.get()
    assert (row.user, row.match, row.place, row.score, row.score_version) == (
        match.need.author,
        match,
        1,
        match.score,
        "1",
    )
    assert row.components == match.explanation["contributions"]
    seen = fresh(match)
    assert seen.seen_by_need_at is not None
    assert seen.seen_by_listing_at is None
    assert seen.version == match.version


def test_staff_who_look_are_no_audience():
    match = make_pair()
    client = signed_in(make_user(staff=["reviewer"]))

    page = html(client.get(address(match)))

    assert match.listing.title in page
    assert "/accept/" not in page
    assert not Impression.objects.exists()


def test_an_editor_of_neither_side_of_a_new_pair_is_not_shown_it():
    match = make_pair()
    third = listings.make_published(author=editor_of(make_organisation()))

    page = html(signed_in(third.author).get("/vi/my/"))

    assert match.public_id not in page


def _verbs(match):
    return set(AuditEntry.objects.filter(subject_kind="match", subject_id=match.pk).values_list("verb", flat=True))


# --- budgets of panels ---


class Asked:
    """A request as a panel reads it."""

    def __init__(self, actor):
        self.actor = actor


def test_each_panel_takes_at_most_three_queries(django_assert_max_num_queries):
    need = needs.make_open()
    matches = [make_pair(need=need, reasons=REASONS) for _ in range(3)]
    make_accepted_by_listing(need=need)
    asks, offers = needs.owner_of(need), listings.owner_of(matches[0].listing)
    subject = need_page(need.reference, actor=asks)
    listing = listing_page(matches[0].listing.reference, actor=offers)

    for panel_of, actor, thing in (
        (panels.need_matches, asks, subject),
        (panels.listing_matches, offers, listing),
        (panels.my_new, asks, None),
        (panels.my_due, asks, None),
    ):
        with django_assert_max_num_queries(3):
            panel = panel_of(Asked(actor), thing)
            assert panel is not None
            render_to_string(panel.template, panel.context)
