"""The first journey over /api/v1: a session, its token, JSON both ways, every refusal as problem+json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from marketplace.accounts.queries import actor_of
from marketplace.common import clock
from marketplace.listings.models import Listing
from marketplace.listings.states import ReviewCheck
from tests.factories.listings import TECHNOLOGY, make_draft
from tests.journeys import listing as do
from tests.journeys.reader import DjangoWire, Reader
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"
MONEY = ("price_min", "price_max")
TITLE = "Sấy lạnh nấm hương trong hầm gió"
BODY = {
    name: {"amount": value, "currency": "VND"} if name in MONEY else value
    for name, value in {**TECHNOLOGY, "title_vi": TITLE, "kind": "technology"}.items()
}
INPUTS = {
    "first_revenue": {"low": "8000000000", "likely": "10000000000", "high": "14000000000", "source": "Kế hoạch"},
    "growth": 0.05,
    "royalty": {"low": 0.03, "likely": 0.045, "high": 0.06},
    "life": 7,
    "tax": 0.2,
    "discount_rate": {"low": 0.17, "likely": 0.2, "high": 0.25},
}
VERDICT = {"checklist": list(ReviewCheck.values), "list_status": "none", "dual_use": False}


@dataclass
class Told:
    """One answer, checked for what every answer of the API has."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def codes(self) -> set[tuple[str, str]]:
        return {(error["pointer"], error["code"]) for error in self.body["errors"]}


class Api:
    """A program that acts for a person who is signed in, or for nobody."""

    def __init__(self, reader: Reader | None = None) -> None:
        wire = (reader or Reader()).wire
        assert isinstance(wire, DjangoWire)
        self.client = wire.client
        self.token = ""
        if reader is not None:
            token = reader.open("preferences/").tree.all("input", name="csrfmiddlewaretoken")[0]
            self.token = token.attrs["value"]

    def get(self, path: str, **headers: str) -> Told:
        return self._told(self.client.get(ROOT + path, headers=_named(headers)))

    def post(self, path: str, body: object = None, **headers: str) -> Told:
        return self.send("POST", path, json.dumps({} if body is None else body), **headers)

    def patch(self, path: str, body: object, **headers: str) -> Told:
        return self.send("PATCH", path, json.dumps(body), **headers)

    def send(self, method: str, path: str, text: str | bytes, **headers: str) -> Told:
        sent = {"X-CSRFToken": self.token, "Content-Type": "application/json", **_named(headers)}
        kind = sent.pop("Content-Type")
        return self._told(self.client.generic(method, ROOT + path, text, content_type=kind, headers=sent))

    @staticmethod
    def _told(answer: Any) -> Told:
        body = json.loads(answer.content) if answer.content else None
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert {"type", "title", "status", "detail", "instance", "errors"} == body.keys()
            assert (body["status"], body["instance"]) == (answer.status_code, answer["X-Request-Id"])
            assert body["title"]
        return Told(answer.status_code, answer.headers, body)


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def draft(cast):
    return make_draft(author=actor_of(cast.researcher, organisation_id=cast.institute.pk), now=clock.now())


@pytest.fixture
def owner(cast, come_in):
    return Api(come_in(cast.researcher))


def test_a_technology_is_written_approved_found_told_and_estimated(cast, come_in, owner):
    business = come_in(cast.business)
    do.watch(business, "say lanh")
    reviewer, guest = Api(come_in(cast.reviewer)), Api()

    created = owner.post("listings/", {**BODY, "unfiled_detail": True})
    assert (created.status, created.body["state"]) == (201, "draft")
    own = created.headers["Location"].partition(ROOT)[2]
    refused = owner.post(f"{own}submit")
    assert (refused.status, refused.body["type"]) == (409, "/help/problems/#unfiled-detail")
    assert "R-PUB-2" in refused.body["detail"]
    repaired = owner.patch(own, {"unfiled_detail": False}, If_Match=created.headers["ETag"])
    assert (repaired.status, repaired.body["title_vi"]) == (200, TITLE)
    assert owner.post(f"{own}submit").status == 200
    assert owner.post(f"{own}take").status == 403
    assert reviewer.post(f"{own}take").status == 200
    published = reviewer.post(f"{own}approve", VERDICT)
    assert (published.status, published.body["state"]) == (200, "published")
    reference = published.body["reference"]
    assert guest.get("search?q=say+lanh").body["total"] == 0
    drain_all()

    found = guest.get("search?q=say+lanh").body
    assert [(hit["reference"], hit["kind"], hit["title"]) for hit in found["hits"]] == [
        (reference, "technology", TITLE)
    ]
    assert (found["total"], found["degraded"]) == (1, False)
    assert found["hits"][0]["highlights"]["title"] == "<mark>Sấy lạnh</mark> nấm hương trong hầm gió"
    assert Reader().open(found["hits"][0]["url"]).heading == TITLE
    told = Api(business).get("notices/").body
    assert [(one["kind"], one["url"]) for one in told["results"]] == [("saved_search", found["hits"][0]["url"])]
    assert told["unread"] == 1

    asked = owner.post("valuations/", {"listing": reference, "inputs": INPUTS})
    assert (asked.status, asked.body["state"], asked.headers["Retry-After"]) == (202, "queued", "2")
    drain_all()
    run = owner.get(asked.headers["Location"].partition(ROOT)[2]).body
    marks = run["result"]["spread"]["percentiles"]
    assert (run["state"], run["progress"]) == ("computed", 100)
    assert 0 < marks["p10"] < marks["p50"] < marks["p90"]
    assert "Reference calculation" in run["notice"]
    assert owner.post("valuations/", {"listing": reference, "inputs": INPUTS}).status == 200
    assert Api(business).get(f"valuations/{run['number']}/").status == 404


