"""Questions and bookmarks over REST."""

import pytest
from django.test import Client

from marketplace.accounts.models import User
from marketplace.listings.models import Listing
from marketplace.notifications.models import Bookmark, Question
from tests.factories.listings import make_published, owner_of
from tests.factories.talk import TEXT, answerer_of, make_answered, make_asker, make_question
from tests.listings.web import signed_in

pytestmark = pytest.mark.django_db
URL = "/api/v1"


def client_of(actor) -> Client:
    return signed_in(User.objects.get(pk=actor.user_id))


def post(client: Client, path: str, body: dict):
    return client.post(f"{URL}{path}", body, content_type="application/json")


def listing_key(question: Question) -> str:
    return Listing.objects.get(pk=question.conversation.subject_id).reference or ""


def test_everybody_reads_answers_and_never_who_asked():
    question = make_answered()

    answer = Client().get(f"{URL}/questions/?kind=listing&key={listing_key(question)}")

    row = answer.json()["results"][0]
    assert (row["question"], row["answer"], row["asker_kind"], row["asker_province"]) == (
        TEXT,
        "Có, từ 5 kW.",
        "firm",
        "12",
    )
    assert question.conversation.side.name_vi not in answer.content.decode()


def test_a_question_is_asked_and_answered():
    listing, asker = make_published(), client_of(make_asker())

    asked = post(asker, "/questions/", {"kind": "listing", "key": listing.reference, "text": TEXT})
    number = asked.json()["id"]
    answered = post(client_of(owner_of(listing)), f"/questions/{number}/answer/", {"text": "Được."})

    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    assert (answered.status_code, answered.json()["answer"]) == (200, "Được.")


def test_declining_carries_its_reason():
    question = make_question()

    answer = post(
        client_of(answerer_of(question)),
        f"/questions/{question.conversation.public_id}/decline/",
        {"reason": "confidential"},
    )

    assert (answer.json()["state"], answer.json()["reason"]) == ("declined", "confidential")


@pytest.mark.parametrize("path", ["/", "/answer/", "/decline/"])
def test_a_stranger_finds_no_question(path):
    question = make_question()
    client, address = client_of(make_asker()), f"/questions/{question.conversation.public_id}{path}"

    answer = client.get(f"{URL}{address}") if path == "/" else post(client, address, {"text": "x"})

    assert answer.status_code == 404


def test_an_unknown_kind_is_not_found():
    assert Client().get(f"{URL}/questions/?kind=run&key=x").status_code == 404


def test_a_bookmark_comes_and_goes():
    listing, client = make_published(), client_of(make_asker())

    kept = post(client, "/bookmarks/", {"kind": "listing", "key": listing.reference, "note": "Xem lại"})
    listed = client.get(f"{URL}/bookmarks/").json()["results"]
    gone = client.delete(f"{URL}/bookmarks/{kept.json()['id']}/")

    assert kept.status_code == 201
    assert [(row["key"], row["note"], row["changed"]) for row in listed] == [(listing.reference, "Xem lại", [])]
    assert gone.status_code == 204
    assert not Bookmark.objects.exists()


def test_a_guest_keeps_nothing():
    assert Client().get(f"{URL}/bookmarks/").status_code == 403
