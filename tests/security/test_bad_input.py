"""What no page and no client of ours would send, to every address: a clear refusal, and nothing changes."""

import json
import unicodedata
from collections import defaultdict

import pytest
from django.conf import settings

from tests.security.probes import FORM, JSON, Asker, address, nothing_changes, pages_and_api

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]

TOO_LONG = b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
TEN_MEGABYTES = b'{"title_vi": "' + b"x" * 10_000_000 + b'"}'
BODIES = [
    b"",
    b"[]",
    b"null",
    b"\xff\xfe{}",
    b"[" * 50_000,
    b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    b"[" * 300 + b"]" * 300,
    b'{"reason": "x", "reason": "y"}',
    b'{"kind": "technology", "title_vi": "\\ud800", "claims": [{"metric_vi": "\\udfff"}]}',
    b'{"kind": {}, "title_vi": [1], "claims": [[]], "rights": 7, "ipc": [{}], "price_min": [], "requirements": {}}',
    b'{"kind": "technology", "claims": [{"value": "NaN", "id": 99999999999999999999}], "price_min": 1}',
    b'{"kind": "technology", "price_min": {"amount": 1e999, "currency": {}}, "answers_by": 20260101}',
    b'{"kind": "technology", "budget_min": {"amount": "9999999999999999999999999", "currency": "VND"}, "must": 3}',
    b'{"point": 99999999999999999999999, "answer": "x", "checklist": "x", "points": [{"reason": 1}], "version": -1}',
    b'{"listing": "\\u0000", "method": [], "currency": "\\u202e", "inputs": {"royalty": {"low": "x", "likely": []}}}',
    json.dumps({"title_vi": "' OR 1=1; DROP TABLE listings_listing --", "st_field": "%s", "kind": "'"}).encode(),
    json.dumps({"kind": "service", "title_vi": unicodedata.normalize("NFD", "Sấy"), "unknown": 1}).encode(),
]  # fmt: skip
PARTS = 5
# Every body goes to addresses that take one; moves that need no words get these.
FEW_BODIES = [b"{", b"[]", b'{"unknown": 1}']
WORDED = {"listings", "needs", "valuations", "answer_point", "ask_changes", "approve", "reject", "renew", "withdraw"}
WORDED |= {"approve_revision", "refuse_revision", "close_unmet"}
FORMS = [
    b"",
    b"version=99999999999999999999999999&reason=x",
    b"version=-1&page=1e9&name=%27%20OR%201%3D1&organisation=1e9&language=xx&q=%28%28%22AND",
    b"version=1&claims-TOTAL_FORMS=999999999&claims-INITIAL_FORMS=-1&rights-TOTAL_FORMS=1e9&points-TOTAL_FORMS=x",
    b"version=1&claims-TOTAL_FORMS=1&claims-0-id=99999999999999999999&requirements-TOTAL_FORMS=1&requirements-0-id=x",
    b"do=explode&kind=%3Cscript%3E&listing=../../etc/passwd&method=0&valuation_date=2026-02-31&draws=1e9",
    "title_vi=S\u0061\u0302\u0301y&email=a@b&password1=x&login=%E2%80%AE".encode(),
]
BROKEN_FORMS = [
    (b"a=%00", FORM),
    (b"a=%ff", FORM),
    (b"a%00=1", FORM),
    (b"a=%ed%a0%80", FORM),
    (b"&".join(b"a%d=1" % number for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 5)), FORM),
    (b"x", "multipart/form-data"),
    (b"a=1", f"{FORM}; charset=utf-16"),
    (TOO_LONG, FORM),
]
QUERIES = [
    "page=1e9&page=2&cursor=%00&limit=99999999999999999999&state=%ff&q=%ed%a0%80&own=7&kind=x",
    "page=99999999999999999999999&cursor=zzz&limit=-1&state=zz&q=%22AND+%28%5B*&method=zz&listing=VN-1&next=//evil.example",
    "page=-1&cursor=WzEsMl0&limit=0&q=%27+OR+1%3D1+--&organisation=%27&price_min=1e999&published_min=31/02/2026&mine=1",
    f"q={'a' * 6000}&trl=10&trl_min=9&trl_max=1&sort=;&scope=x&size=1e9&relax=2&province=%F0%9D%9F%99",
]
ARGUMENTS = [
    "' OR 1=1 --",
    "../../../etc/passwd",
    "..%2f..%2f",
    "\x00",
    "\u202e",
    "𝟙𝟚",
    "9" * 40,
    "-1",
    "S\u0061\u0302\u0301y",
    "a" * 3_000,
]


