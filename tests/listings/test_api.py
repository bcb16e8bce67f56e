"""Listings over REST: the same actions, refusals as problem+json, ETag and If-Match."""

import pytest
from django.test import Client

from marketplace.listings.models import Listing
from marketplace.listings.states import ReviewCheck
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.listings import (
    IP_ASSET,
    TECHNOLOGY,
    editor_of,
    make_draft,
    make_in_review,
    make_published,
    make_submitted,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/listings/"


def money(amount, currency="VND"):
    return {"amount": amount, "currency": currency}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def owner_client(listing):
    return signed_in(listing.author)


def reviewer_client():
    return signed_in(make_user(staff=["reviewer"]))


def body_of(values):
    return {name: money(value) if name in ("price_min", "price_max") else value for name, value in values.items()}


def post(client, address, body=None):
    return client.post(address, body or {}, content_type="application/json")


def patch(client, address, body, **headers):
    return client.patch(address, body, content_type="application/json", headers=headers)


def test_a_listing_is_written_submitted_reviewed_and_read_by_everybody():
    writer = signed_in(make_member(make_organisation()))
    reviewer = reviewer_client()

    created = post(writer, URL, {"kind": "technology", **body_of(TECHNOLOGY)})
    address = f"{URL}{created.json()['id']}/"
    submitted = post(writer, f"{address}submit")
    taken = post(reviewer, f"{address}take")
    verdict = {"checklist": ReviewCheck.values, "list_status": "none", "dual_use": False}
    approved = post(reviewer, f"{address}approve", verdict)
    read = Client().get(f"{URL}{submitted.json()['reference']}/")

    answers = [created, submitted, taken, approved, read]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200]
    assert created["Location"].endswith(address)
    assert [answer.json()["state"] for answer in answers] == [
        "draft",
        "submitted",
        "in_review",
        "published",
        "published",
    ]
    assert read["ETag"] == f'"{Listing.objects.get().version}"'


def test_values_are_written_as_the_conventions_say():
    listing = make_published()

    shown = Client().get(f"{URL}{listing.reference}/").json()

    assert shown["price_min"] == {"amount": "120000000", "currency": "VND"}
    assert shown["published_at"].endswith("Z")
    assert shown["expires_on"] == "2027-11-23"
    assert shown["st_field"]["list"] == "st_field"
    assert shown["trl_declared"]["code"] == "trl_7"
    assert (shown["title_vi"], shown["title_en"]) == (listing.title_vi, "")
    assert shown["claims"][0]["value"] == "0.62"


def test_what_was_read_can_be_sent_back():
    listing = make_draft()
    client = owner_client(listing)
    read = client.get(f"{URL}{listing.public_id}/")
    back = {name: read.json()[name] for name in (*TECHNOLOGY, "ipc", "rights") if name != "claims"}

    answer = patch(client, f"{URL}{listing.public_id}/", back, **{"If-Match": read["ETag"]})

    assert answer.status_code == 200
    assert answer.json() == read.json()


