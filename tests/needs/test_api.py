"""Needs over REST: the same actions, refusals as problem+json, ETag and If-Match."""

import pytest
from django.test import Client

from marketplace.needs.models import Need
from marketplace.needs.states import ReviewCheck
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.listings import editor_of
from tests.factories.needs import COMMON, REQUIREMENTS, make_draft, make_open, make_withdrawn

pytestmark = pytest.mark.django_db
URL = "/api/v1/needs/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def owner_client(need):
    return signed_in(need.author)


def reviewer_client():
    return signed_in(make_user(staff=["reviewer"]))


def post(client, address, body=None):
    return client.post(address, body or {}, content_type="application/json")


def patch(client, address, body, **headers):
    return client.patch(address, body, content_type="application/json", headers=headers)


def test_a_need_is_written_submitted_reviewed_and_read_by_everybody():
    writer, reviewer = signed_in(make_member(make_organisation())), reviewer_client()

    created = post(writer, URL, {"kind": "technology", **COMMON, "requirements": REQUIREMENTS})
    address = f"{URL}{created.json()['id']}/"
    submitted = post(writer, f"{address}submit")
    taken = post(reviewer, f"{address}take")
    approved = post(reviewer, f"{address}approve", {"checklist": ReviewCheck.values})
    read = Client().get(f"{URL}{submitted.json()['reference']}/")

    answers = [created, submitted, taken, approved, read]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200]
    assert [answer.json()["state"] for answer in answers] == ["draft", "submitted", "in_review", "open", "open"]
    assert read.json()["requirements"][0]["value"] == "2500"


def test_an_edit_names_the_version_it_starts_from():
    need = make_draft()
    client, address = owner_client(need), f"{URL}{need.public_id}/"

    without = patch(client, address, {"title_vi": "Tên mới"})
    right = patch(client, address, {"title_vi": "Tên mới"}, **{"If-Match": f'"{need.version}"'})
    late = patch(client, address, {"title_vi": "Tên khác"}, **{"If-Match": f'"{need.version}"'})

    assert [answer.status_code for answer in (without, right, late)] == [428, 200, 412]
    assert late.json()["errors"] == [{"pointer": "/title_vi", "code": "differs", "detail": "Tên mới"}]
    assert Need.objects.get().title_vi == "Tên mới"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"state": "open"}, "/state"),
        ({"visibility": "brokers"}, "/visibility"),
        ({"requirements": [{"colour": "red"}]}, "/requirements/0/colour"),
        ({"budget_min": {"amount": "x", "currency": "VND"}}, "/budget_min"),
        ({"answers_by": "tomorrow"}, "/answers_by"),
    ],
    ids=str,
)
def test_wrong_values_and_unknown_keys_are_named(body, pointer):
    need = make_draft()

    answer = patch(owner_client(need), f"{URL}{need.public_id}/", body, **{"If-Match": f'"{need.version}"'})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_hidden_budget_and_an_anonymous_asker_are_read_by_their_own_and_the_agency_only():
    author = editor_of(make_organisation(name_vi="Hợp tác xã Kín"))
    need = make_open(author=author, visibility="anonymous", budget_max="250000000")
    address = f"{URL}{need.reference}/"

    public, agency, own = (client.get(address) for client in (Client(), reviewer_client(), owner_client(need)))

    assert (public.json()["budget_max"], public.json()["owner"]) == (None, None)
    assert agency.json()["budget_max"] == {"amount": "250000000", "currency": "VND"}
    assert own.json()["owner"]["name_vi"] == "Hợp tác xã Kín"
    assert "Hợp tác xã Kín" not in public.content.decode()
    assert set(own.json()) - set(public.json()) == {"state_reason", "state_note", "submitted_at", "version"}


def test_a_need_is_closed_with_a_reason_of_its_list():
    need = make_open()
    client, address = owner_client(need), f"{URL}{need.reference}/"

    wrong = post(client, f"{address}close_unmet", {"reason": "bored"})
    right = post(client, f"{address}close_unmet", {"reason": "too_expensive"})
    again = post(client, f"{address}close_unmet", {"reason": "too_expensive"})

    assert [wrong.status_code, right.status_code, again.status_code] == [400, 200, 409]


def test_what_is_not_public_does_not_exist_and_what_is_withdrawn_is_gone():
    draft, gone = make_draft(), make_withdrawn()

    assert Client().get(f"{URL}{draft.public_id}/").status_code == 404
    assert Client().get(f"{URL}{gone.reference}/").status_code == 410


def test_the_list_holds_open_needs_newest_first_in_a_constant_number_of_queries(django_assert_max_num_queries):
    older, newer = make_open(), make_open()
    make_draft()

    with django_assert_max_num_queries(6):
        listed = Client().get(URL).json()["results"]

    assert [row["reference"] for row in listed] == [newer.reference, older.reference]


def test_a_need_is_read_in_at_most_twelve_queries(django_assert_max_num_queries):
    need = make_open()
    client = owner_client(need)

    with django_assert_max_num_queries(12):
        assert client.get(f"{URL}{need.reference}/").status_code == 200