METHODS = ("PUT", "OPTIONS", "TRACE")  # Each address gets one of them: what is not named there is refused in one place.


def refused_badly(response, *, is_api):
    """Why this answer is no proper refusal; empty when it is one, or none at all."""
    if response.status_code >= 500:
        return f"{response.status_code}"
    if response.status_code < 400:
        return ""
    kind = response.get("Content-Type", "")
    if is_api and response.status_code != 405 and not kind.startswith("application/problem+json"):
        return f"{response.status_code} as {kind}"
    if is_api and "Traceback" in response.content.decode():
        return "a stack"
    return ""


def outcome(asker, method, route, path, found, **more):
    response = asker.try_out(method, path, **more)
    wrong = refused_badly(response, is_api=route.is_api)
    if wrong:
        found[wrong].append((method, path[:100], str(more.get("data"))[:60]))
    return response


def posted(route, role):
    """What this reader sends there: everything where it may write, little elsewhere."""
    last = route.template.rstrip("/").rpartition("/")[2]
    whole = role == "owner_editor" or (role == "reviewer" and "/staff/" in route.template)
    if route.is_api:
        return BODIES if whole and last in WORDED else FEW_BODIES
    sections = route.name in ("listings:section", "needs:section", "accounts:edit_organisation", "account_login")
    return FORMS if whole and (sections or not route.arguments) else FORMS[3:4]


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.nightly) for part in range(1, PARTS))])
@pytest.mark.parametrize("role", ["guest", "owner_editor", "reviewer"])
def test_bodies_that_are_nonsense_are_refused_and_change_nothing(world, role, part):
    """On every run each address gets a share of them in turn, every night all of them."""
    asker, found = Asker(world, role), defaultdict(list)

    with nothing_changes():
        for turn, route in enumerate(pages_and_api()):
            kind = JSON if route.is_api else FORM
            bodies = posted(route, role)
            for body in bodies[(turn + part) % PARTS :: PARTS] if len(bodies) > PARTS else bodies:
                outcome(asker, "POST", route, address(world, route), found, data=body, content_type=kind)

    assert dict(found) == {}


def test_edits_over_the_api_are_refused_alike(world):
    asker, found = Asker(world, "owner_editor"), defaultdict(list)
    paths = [
        f"/api/v1/listings/{world.listings['draft'].public_id}/",
        f"/api/v1/needs/{world.needs['draft'].public_id}/",
    ]
    routes = [route for route in pages_and_api() if route.name in ("api-listing", "api-need")]

    with nothing_changes():
        for route, path in zip(routes, paths, strict=True):
            for body in BODIES:
                for version in ('"1"', '"99999999999999999999"', "*", "W/", ""):
                    outcome(
                        asker, "PATCH", route, path, found, data=body, content_type=JSON, headers={"If-Match": version}
                    )

    assert dict(found) == {}


def test_forms_that_cannot_be_read_get_a_page_that_says_so(world):
    asker, found = Asker(world, "owner_editor"), defaultdict(list)

    with nothing_changes():
        for route in pages_and_api():
            if route.is_api or route.name == "csp_report":
                continue
            whole = route.name in ("listings:section", "needs:section", "account_login", "search:save")
            for body, kind in BROKEN_FORMS if whole else BROKEN_FORMS[:1]:
                response = outcome(asker, "POST", route, address(world, route), found, data=body, content_type=kind)
                if response.status_code not in (400, 413):
                    found[response.status_code].append((route.template, body[:30], kind))

    assert dict(found) == {}


@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.nightly)])
def test_ten_megabytes_are_refused_unread_everywhere(world, share):
    """In one place, before any page: on every run every fourth address, every night all."""
    asker, found = Asker(world, "owner_editor"), defaultdict(list)

    for route in pages_and_api()[::share]:
        for kind in (JSON,) if route.is_api else ("multipart/form-data; boundary=x",):
            response = outcome(
                asker, "POST", route, address(world, route), found, data=TEN_MEGABYTES, content_type=kind
            )
            if response.status_code != 413:
                found[response.status_code].append((route.template, kind))

    assert dict(found) == {}