def test_an_edit_names_the_version_it_starts_from():
    listing = make_draft()
    client, address = owner_client(listing), f"{URL}{listing.public_id}/"

    without = patch(client, address, {"title_vi": "Tên mới"})
    right = patch(client, address, {"title_vi": "Tên mới"}, **{"If-Match": f'"{listing.version}"'})
    late = patch(client, address, {"title_vi": "Tên khác"}, **{"If-Match": f'"{listing.version}"'})

    assert [answer.status_code for answer in (without, right, late)] == [428, 200, 412]
    assert right["ETag"] == f'"{listing.version + 1}"'
    assert late.json()["errors"] == [{"pointer": "/title_vi", "code": "differs", "detail": "Tên mới"}]
    assert Listing.objects.get().title_vi == "Tên mới"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"state": "published"}, "/state"),
        ({"owner": "x"}, "/owner"),
        ({"currency": "USD"}, "/currency"),
        ({"title_vi": 7}, "/title_vi"),
        ({"title_vi": "x" * 151}, "/title_vi"),
        ({"claims": [{"value": True}]}, "/claims/0/value"),
        ({"claims": [{"colour": "red"}]}, "/claims/0/colour"),
        ({"st_field": "alchemy"}, "/st_field"),
        (
            {"price_min": {"amount": "1", "currency": "VND"}, "price_max": {"amount": "2", "currency": "USD"}},
            "/price_min/currency",
        ),
        ({"price_min": money("2"), "price_max": money("1")}, "/price_max"),
    ],
    ids=str,
)
def test_wrong_values_and_unknown_keys_are_named(body, pointer):
    listing = make_draft()

    answer = patch(owner_client(listing), f"{URL}{listing.public_id}/", body, **{"If-Match": f'"{listing.version}"'})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert Listing.objects.get().version == listing.version


def test_a_submission_that_lacks_answers_says_which():
    listing = make_draft(kind="ip_asset", title_en="", rights=[])

    answer = post(owner_client(listing), f"{URL}{listing.public_id}/submit")

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/title_vi", "/rights"]


def test_unfiled_detail_is_refused_with_its_reason():
    listing = make_draft(unfiled_detail=True)

    answer = post(owner_client(listing), f"{URL}{listing.public_id}/submit")

    assert (answer.status_code, answer.json()["type"]) == (409, "/help/problems/#unfiled-detail")
    assert "R-PUB-2" in answer.json()["detail"]


def test_the_same_move_twice_is_a_conflict_and_another_persons_move_forbidden():
    listing = make_submitted()

    again = post(owner_client(listing), f"{URL}{listing.public_id}/submit")
    own_review = post(owner_client(listing), f"{URL}{listing.public_id}/take")

    assert [again.status_code, own_review.status_code] == [409, 403]


def test_what_is_not_public_answers_as_if_it_did_not_exist():
    draft, stranger = make_draft(), signed_in(make_member(make_organisation()))
    unknown = stranger.get(f"{URL}VN-12-TO-20261123-9999-X/")

    hidden = stranger.get(f"{URL}{draft.public_id}/")
    edited = patch(stranger, f"{URL}{draft.public_id}/", {"title_vi": "x"}, **{"If-Match": '"1"'})

    assert [hidden.status_code, edited.status_code, unknown.status_code] == [404, 404, 404]
    assert {**hidden.json(), "instance": ""} == {**unknown.json(), "instance": ""}


def test_a_withdrawn_listing_is_gone():
    listing = make_withdrawn()

    assert Client().get(f"{URL}{listing.reference}/").status_code == 410


def test_a_visitor_writes_nothing():
    listing = make_draft()

    for address in (URL, f"{URL}{listing.public_id}/submit"):
        assert post(Client(), address).status_code in (403, 429)


def test_each_role_reads_its_own_fields():
    listing = make_published(
        confidential_detail="CANARY", author=editor_of(make_organisation(name_vi="Viện Kín")), owner_hidden=True
    )
    address = f"{URL}{listing.reference}/"

    public, agency, own = (c.get(address) for c in (Client(), reviewer_client(), owner_client(listing)))

    standing = {"state_reason", "state_note", "submitted_at", "version"}
    assert set(agency.json()) - set(public.json()) == {"unfiled_detail", "first_disclosure_on"} | standing
    assert set(own.json()) - set(agency.json()) == {"confidential_detail"}
    assert public.json()["owner"] is None
    assert own.json()["owner"]["name_vi"] == "Viện Kín"
    for answer in (public, agency):
        assert "CANARY" not in answer.content.decode()
    assert "Viện Kín" not in public.content.decode()


