"""Complaints over REST: each side reads its part, the desk works on what it read, nobody learns who complains."""

import json

import pytest
from django.test import Client

from marketplace.accounts.models import User
from marketplace.moderation.models import Complaint
from tests.factories.accounts import make_member
from tests.factories.complaints import (
    STATEMENT,
    make_awaiting,
    make_complaint,
    make_judge,
    make_plain,
    make_serious,
    make_upheld,
)
from tests.factories.listings import make_published, make_reviewer
from tests.factories.talk import make_asker

pytestmark = pytest.mark.django_db
API, DESK = "/api/v1/complaints/", "/api/v1/moderation/complaints/"
FILED = {"kind": "listing", "ground": "ip_infringement", "statement": STATEMENT}


def signed_in(who) -> Client:
    user_id = who if isinstance(who, int) else who.user_id
    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    return client


def complainant(complaint: Complaint) -> Client:
    return signed_in(complaint.complainant_id)


def other_side(complaint: Complaint) -> Client:
    return signed_in(complaint.author_id)


def post(client: Client, address: str, body=None, **headers):
    return client.post(address, body or {}, content_type="application/json", headers=headers)


def move(client: Client, complaint: Complaint, name: str, body=None, *, root: str = DESK, seen: int | None = None):
    version = complaint.version if seen is None else seen
    return post(client, f"{root}{complaint.public_id}/{name}", body, **{"If-Match": f'"{version}"'})


class TestFiling:
    def test_what_is_filed_answers_with_its_evidence_and_version(self):
        listing = make_published()

        answer = post(signed_in(make_asker()), API, {**FILED, "key": listing.reference})

        body = answer.json()
        assert (answer.status_code, answer["ETag"]) == (201, '"1"')
        assert (body["side"], body["state"], body["subject_key"]) == ("complainant", "filed", listing.reference)
        assert (body["statement"], body["may_withdraw"], body["decision"]) == (STATEMENT, True, None)
        assert body["evidence"]["title_vi"] == listing.title_vi

    def test_the_same_key_files_once(self):
        client, listing = signed_in(make_asker()), make_published()
        given = {**FILED, "key": listing.reference}

        first = post(client, API, given, **{"Idempotency-Key": "k-1"})
        again = post(client, API, given, **{"Idempotency-Key": "k-1"})

        assert (first.status_code, again.status_code, first.json()["id"]) == (201, 201, again.json()["id"])
        assert Complaint.objects.count() == 1

    def test_a_second_one_is_a_conflict(self):
        filed = make_complaint()

        answer = post(complainant(filed), API, {**FILED, "key": filed.subject_key})

        assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (409, "filed-already")

    def test_nobody_signed_in_files_nothing(self):
        answer = post(Client(), API, {**FILED, "key": make_published().reference})

        assert (answer.status_code, Complaint.objects.count()) == (403, 0)

    def test_what_nobody_may_see_cannot_be_named(self):
        assert post(signed_in(make_asker()), API, {**FILED, "key": "CN-0000-000000"}).status_code == 404

    def test_every_wrong_value_is_named(self):
        answer = post(signed_in(make_asker()), API, {"kind": "planet", "key": "x", "ground": "unsafe", "to": 1})

        assert answer.status_code == 400
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/to"]


class TestSides:
    def test_the_list_holds_both_sides_of_ones_own(self):
        filed = make_plain()
        make_plain()

        assert [(row["id"], row["side"]) for row in complainant(filed).get(API).json()["results"]] == [
            (filed.public_id, "complainant")
        ]
        assert [(row["id"], row["side"]) for row in other_side(filed).get(API).json()["results"]] == [
            (filed.public_id, "other_side")
        ]

    def test_the_other_side_hears_nothing_before_the_first_look(self):
        filed = make_complaint()
        client = other_side(filed)

        assert client.get(API).json()["results"] == []
        assert client.get(f"{API}{filed.public_id}/").status_code == 404

    @pytest.mark.parametrize("make", [make_serious, make_awaiting, make_upheld], ids=["graded", "asked", "upheld"])
    def test_the_other_side_never_learns_who_complains_nor_the_words(self, make):
        asker = make_asker()
        person = User.objects.get(pk=asker.user_id)
        complaint = make(by=asker)

        body = other_side(complaint).get(f"{API}{complaint.public_id}/").json()

        told = json.dumps(body, ensure_ascii=False)
        assert [word for word in (person.name, person.email, person.public_id, STATEMENT) if word in told] == []
        assert (body["side"], body["statement"], body["evidence"]) == ("other_side", "", {})

    def test_a_complaint_of_strangers_is_unknown(self):
        filed = make_complaint()

        assert signed_in(make_asker()).get(f"{API}{filed.public_id}/").status_code == 404

    def test_the_other_side_answers_what_it_read(self):
        asked = make_awaiting()
        client = other_side(asked)
        seen = client.get(f"{API}{asked.public_id}/")

        answer = move(client, asked, "answer", {"text": "Của chúng tôi."}, root=API)

        assert seen.json()["may_answer"] is True
        assert seen["ETag"] == f'"{asked.version}"'
        assert (answer.status_code, answer.json()["state"], answer.json()["answer"]) == (
            200,
            "in_review",
            "Của chúng tôi.",
        )

    def test_the_complainant_takes_it_back(self):
        serious = make_serious()

        answer = move(complainant(serious), serious, "withdraw", root=API)

        body = answer.json()
        assert (answer.status_code, body["state"], body["may_withdraw"]) == (200, "withdrawn", False)
        assert body["off_view_since"] is None

    def test_who_did_not_file_it_cannot_take_it_back(self):
        serious = make_serious()

        assert move(other_side(serious), serious, "withdraw", root=API).status_code == 403


