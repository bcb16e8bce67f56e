"""Pages of questions, conversations, bookmarks and blocks, as people use them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.models import User
from marketplace.accounts.queries import actor_of
from marketplace.common.slots import panels_of
from marketplace.listings.actions import edit_listing
from marketplace.listings.models import Listing
from marketplace.notifications import actions
from marketplace.notifications.models import Block, Bookmark, Message, Question, ReadMark
from marketplace.valuation.actions import request_estimate
from tests.factories.accounts import NOW, actor_for, make_organisation, make_user
from tests.factories.listings import make_published, owner_of
from tests.factories.talk import TEXT, answerer_of, make_answered, make_asker, make_question
from tests.listings.web import signed_in
from tests.valuation.floor import INPUTS

pytestmark = pytest.mark.django_db


def client_of(actor) -> Client:
    return signed_in(User.objects.get(pk=actor.user_id))


def talk_url(question: Question, rest: str = "") -> str:
    return f"/vi/my/messages/{question.conversation.public_id}/{rest}"


def test_a_guest_reads_answers_under_the_page_and_is_led_to_ask():
    question = make_answered()
    make_question(about=None, text="Câu chưa trả lời")
    listing = make_published_of(question)

    page = Client().get(listing.get_absolute_url())

    text = page.content.decode()
    assert "Có, từ 5 kW." in text
    assert TEXT in text
    assert f"/vi/ask/listing/{listing.reference}/" in text
    assert "csrfmiddlewaretoken" not in text
    assert question.conversation.side.name_vi not in text


def make_published_of(question: Question):
    return Listing.objects.get(pk=question.conversation.subject_id)


def test_an_open_question_stands_under_no_page():
    question = make_question()

    page = Client().get(make_published_of(question).get_absolute_url())

    assert TEXT not in page.content.decode()


def test_a_question_goes_from_the_page_to_the_answer_under_it():
    listing, asker = make_published(), make_asker()
    client, owner = client_of(asker), client_of(owner_of(listing))
    address = f"/vi/ask/listing/{listing.reference}/"

    assert client.get(address).status_code == 200
    sent = client.post(address, {"text": TEXT})
    question = Question.objects.get()
    assert sent["Location"] == talk_url(question)
    assert TEXT in owner.get("/vi/my/").content.decode()
    assert owner.get(talk_url(question)).status_code == 200
    owner.post(talk_url(question, "answer/"), {"text": "Được, với bộ đổi pha."})

    assert "Được, với bộ đổi pha." in Client().get(listing.get_absolute_url()).content.decode()


def test_an_empty_question_is_shown_again_with_its_error():
    listing = make_published()

    answer = client_of(make_asker()).post(f"/vi/ask/listing/{listing.reference}/", {"text": " "})

    assert answer.status_code == 422
    assert Question.objects.count() == 0


def test_a_guest_is_led_to_the_log_in():
    listing = make_published()

    answer = Client().get(f"/vi/ask/listing/{listing.reference}/")

    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


@pytest.mark.parametrize("rest", ["", "decline/", "block/", "remove/"])
def test_a_stranger_finds_no_conversation(rest):
    question = make_question()

    assert client_of(make_asker()).get(talk_url(question, rest)).status_code == 404


@pytest.mark.parametrize("rest", ["decline/", "block/", "remove/"])
def test_the_asker_sees_it_and_may_not(rest):
    question = make_question()
    asker = client_of(actor_of(question.conversation.opened_by))

    assert asker.get(talk_url(question, rest)).status_code == 403


def test_declining_asks_for_the_reason_first():
    question = make_question()
    owner = client_of(answerer_of(question))

    assert owner.get(talk_url(question, "decline/")).status_code == 200
    assert owner.post(talk_url(question, "decline/"), {"reason": ""}).status_code == 422
    owner.post(talk_url(question, "decline/"), {"reason": "confidential", "note": "Sau cam kết."})

    assert "Sau cam kết." in owner.get(talk_url(question)).content.decode()


def test_answering_twice_is_a_conflict():
    question = make_answered()

    answer = client_of(answerer_of(question)).post(talk_url(question, "answer/"), {"text": "Nữa"})

    assert answer.status_code == 409


def test_the_owner_never_learns_who_asked():
    question = make_question()
    owner = client_of(answerer_of(question))
    owner.post(talk_url(question, "block/"))

    pages = [owner.get(address) for address in ("/vi/my/messages/", talk_url(question), "/vi/my/blocks/")]

    text = " ".join(page.content.decode() for page in pages)
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert question.conversation.side.name_vi not in text
    assert question.conversation.opened_by.name not in text.replace(answerer_name(question), "")


def answerer_name(question: Question) -> str:
    return User.objects.get(pk=answerer_of(question).user_id).name


def test_the_asker_of_a_hidden_owner_never_learns_the_owner():
    listing = make_published(owner_hidden=True)
    question = make_answered(about=listing)
    asker = client_of(actor_of(question.conversation.opened_by))

    text = asker.get(talk_url(question)).content.decode() + asker.get("/vi/my/messages/").content.decode()

    assert listing.owner.name_vi not in text


def test_what_is_new_is_unread_until_it_is_marked():
    question = make_question()
    owner = client_of(answerer_of(question))

    assert owner.get(talk_url(question)).status_code == 200
    assert not ReadMark.objects.filter(user_id=answerer_of(question).user_id).exists()
    marked = owner.post(talk_url(question, "read/"), {"seq": "1"}, headers={"HX-Request": "true"})

    assert marked.status_code == 204
    assert ReadMark.objects.get(user_id=answerer_of(question).user_id).seq == 1


def test_a_block_is_lifted_from_its_page():
    question = make_question()
    owner = client_of(answerer_of(question))
    owner.post(talk_url(question, "block/"))

    owner.post(f"/vi/my/blocks/{Block.objects.get().pk}/lift/")

    assert not Block.objects.filter(lifted_at=None).exists()


def test_nobody_elses_block_is_lifted():
    question = make_question()
    client_of(answerer_of(question)).post(talk_url(question, "block/"))

    answer = client_of(make_asker()).post(f"/vi/my/blocks/{Block.objects.get().pk}/lift/")

    assert answer.status_code == 404


def test_a_listing_is_kept_noted_and_let_go():
    listing, client = make_published(), client_of(make_asker())

    kept = client.post("/vi/my/bookmarks/add/", {"kind": "listing", "key": listing.reference})
    bookmark = Bookmark.objects.get()
    client.post(f"/vi/my/bookmarks/{bookmark.pk}/note/", {f"b{bookmark.pk}-note": "Hỏi giá"})
    page = client.get("/vi/my/bookmarks/").content.decode()
    client.post(f"/vi/my/bookmarks/{bookmark.pk}/remove/")

    assert kept["Location"] == listing.get_absolute_url()
    assert "Hỏi giá" in page
    assert listing.title_vi in page
    assert not Bookmark.objects.exists()


def test_the_page_says_what_changed_since_the_last_look():
    listing, asker = make_published(), make_asker()
    client = client_of(asker)
    actions.add_bookmark(kind="listing", subject_id=listing.pk, actor=asker, now=NOW)
    edit_listing(
        listing_id=listing.pk,
        changes={"price_min": "90000000"},
        expected_version=listing.version,
        actor=owner_of(listing),
        now=NOW,
    )

    changed = client.get("/vi/my/bookmarks/").content.decode()
    client.post(f"/vi/my/bookmarks/{Bookmark.objects.get().pk}/seen/")
    seen = client.get("/vi/my/bookmarks/").content.decode()

    assert "120–180" in changed
    assert "90–180" in changed
    assert "120–180" not in seen


def test_an_own_listing_shows_its_count_from_five_up():
    listing = make_published()
    owner = client_of(owner_of(listing))
    counts = []
    for _ in range(5):
        actions.add_bookmark(kind="listing", subject_id=listing.pk, actor=make_asker(), now=NOW)
        counts.append('<b class="num">5</b>' in owner.get(listing.get_absolute_url()).content.decode())

    assert counts == [False, False, False, False, True]


def test_members_talk_about_an_estimate_and_nobody_else_does():
    organisation = make_organisation()
    listing = make_published(author=actor_for(organisation))
    run = request_estimate(
        listing_id=listing.pk, method="relief_from_royalty", inputs=INPUTS, actor=owner_of(listing), now=NOW
    )
    colleague = client_of(actor_for(organisation, role="editor"))
    address = f"/vi/my/messages/about/run/{run.number}/"

    assert colleague.get(address).status_code == 200
    sent = colleague.post(address, {"text": "Vì sao chọn 6 %?"})
    stranger = client_of(make_asker())

    assert Message.objects.get().body == "Vì sao chọn 6 %?"
    assert colleague.get(sent["Location"]).status_code == 200
    assert stranger.get(address).status_code == 404
    assert stranger.get(sent["Location"]).status_code == 404
    assert client_of_reviewer().get(sent["Location"]).status_code == 404


def client_of_reviewer() -> Client:
    return signed_in(make_user(staff=["reviewer", "judge"]))


@pytest.mark.parametrize("address", ["/vi/my/messages/", "/vi/my/bookmarks/", "/vi/my/blocks/"])
def test_lists_stay_within_the_budget_of_a_page(address, settings):
    settings.PANELS_MODULE = "tests.listings.web"
    panels_of.cache_clear()
    listing = make_published()
    owner = owner_of(listing)
    for number in range(4):
        question = make_question(about=listing, now=NOW + timedelta(days=number))
        actions.block_asker(public_id=question.conversation.public_id, actor=owner, now=NOW)
        other = make_published()
        actions.add_bookmark(kind="listing", subject_id=other.pk, actor=owner, now=NOW)
    client = client_of(owner)
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    panels_of.cache_clear()
    assert len(queries) <= 12