def test_an_edit_names_the_version_that_was_read(cast, come_in, owner, draft):
    colleague, own = Api(come_in(cast.colleague)), f"listings/{draft.public_id}/"
    read = owner.get(own)

    without = owner.patch(own, {"title_vi": "Một"})
    first = colleague.patch(own, {"title_vi": "Hai"}, If_Match=read.headers["ETag"])
    late = owner.patch(own, {"title_vi": "Ba", "summary_vi": "Ba."}, If_Match=read.headers["ETag"])
    nonsense = owner.patch(own, {"title_vi": "Bốn"}, If_Match='"abc"')

    assert [told.status for told in (without, first, late, nonsense)] == [428, 200, 412, 412]
    assert late.codes == {("/title_vi", "differs"), ("/summary_vi", "differs")}
    assert Listing.objects.get(pk=draft.pk).title_vi == "Hai"


def test_guests_strangers_and_requests_without_a_token_change_nothing(cast, come_in, owner, draft):
    own = f"listings/{draft.public_id}/"
    stranger, without_token = Api(come_in(cast.business)), Api(come_in(cast.researcher))
    without_token.token = ""

    answers = [
        Api().post("listings/", BODY),
        Api().get(own),
        stranger.get(own),
        stranger.patch(own, {"title_vi": "Của tôi"}, If_Match=f'"{draft.version}"'),
        stranger.post(f"{own}submit"),
        without_token.patch(own, {"title_vi": "Giả"}, If_Match=f'"{draft.version}"'),
        without_token.post("listings/", BODY),
        owner.post(f"{own}approve", VERDICT),
        owner.post(f"{own}explode"),
        owner.send("PUT", own, "{}"),
        owner.send("DELETE", own, ""),
    ]

    assert [told.status for told in answers] == [403, 404, 404, 404, 404, 403, 403, 403, 404, 405, 405]
    assert Listing.objects.get().version == draft.version


# (what is changed in a good body, pointer and code of the refusal)
WRONG: list[tuple[dict[str, object], tuple[str, str]]] = [
    ({"nonsense": 1}, ("/nonsense", "unknown")),
    ({"owner": 1}, ("/owner", "unknown")),
    ({"state": "published"}, ("/state", "unknown")),
    ({"title_vi": 5}, ("/title_vi", "type")),
    ({"title_vi": ["Sấy"]}, ("/title_vi", "type")),
    ({"title_vi": "x" * 151}, ("/title_vi", "too_long")),
    ({"trl_declared": {"code": 7}}, ("/trl_declared", "type")),
    ({"trl_declared": "trl_10"}, ("/trl_declared", "unknown_code")),
    ({"licence_kinds": "exclusive_licence"}, ("/licence_kinds", "type")),
    ({"licence_kinds": [None]}, ("/licence_kinds", "type")),
    ({"unfiled_detail": "no"}, ("/unfiled_detail", "type")),
    ({"claims": {"0": {}}}, ("/claims", "type")),
    ({"claims": [{"nonsense": 1}]}, ("/claims/0/nonsense", "unknown")),
    ({"claims": [{"metric_vi": "x", "value": "1e400"}]}, ("/claims/0/value", "range")),
    ({"claims": [{}] * 31}, ("/claims", "too_many")),
    ({"first_disclosure_on": "24/11/2026"}, ("/first_disclosure_on", "date")),
    ({"response_days": 1e9}, ("/response_days", "number")),
    ({"response_days": 0}, ("/response_days", "range")),
]
BODIES: list[tuple[str | bytes, dict[str, str], int]] = [
    ("", {}, 400),
    ("{", {}, 400),
    ("[]", {}, 400),
    ("null", {}, 400),
    ('"text"', {}, 400),
    (b'{"kind": "technology", "title_vi": "\xff\xfe"}', {}, 400),
    ('{"kind": "technology", "title_vi": "\\ud800"}', {}, 400),
    ('{"kind": "technology", "title_vi": NaN}', {}, 400),
    ("[" * 100_000, {}, 400),
    (json.dumps({"kind": "technology", "how_it_works_vi": "x" * 10_000_000}), {}, 413),
    ("kind=technology", {"Content_Type": "application/x-www-form-urlencoded"}, 415),
]


def test_a_wrong_value_is_named_with_its_pointer_and_nothing_is_stored(owner):
    for change, refusal in WRONG:
        told = owner.post("listings/", {**BODY, **change})

        assert (told.status, told.codes) == (400, {refusal}), change

    for text, headers, status in BODIES:
        assert owner.send("POST", "listings/", text, **headers).status == status, text[:60]
    assert owner.post("listings/", {**BODY, "kind": "weapon"}).status == 400
    assert not Listing.objects.exists()


def test_what_is_asked_of_the_search_wrongly_is_named(owner):
    wrong = {
        "search?page=1e9": "/page",
        "search?size=101": "/size",
        "search?nonsense=1": "/nonsense",
        "search?kind=weapon": "/kind",
        "search?trl_min=x": "/trl_min",
        "search?sort=best": "/sort",
        "search?q=" + "x" * 600: "/q",
    }

    for path, pointer in wrong.items():
        told = Api().get(path)
        assert (told.status, {place for place, _code in told.codes}) == (400, {pointer}), path
    for words in ('"', "a AND (", "kind:*", "' OR 1=1 --", "%00", "\\", "(((((", "-", "sấy~9 ^lạnh"):
        assert Api().get(f"search?q={words}").status in (200, 400), words
