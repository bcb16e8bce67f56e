"""Matches over REST: own ones only, answered with the version that was read."""

import pytest
from django.test import Client

from marketplace.matches.explanation import Component, Reason, Stance
from tests.factories import listings, needs
from tests.factories.accounts import make_member, make_organisation
from tests.factories.matches import fresh, make_accepted_by_need, make_dismissed, make_pair

pytestmark = pytest.mark.django_db
API = "/api/v1/matches/"
NEAR = Reason(Stance.FOR, "same_province", Component.GEOGRAPHY)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def post(client, match, move, body=None, **headers):
    return client.post(f"{API}{match.public_id}/{move}", body or {}, content_type="application/json", headers=headers)


def test_a_match_explains_itself_and_bears_its_version():
    match = make_pair(score=0.777)

    answer = signed_in(match.need.author).get(f"{API}{match.public_id}/")

    body = answer.json()
    assert answer["ETag"] == f'"{match.version}"'
    assert (body["side"], body["state"], body["points"], body["band"]) == ("need", "proposed", 78, "strong")
    assert body["need"]["reference"] == match.need.reference
    assert body["listing"]["owner"] == match.listing.owner.name
    assert sum(row["share"] for row in body["contributions"]) == pytest.approx(body["score"], abs=1e-9)
    assert sum(row["points"] for row in body["component_points"]) == 78
    assert body["reasons"] == [
        {"stance": "for", "code": "terms", "component": "lexical", "facts": {"words_vi": ["sấy", "chè"]}}
    ]


def test_the_list_holds_own_matches_alone_by_group_and_side():
    need = needs.make_open()
    client = signed_in(need.author)
    proposed, dismissed = make_pair(need=need), make_dismissed(need=need)
    make_pair()

    def ids(query=""):
        return [row["id"] for row in client.get(f"{API}{query}").json()["results"]]

    assert ids() == [dismissed.public_id, proposed.public_id]
    assert ids("?group=answer") == [proposed.public_id]
    assert ids("?group=over&side=need") == [dismissed.public_id]
    assert ids("?side=listing") == []
    assert client.get(f"{API}?group=flying").status_code == 400


def test_pages_of_the_list_follow_one_another():
    need = needs.make_open()
    made = [make_pair(need=need).public_id for _ in range(3)]
    client = signed_in(need.author)

    first = client.get(f"{API}?limit=2").json()
    second = client.get(f"{API}?limit=2&cursor={first['next']}").json()

    assert [row["id"] for row in (*first["results"], *second["results"])] == made[::-1]
    assert second["next"] == ""


def test_guests_and_strangers():
    match = make_pair()
    stranger = signed_in(make_member(make_organisation()))

    assert Client().get(API).status_code in (401, 403)
    assert stranger.get(f"{API}{match.public_id}/").status_code == 404
    assert post(stranger, match, "accept", **{"If-Match": '"1"'}).status_code == 404


def test_two_yeses_introduce():
    match = make_pair()
    first = post(signed_in(match.need.author), match, "accept", **{"If-Match": f'"{match.version}"'})

    second = post(signed_in(match.listing.author), match, "accept", **{"If-Match": first["ETag"]})

    assert first.json()["state"] == "accepted_by_need"
    assert first.json()["answer_by"] is not None
    assert second.json()["state"] == "introduced"


def test_a_no_gives_its_reason():
    match = make_accepted_by_need()
    client, seen = signed_in(match.listing.author), {"If-Match": f'"{match.version}"'}

    without = post(client, match, "dismiss", **seen)
    unknown = post(client, match, "dismiss", {"reason": "ugly"}, **seen)
    answer = post(client, match, "dismiss", {"reason": "timing"}, **seen)

    assert without.json()["errors"][0]["pointer"] == "/reason"
    assert unknown.json()["errors"][0]["pointer"] == "/reason"
    assert answer.json()["dismissed_reason"] == "timing"


def test_an_answer_names_the_version_it_saw():
    match = make_pair()
    client = signed_in(match.need.author)

    assert post(client, match, "accept").status_code == 428
    assert post(client, match, "accept", **{"If-Match": '"77"'}).status_code == 412
    assert fresh(match).state == "proposed"


def test_what_is_over_answers_409():
    match = make_dismissed()
    client = signed_in(match.listing.author)

    answer = post(client, match, "accept", **{"If-Match": f'"{match.version}"'})

    assert (answer.status_code, answer.json()["type"]) == (409, "/help/problems/#transition-refused")


def test_the_name_and_nearness_of_who_asks_without_a_name_are_not_told():
    need = needs.make_open(visibility="anonymous")
    match = make_pair(need=need, reasons=[NEAR])

    body = signed_in(match.listing.author).get(f"{API}{match.public_id}/").json()

    assert body["need"]["owner"] is None
    assert body["reasons"] == []


def test_the_text_of_a_side_that_left_the_view_is_not_told():
    match = make_pair()
    owner = listings.owner_of(match.listing)
    listings.actions.withdraw_listing(
        listing_id=match.listing_id, reason="entered_in_error", note="", actor=owner, now=match.proposed_at
    )

    body = signed_in(match.need.author).get(f"{API}{match.public_id}/").json()

    assert (body["listing"]["title_vi"], body["listing"]["owner"], body["reasons"]) == ("", None, [])
    assert (body["contributions"], body["component_points"]) == ([], [])
    assert body["listing"]["reference"] == match.listing.reference
