"""No secret stands in the tree, and none reaches a log when a part fails."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from marketplace.common.logs import configure
from search.backends import SearchUnavailable, get_backend
from search.fields import Audience
from search.query import SearchQuery
from tests.architecture.tree import project_files, read
from tests.factories.accounts import PASSWORD, make_user
from tests.security.world import BACKEND

SECRET = "s3cretpw"
LOOKS_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}\b"
    r"|\bxox[abpr]-[A-Za-z0-9-]{20,}\b"
    r"|\bsk-[A-Za-z0-9]{30,}\b"
    r"|\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}"
    r"|\b(?:postgres|redis|amqp|smtps?)://[^\s:/@'\"]*:(?!password@|pw@|p%40ss@|s3cretpw@|\$|\{)[^\s/@'\"]{6,}@"
)
TEXT = (".py", ".toml", ".yml", ".yaml", ".md", ".txt", ".example", ".sh", ".html", ".js", ".css", ".json", ".cfg")


def test_the_tree_holds_none():
    found = {}
    for name in project_files():
        if name.endswith(TEXT) or "/" not in name or name.startswith(".ci/"):
            hits = [hit.group()[:30] for hit in LOOKS_SECRET.finditer(read(name))]
            if hits:
                found[name] = hits

    assert found == {}


@pytest.fixture(params=["json", "plain"])
def lines(request):
    """What the floor's own logging writes, in both of its forms."""
    written = io.StringIO()
    configure({"format": request.param})
    handler = logging.getLogger().handlers[0]
    handler.setStream(written)
    yield written.getvalue
    configure(settings.LOGGING)


def test_words_for_secrets_are_masked_wherever_they_are_logged(lines):
    logging.getLogger("floor").error("failed", extra={"password": SECRET, "status_code": 500})

    assert SECRET not in lines()


@pytest.mark.django_db
def test_a_store_that_does_not_answer_keeps_its_password(client, settings, lines):
    settings.REDIS_URL = f"redis://:{SECRET}@127.0.0.1:1/0"

    answer = client.post("/vi/account/login/", {"login": "a@example.org", "password": SECRET})

    assert answer.status_code == 503
    assert SECRET not in lines() + answer.content.decode()


def test_an_engine_that_does_not_answer_keeps_its_password(settings, lines):
    settings.SEARCH_BACKEND = "elasticsearch"
    settings.ELASTICSEARCH_URL = f"http://elastic:{SECRET}@127.0.0.1:1"
    query = SearchQuery.from_params({"q": "x"}, audience=Audience.PUBLIC, language="vi")

    with pytest.raises(SearchUnavailable) as failed:
        get_backend().search(query)

    assert SECRET not in lines() + str(failed.value)
    cache.clear()


@pytest.mark.django_db
def test_a_fault_of_ours_tells_nothing_of_the_request(monkeypatch, lines):
    """500: the page has the request's id, the log has the trace, neither has what was typed."""
    user = make_user()
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("marketplace.accounts.web.account.queries.person", lambda **_: 1 / 0)
    client.post("/vi/account/login/", {"login": user.email, "password": PASSWORD})

    answer = client.post("/vi/account/?q=zqtyped", {"name": "zqtyped", "language": "vi"})

    written = lines()
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    assert answer["X-Request-Id"] in written
    assert "ZeroDivisionError" in written
    assert "ZeroDivisionError" not in answer.content.decode()
    for word in ("zqtyped", user.email, PASSWORD, client.cookies["session"].value):
        assert word not in written


@pytest.mark.django_db
def test_a_line_break_in_what_is_sent_makes_no_second_line(lines):
    client = Client(enforce_csrf_checks=True)

    client.post("/vi/account/login/%0aERROR forged", {"login": "a\nERROR forged"})
    client.post("/csp-report", b'{"x": "a\nERROR forged"}', content_type="application/csp-report")

    assert len(lines().splitlines()) == lines().count("request_id") == 1
    assert not re.search("^ERROR forged", lines(), re.MULTILINE)


@pytest.mark.django_db
def test_who_was_refused_is_noted_by_number_and_view(lines):
    user = make_user(name="Zqname")
    client = Client()
    client.force_login(user, backend=BACKEND)

    client.get("/vi/staff/?q=zqtyped")
    client.get("/api/v1/listings/?own=1")
    Client(enforce_csrf_checks=True).post("/vi/account/logout/")

    noted = [line for line in lines().splitlines() if "refused" in line]
    assert len(noted) == 2
    assert "common:staff" in noted[0]
    assert str(user.pk) in noted[0]
    assert "form-expired" in noted[1]
    assert not re.search(f"zqtyped|Zqname|{user.email}", lines())