class TestVersions:
    def test_a_move_names_the_version_that_was_read(self):
        filed = make_complaint()

        answer = post(complainant(filed), f"{API}{filed.public_id}/withdraw")

        assert answer.status_code == 428

    def test_what_moved_on_meanwhile_is_left_alone(self):
        filed = make_complaint()
        client = signed_in(make_reviewer())
        move(client, filed, "plain")

        answer = move(client, filed, "plain")

        assert answer.status_code == 412
        assert Complaint.objects.get(pk=filed.pk).version == 2


class TestDesk:
    def test_a_reviewer_reads_the_queue_and_what_may_be_done(self):
        filed = make_complaint()
        client = signed_in(make_reviewer())

        queue = client.get(DESK).json()["results"]
        one = client.get(f"{DESK}{filed.public_id}/").json()

        assert [(row["id"], row["serious"]) for row in queue] == [(filed.public_id, None)]
        assert one["moves"] == ["serious", "plain", "unfounded"]
        assert (one["statement"], one["evidence"]["title_vi"]) == (STATEMENT, filed.title_vi)

    def test_what_is_decided_stands_apart(self):
        upheld = make_upheld()
        client = signed_in(make_judge())

        assert client.get(DESK).json()["results"] == []
        assert [row["id"] for row in client.get(f"{DESK}?closed=true").json()["results"]] == [upheld.public_id]

    def test_a_complaint_from_the_first_look_to_the_decision(self):
        filed = make_complaint()
        judge = signed_in(make_judge())

        graded = move(signed_in(make_reviewer()), filed, "serious")
        ruling = {"ground": "ip_infringement", "effect": "noted", "text": "Đúng."}
        upheld = move(judge, filed, "uphold", ruling, seen=graded.json()["version"])

        assert (graded.json()["state"], graded.json()["serious"]) == ("in_review", True)
        assert upheld.status_code == 200, upheld.content
        assert upheld.json()["decision"] == {
            "code": "ip_infringement",
            "text": "Đúng.",
            "effect": "noted",
            "at": upheld.json()["decision"]["at"],
        }

    @pytest.mark.parametrize(
        ("name", "body", "state"),
        [
            ("ask", {"text": "Của ai?"}, "awaiting_answer"),
            ("dismiss", {"reason": "no_breach", "text": "Không thấy."}, "dismissed"),
        ],
        ids=["ask", "dismiss"],
    )
    def test_the_judges_other_moves(self, name, body, state):
        graded = make_plain()

        assert move(signed_in(make_judge()), graded, name, body).json()["state"] == state

    def test_the_first_look_may_end_it(self):
        filed = make_complaint()
        given = {"reason": "not_shown", "text": "Không có bằng chứng."}

        assert move(signed_in(make_reviewer()), filed, "unfounded", given).json()["state"] == "dismissed"

    def test_a_take_down_without_a_first_judge_is_a_conflict(self):
        assert move(signed_in(make_judge()), make_plain(), "confirm").status_code == 409

    def test_who_has_no_desk_finds_none(self):
        filed = make_complaint()
        client = complainant(filed)

        assert client.get(DESK).status_code == 403
        assert client.get(f"{DESK}{filed.public_id}/").status_code == 404
        assert move(client, filed, "plain").status_code == 404

    def test_a_reviewer_of_the_own_side_does_not_see_it(self):
        listing = make_published()
        insider = make_reviewer()
        filed = make_complaint(about=listing)
        make_member(listing.owner, user=User.objects.get(pk=insider.user_id))

        assert signed_in(insider).get(f"{DESK}{filed.public_id}/").status_code == 404
