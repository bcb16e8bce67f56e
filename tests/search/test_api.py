"""GET /api/v1/search over HTTP: the same ids as the page, clear refusals, the database when the engine is gone."""

import unicodedata

import pytest

from marketplace.common import clock
from tests.factories.listings import make_paused, make_published
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db
NASTY = [
    "'; DROP TABLE listings_listing; --",
    '" OR 1=1 --',
    "title:(a AND b) OR [* TO *]",
    "/.*a{1,99}.*/",
    "*:* AND NOT x~10 ^5",
    "a\\",
    "((((((((((((",
    "💥" * 100,
    "-" * 400,
    '"' * 400,
    "%s%s%n",
    "{{7*7}}",
    "a:b:c:d",
    "\u202egnp.exe",
]


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def published():
    listing = make_published(now=clock.now(), title_vi="Máy sấy lạnh cho chè")
    make_paused(now=clock.now(), title_vi="Máy sấy lạnh đang nghỉ")
    drain_all()
    return listing


def search(client, **params):
    return client.get("/api/v1/search", params)


def test_the_answer_has_its_documented_shape(client, published):
    body = search(client, q="say lanh").json()

    assert body["total"] == 1
    assert {"total", "hits", "facets", "took_ms", "backend", "degraded"} <= set(body)
    hit = body["hits"][0]
    assert hit["reference"] == published.reference
    assert (hit["kind"], hit["title"]) == ("technology", "Máy sấy lạnh cho chè")
    assert "<mark>sấy lạnh</mark>" in hit["highlights"]["title"]
    assert hit["url"] == published.get_absolute_url()
    assert body["facets"]["kind"] == {"technology": 1}
    assert (body["backend"], body["degraded"]) == ("embedded", False)


@pytest.mark.parametrize("text", ["sấy lạnh", "say lanh", "SẤY LẠNH", unicodedata.normalize("NFD", "sấy lạnh")])
def test_marks_case_and_form_do_not_matter(client, published, text):
    assert search(client, q=text).json()["total"] == 1


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"page": "1e9"}, "/page"),
        ({"page": "1000000000"}, "/page"),
        ({"page": "-1"}, "/page"),
        ({"page": "0"}, "/page"),
        ({"page": "50", "size": "100"}, "/page"),
        ({"size": "101"}, "/size"),
        ({"size": "ten"}, "/size"),
        ({"sort": "price_min; DROP"}, "/sort"),
        ({"colour": "red"}, "/colour"),
        ({"field": "no_such_field"}, "/field"),
        ({"trl": "12"}, "/trl"),
        ({"kind": "person"}, "/kind"),
        ({"price_min": "many"}, "/price_min"),
        ({"published_min": "23/11/2026"}, "/published_min"),
        ({"trl_min": "8", "trl_max": "3"}, "/trl_max"),
        ({"q": "a " * 300}, "/q"),
        ({"q": " ".join(f"w{n}" for n in range(65))}, "/q"),
        ({"relax": "maybe"}, "/relax"),
    ],
)
def test_wrong_parameters_are_refused_by_name(client, params, pointer):
    answer = search(client, **params)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    body = answer.json()
    assert [error["pointer"] for error in body["errors"]] == [pointer]
    assert body["type"] == "/help/problems/#invalid-query"
    assert body["instance"]


@pytest.mark.parametrize("text", NASTY)
def test_query_syntax_of_engines_and_databases_is_plain_text(client, published, text):
    answer = search(client, q=text)

    assert answer.status_code == 200
    assert answer.json()["total"] in (0, 1)


@pytest.mark.parametrize("raw", ["q=%00", "q=a%01b", "q=%ff%fe", "q=a%7f"])
def test_control_characters_and_broken_utf8_are_refused(client, raw):
    assert client.get(f"/api/v1/search?{raw}").status_code == 400


def test_page_and_api_show_the_same_things_in_the_same_order(client, published):
    make_published(now=clock.now(), title_vi="Sấy thăng hoa sâm lạnh")
    drain_all()

    references = [hit["reference"] for hit in search(client, q="sấy").json()["hits"]]
    page = client.get("/vi/search/", {"q": "sấy"}).content.decode()

    assert len(references) == 2
    assert sorted(references, key=page.index) == references


def test_without_an_engine_the_database_answers_and_says_so(client, published, settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "nothing here"

    answer = search(client, q="say lanh")

    body = answer.json()
    assert (body["backend"], body["degraded"], body["total"]) == ("database", True, 1)
    assert answer["X-Search-Backend"] == "database"
    page = client.get("/en/search/", {"q": "say lanh"}).content.decode()
    assert "Search is resting" in page


def test_a_short_query_without_hits_is_relaxed_and_says_so(client, published):
    body = search(client, q="sấy tuabin").json()
    strict = search(client, q="sấy tuabin", relax="0").json()

    assert (body["total"], body["relaxed"], strict["total"]) == (1, True, 0)


def test_other_methods_are_refused_as_problems(client):
    answer = client.post("/api/v1/search", data="{}", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