@pytest.mark.parametrize("kind", ["text/xml", "text/plain", FORM, "multipart/form-data; boundary=x", "nonsense", ""])
def test_the_api_reads_json_alone(world, kind):
    asker = Asker(world, "owner_editor")
    statuses = {
        asker.try_out("POST", address(world, route), data=b"--x--", content_type=kind).status_code
        for route in pages_and_api()
        if route.name in ("api-listings", "api-need-submit", "api-valuations")
    }

    assert statuses <= {400, 415}


@pytest.mark.parametrize("role", ["guest", "owner_editor", "reviewer"])
def test_query_strings_of_every_kind_never_break_a_page(world, role):
    asker, found = Asker(world, role), defaultdict(list)

    with nothing_changes():
        for route in pages_and_api():
            if role == "reviewer" and "/staff/" not in route.template:
                continue
            reads = any(word in route.template for word in ("search", "listings/", "needs/", "valuations/new"))
            for query in QUERIES if reads and not route.arguments else QUERIES[:1]:
                outcome(asker, "GET", route, f"{address(world, route)}?{query}", found)

    assert dict(found) == {}


def misnamed():
    """Every text in the first address of each kind of argument; in its siblings two of them, in turn."""
    seen, turn = set(), 0
    for route in pages_and_api():
        for name in route.arguments:
            kind = (name, *route.template.split("/")[1:4])
            texts = [ARGUMENTS[turn % len(ARGUMENTS)], ARGUMENTS[0]] if kind in seen else ARGUMENTS
            seen.add(kind)
            turn += 1
            yield from ((route, name, text) for text in texts)


@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("role", ["guest", "owner_editor"])
def test_addresses_that_name_nothing_are_not_found(world, role, share):
    """On every run every fourth of them, of guests fewer; every night all."""
    asker, found = Asker(world, role), defaultdict(list)

    with nothing_changes():
        for route, name, text in list(misnamed())[:: share if role == "owner_editor" else 2 * share]:
            outcome(asker, "GET", route, address(world, route, **{name: text}), found)

    assert dict(found) == {}


@pytest.mark.parametrize("role", ["guest", "owner_editor"])
def test_methods_that_an_address_does_not_take_do_nothing(world, role):
    asker, found = Asker(world, role), defaultdict(list)

    with nothing_changes():
        for turn, route in enumerate(pages_and_api()):
            for method in (METHODS[turn % len(METHODS)],) if role != "guest" else ("DELETE", "HEAD"):
                response = outcome(asker, method, route, address(world, route), found)
                if method == "TRACE" and "TRACE /" in response.content.decode(errors="ignore"):
                    found["echo"].append(route.template)

    assert dict(found) == {}


@pytest.mark.parametrize(
    "params",
    [
        {"page": "1e9"}, {"page": "0"}, {"size": "101"}, {"unknown": "1"}, {"kind": "machine"}, {"trl": "10"},
        {"field": "no-such"}, {"sort": "id; DROP"}, {"price_min": "many"}, {"price_min": "9", "price_max": "1"},
        {"q": "a" * 501}, {"q": " ".join(f"w{n}" for n in range(65))}, {"country": ["VN"] * 51}, {"page": ["1", "2"]},
    ],
)  # fmt: skip
def test_the_search_names_each_parameter_that_is_wrong(client, params):
    response = client.get("/api/v1/search", params)

    named = {error["pointer"].lstrip("/") for error in response.json()["errors"]}
    assert response.status_code == 400
    assert named & set(params)


@pytest.mark.parametrize(
    "text", ["title:x", "x AND OR", "(((", '"', "*", "?", "a~2", "[1 TO", "+-+", "/re/", "\\", "{!x}", "x^9"]
)
def test_query_syntax_is_text(client, text):
    assert client.get("/api/v1/search", {"q": text}).status_code == 200
    assert client.get("/vi/search/", {"q": text}).status_code == 200


def test_refusals_say_what_is_wrong_without_what_is_inside(world):
    answer = Asker(world, "owner_editor").ask("POST", "/api/v1/listings/", data=b"{", content_type=JSON)

    body = answer.json()
    assert (answer.status_code, body["status"]) == (400, 400)
    assert set(body) == {"type", "title", "status", "detail", "instance", "errors"}
    assert answer["X-Request-Id"] == body["instance"]
    assert not any(word in answer.content.decode() for word in ("Traceback", "site-packages", "SELECT", ".py"))
