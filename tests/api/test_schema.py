"""The description of the API: complete, free of warnings, kept in docs/openapi.json, never broken by accident."""

import copy
import json
import re

import pytest
from django.core.management import call_command
from django.test import Client

from marketplace.common.problems import Problem
from tests.api.described import description, operations
from tests.api.differences import breaking
from tests.architecture.tree import ROOT
from tests.security.world import BACKEND

SNAPSHOT = ROOT / "docs" / "openapi.json"
FRESH = "manage.py spectacular --lang en --format openapi-json --file docs/openapi.json"
IDS = [operation["operationId"] for _method, _path, operation in operations()]


def kept() -> dict:
    return json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_it_is_made_without_a_warning(tmp_path, capsys):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "openapi.json"))

    assert "warning" not in capsys.readouterr().err.lower()


def test_it_is_openapi_3_1():
    assert description()["openapi"].startswith("3.1")


def test_nothing_that_callers_build_on_is_gone():
    """Removing or changing needs /v2/ and a year's notice; the kept description is what they were told."""
    assert breaking(kept(), description()) == []


def test_the_kept_description_is_fresh():
    assert kept() == json.loads(json.dumps(description(), default=str)), f"run {FRESH}"


@pytest.mark.parametrize(("method", "path", "operation"), operations(), ids=IDS)
def test_every_operation_says_what_it_does_and_how_it_refuses(method, path, operation):
    refusals = {code for code in operation["responses"] if code.startswith(("4", "5"))}
    expected = {"400", "401", "403", "406", "429", "503"}
    expected |= {"404", "409", "413", "415"} if method != "get" else set()
    expected |= {"412", "428"} if method == "patch" else set()

    assert re.fullmatch(r"[A-Z].{5,120}", operation["summary"])
    assert refusals >= expected
    assert all("$ref" in operation["responses"][code] for code in refusals)
    assert any(code.startswith("2") for code in operation["responses"])
    assert len(operation["tags"]) == 1


@pytest.mark.parametrize(("method", "path", "operation"), operations(), ids=IDS)
def test_every_operation_says_who_may_call_and_what_is_left(method, path, operation):
    scope = "read" if method == "get" else "write"
    good = [answer for code, answer in operation["responses"].items() if code.startswith("2")]

    assert {"token": [scope]} in operation["security"]
    assert ({} in operation["security"]) == (method == "get")
    assert all({"RateLimit", "RateLimit-Policy"} <= set(answer["headers"]) for answer in good)
    assert ("Idempotency-Key" in {one["name"] for one in operation.get("parameters", ())}) == (method == "post")


def test_both_ways_of_saying_who_one_is_are_described():
    schemes = description()["components"]["securitySchemes"]

    assert {name: scheme["type"] for name, scheme in schemes.items()} == {"session": "apiKey", "token": "http"}


def test_ids_are_used_once_and_names_are_plain():
    names = {name for shape in description()["components"]["schemas"].values() for name in shape.get("properties", ())}
    names |= {one["name"] for _m, _p, operation in operations() for one in operation.get("parameters", ())}

    assert len(set(IDS)) == len(IDS)
    assert {name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)} == {"Idempotency-Key", "If-Match"}


def test_a_refusal_is_described_once():
    components = description()["components"]
    bodies = {json.dumps(one["content"]) for one in components["responses"].values()}

    assert len(bodies) == 1
    assert set(components["schemas"]["Problem"]["required"]) == set(Problem().as_dict(instance=""))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_refusal_is_explained_where_its_type_points(client, language):
    page = client.get(f"/{language}/help/problems/").content.decode()

    assert {kind.code for kind in Problem.kinds() if f'<dt id="{kind.code}"' not in page} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_reference_page_names_every_operation(client, language):
    response = client.get(f"/{language}/help/api/")
    page = response.content.decode()

    assert response.status_code == 200
    assert all(f'id="{one}"' in page for one in IDS)
    assert all(path in page for _method, path, _operation in operations())
    assert f"/{language}/help/api/" in client.get(f"/{language}/").content.decode()


@pytest.mark.django_db
def test_examples_are_accepted_as_they_stand(world):
    client = Client()
    client.force_login(world.users["owner_editor"], backend=BACKEND)
    tried = 0
    for _method, path, operation in operations():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        for example in content.get("examples", {}).values():
            body = {**example["value"]}
            if "listing" in body:
                body["listing"] = world.listings["published"].reference
            answer = client.post(path, body, content_type="application/json")
            assert answer.status_code in (200, 201, 202), (path, answer.json())
            tried += 1

    assert tried >= 3


class TestDifferences:
    """What the comparison would say."""

    def changed(self, change) -> list[str]:
        new = copy.deepcopy(description())
        change(new)
        return breaking(description(), new)

    def test_nothing_changed(self):
        assert self.changed(lambda new: None) == []

    def test_what_is_added_breaks_nobody(self):
        def add(new):
            new["paths"]["/api/v1/more/"] = {"get": {"responses": {"200": {}}}}
            new["components"]["schemas"]["ListingRow"]["properties"]["more"] = {"type": "string"}

        assert self.changed(add) == []

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (lambda new: new["paths"].pop("/api/v1/search"), "GET /api/v1/search is gone"),
            (
                lambda new: new["paths"]["/api/v1/search"]["get"].update(parameters=[]),
                "GET /api/v1/search no longer takes q",
            ),
            (
                lambda new: new["paths"]["/api/v1/listings/"]["post"]["responses"].pop("201"),
                "POST /api/v1/listings/ no longer answers 201",
            ),
            (
                lambda new: new["components"]["schemas"]["SearchHit"]["properties"].pop("reference"),
                "SearchHit.reference is gone",
            ),
            (
                lambda new: new["components"]["schemas"]["SearchAnswer"]["properties"]["total"].update(type="string"),
                "SearchAnswer.total has another type",
            ),
            (
                lambda new: new["components"]["schemas"]["ListingCreateKindEnum"].update(enum=["technology"]),
                "ListingCreateKindEnum no longer takes service",
            ),
        ],
    )
    def test_what_callers_miss_is_named(self, change, sentence):
        assert sentence in self.changed(change)