def test_an_unpublished_application_shows_its_minimal_record_only():
    right = {
        "kind": "patent",
        "office": "VN",
        "application_no": "1-2026-00123",
        "title": "Bộ thu hồi nhiệt",
        "filed_on": "2026-10-01",
        "status": "pending",
        "status_on": "2026-11-01",
        "status_source": "Biên nhận",
    }
    listing = make_published(kind="ip_asset", rights=[right], abstract_en="CANARY step")

    shown = Client().get(f"{URL}{listing.reference}/").json()

    assert "CANARY" not in str(shown)
    assert (shown["summary_en"], shown["ipc"], shown["price_mode"]) == ("", [], None)
    assert shown["title_en"] == IP_ASSET["title_en"]
    assert [row["application_no"] for row in shown["rights"]] == ["1-2026-00123"]


def test_the_list_holds_what_is_in_the_search_newest_first():
    older, newer, draft = make_published(), make_published(), make_draft()

    public = Client().get(URL).json()
    own = owner_client(draft).get(f"{URL}?own=1").json()

    assert [row["reference"] for row in public["results"]] == [newer.reference, older.reference]
    assert [row["id"] for row in own["results"]] == [draft.public_id]


def test_pages_follow_each_other_by_cursor():
    listings = [make_published() for _ in range(3)]

    first = Client().get(f"{URL}?limit=2").json()
    make_published()
    second = Client().get(f"{URL}?limit=2&cursor={first['next']}").json()

    assert [row["id"] for row in first["results"]] == [listings[2].public_id, listings[1].public_id]
    assert [row["id"] for row in second["results"]] == [listings[0].public_id]
    assert (first["prev"], second["next"]) == ("", "")


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?limit=x", "?cursor=forged"])
def test_a_wrong_page_is_a_clear_refusal(query):
    assert Client().get(f"{URL}{query}").status_code == 400


def test_the_queries_of_a_list_do_not_grow_with_its_rows(django_assert_max_num_queries):
    for _ in range(2):
        make_published()

    with django_assert_max_num_queries(6):
        assert len(Client().get(URL).json()["results"]) == 2


def test_a_listing_is_read_in_at_most_twelve_queries(django_assert_max_num_queries):
    listing = make_published()

    with django_assert_max_num_queries(12):
        assert Client().get(f"{URL}{listing.reference}/").status_code == 200


def test_an_edit_of_a_published_listing_waits_and_is_decided_over_the_api():
    listing = make_published()
    owner, reviewer, address = owner_client(listing), reviewer_client(), f"{URL}{listing.reference}"
    patch(owner, f"{address}/", {"title_vi": "Sấy lạnh hai cấp"}, **{"If-Match": f'"{listing.version}"'})

    waiting = reviewer.get(f"{address}/revision/").json()
    verdict = {"version": waiting["version"], "checklist": ReviewCheck.values}
    approved = post(reviewer, f"{address}/approve_revision", verdict)

    assert waiting["changed"] == ["title_vi"]
    assert (approved.status_code, approved.json()["title_vi"]) == (200, "Sấy lạnh hai cấp")


def test_a_returned_listing_is_repaired_over_the_api():
    reviewer_user = make_user(staff=["reviewer"])
    reviewer = signed_in(reviewer_user)
    listing = make_submitted()
    address, owner = f"{URL}{listing.public_id}/", owner_client(listing)
    post(reviewer, f"{address}take")

    nothing = post(reviewer, f"{address}ask_changes", {"points": []})
    returned = post(reviewer, f"{address}ask_changes", {"points": [{"reason": "says_not_what"}]})
    point = listing.review_points.get()
    answered = post(owner, f"{address}answer_point", {"point": point.pk, "answer": "Đã sửa."})
    again = post(owner, f"{address}submit")

    assert [nothing.status_code, returned.status_code, answered.status_code, again.status_code] == [400, 200, 200, 200]


def test_a_listing_in_review_shows_nothing_to_the_public():
    listing = make_in_review()

    assert Client().get(f"{URL}{listing.reference}/").status_code == 404
