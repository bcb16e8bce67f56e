"""Estimates over the API: a job with an address, problems with a pointer."""

import pytest
from django.test import Client

from marketplace.accounts.models import User
from marketplace.valuation.actions import compute_run
from marketplace.valuation.api.serializers import inputs_schema
from marketplace.valuation.methods import METHODS, RELIEF_FROM_ROYALTY
from marketplace.valuation.models import Run
from tests.factories.accounts import actor_for, make_organisation
from tests.valuation.floor import INPUTS, NOW, make_listing, make_run

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/valuations/"


def signed_in(organisation, role="editor") -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor_for(organisation, role=role).user_id))
    return client


def post(client, body, **more):
    return client.post(ADDRESS, body, content_type="application/json", **more)


@pytest.fixture
def listing():
    return make_listing()


def test_asking_answers_202_with_the_address_of_the_run(listing):
    client = signed_in(listing.owner)

    answer = post(client, {"listing": listing.public_id, "inputs": INPUTS})

    run = Run.objects.get()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/valuations/{run.number}/"
    assert answer["Retry-After"] == "2"
    body = answer.json()
    assert (body["state"], body["progress"], body["result"], body["error"]) == ("queued", 0, None, None)
    assert body["inputs"]["royalty"] == {"low": 0.03, "likely": 0.045, "high": 0.06, "source": "Eleven contracts"}
    assert "not a valuation" in body["notice"]


def test_amounts_may_come_as_strings(listing):
    inputs = {**INPUTS, "first_revenue": {"likely": "10000000000"}}

    assert post(signed_in(listing.owner), {"listing": listing.public_id, "inputs": inputs}).status_code == 202
    assert Run.objects.get().inputs.get(name="first_revenue").likely == 1e10


def test_asking_again_for_what_is_computed_answers_200_with_the_result(listing):
    client, body = signed_in(listing.owner), {"listing": listing.public_id, "inputs": INPUTS}
    post(client, body)
    compute_run(run_id=Run.objects.get().pk, now=NOW)

    answer = post(client, body)

    assert answer.status_code == 200
    assert Run.objects.count() == 1
    assert answer.json()["result"]["spread"]["percentiles"]["p50"] > 0


def test_the_run_is_read_by_its_address(listing):
    run = make_run(listing)
    compute_run(run_id=run.pk, now=NOW)

    answer = signed_in(listing.owner, "viewer").get(f"{ADDRESS}{run.number}/")

    body = answer.json()
    assert (answer.status_code, body["state"], body["progress"]) == (200, "computed", 100)
    assert answer["ETag"] == '"3"'
    assert body["libraries"]["scipy"]
    assert "Retry-After" not in answer.headers


def test_a_failed_run_tells_code_field_and_words(listing):
    run = make_run(listing, market_size=1.5e10, growth=0.5)
    compute_run(run_id=run.pk, now=NOW)

    error = signed_in(listing.owner).get(f"{ADDRESS}{run.number}/").json()["error"]

    assert (error["code"], error["field"]) == ("revenue_above_market", "market_size")
    assert error["detail"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"inputs": INPUTS}, "/listing"),
        ({"listing": 7, "inputs": [1]}, "/inputs"),
        ({"inputs": {**INPUTS, "royalty": 0.6}}, "/inputs/royalty"),
        ({"inputs": {**INPUTS, "royalty": {"likely": "<b>"}}}, "/inputs/royalty"),
        ({"inputs": {**INPUTS, "seed": 10**400}}, "/inputs/seed"),
        ({"inputs": {**INPUTS, "draws": 2**20}}, "/inputs/draws"),
        ({"inputs": {**INPUTS, "first_revenue": {"likely": [[]]}}}, "/inputs/first_revenue"),
        ({"inputs": {**INPUTS, "what": 1}}, "/inputs/what"),
        ({"inputs": INPUTS, "method": "guess"}, "/method"),
        ({"inputs": INPUTS, "sign": True}, "/sign"),
    ],
)
def test_a_wrong_body_is_a_problem_with_a_pointer(listing, body, pointer):
    whole = body if pointer == "/listing" else {"listing": listing.public_id, **body}

    answer = post(signed_in(listing.owner), whole)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not Run.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", '"text"', "null", "\x00", "x" * 3_000_000])
def test_a_body_that_is_no_object_is_refused(listing, body):
    answer = post(signed_in(listing.owner), body)

    assert answer.status_code in (400, 413)


def test_strangers_find_nothing_and_visitors_are_asked_to_sign_in(listing):
    run = make_run(listing)
    stranger = signed_in(make_organisation())

    assert stranger.get(f"{ADDRESS}{run.number}/").status_code == 404
    assert post(stranger, {"listing": listing.public_id, "inputs": INPUTS}).status_code == 404
    assert Client().get(f"{ADDRESS}{run.number}/").status_code in (401, 403)
    assert post(Client(), {"listing": listing.public_id, "inputs": INPUTS}).status_code in (401, 403, 429)


def test_the_schema_names_every_input_but_those_the_floor_fills_in():
    names = set(inputs_schema()["properties"])

    fields = {field.name for field in METHODS[RELIEF_FROM_ROYALTY].fields}
    assert names == fields - {"asking_price", "legal_life", "statutory_tax", "inflation", "subject"}
    assert inputs_schema()["properties"]["royalty"]["oneOf"][0]["maximum"] == 0.5
