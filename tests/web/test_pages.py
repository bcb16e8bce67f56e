"""Pages of the floor itself over HTTP: shell, languages, display, help, errors."""

import gzip
import re

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from marketplace.common.models import Site
from marketplace.common.web.pages import HELP, STANDING

pytestmark = pytest.mark.django_db
OWN_PAGES = ["", "preferences/", *(f"help/{topic}/" for topic in HELP), *(f"{name}/" for name in STANDING)]
HTML_MAX_BYTES = 30_000


def text(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def tags(html: str, pattern: str) -> list[str]:
    return re.findall(pattern, html)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", OWN_PAGES)
def test_page_stands_in_the_shell(client: Client, language: str, page: str) -> None:
    html = text(client, f"/{language}/{page}")

    assert html.startswith("<!doctype html>")
    assert f'<html lang="{language}"' in html
    assert len(tags(html, r"<h1\b")) == 1
    assert len(tags(html, r"<main\b")) == 1
    assert html.index('class="skip"') < html.index("<header") < html.index("<main") < html.index("<footer")
    assert len(gzip.compress(html.encode())) <= HTML_MAX_BYTES


@pytest.mark.parametrize("page", OWN_PAGES)
def test_title_and_description_fit_what_engines_show(client: Client, page: str) -> None:
    for language in ("vi", "en"):
        html = text(client, f"/{language}/{page}")

        (title,) = tags(html, r"<title>([^<]*)</title>")
        assert 0 < len(title) <= 60
        assert all(len(words) <= 160 for words in tags(html, r'<meta name="description" content="([^"]*)"'))


@pytest.mark.parametrize("page", OWN_PAGES)
def test_languages_point_at_each_other(client: Client, page: str) -> None:
    html = {language: text(client, f"/{language}/{page}") for language in ("vi", "en")}
    if "noindex" in html["vi"]:
        return

    pairs = {
        language: tags(body, r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"') for language, body in html.items()
    }

    assert pairs["vi"] == pairs["en"]
    assert [code for code, _address in pairs["vi"]] == ["vi", "en", "x-default"]
    assert tags(html["en"], r'rel="canonical" href="([^"]+)"') == [dict(pairs["en"])["en"]]


def test_language_link_keeps_page_and_query(client: Client) -> None:
    html = text(client, "/vi/help/words/?from=trl&x=1")

    assert 'href="/en/help/words/?from=trl&amp;x=1" lang="en" hreflang="en"' in html


def test_bare_address_follows_the_browsers_language(client: Client) -> None:
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Location"] == "/en/"
    assert client.get("/", headers={"Accept-Language": "fr"}).headers["Location"] == "/vi/"


def test_public_page_is_the_same_bytes_for_every_guest(client: Client) -> None:
    first, second = client.get("/vi/"), Client().get("/vi/")

    assert first.content == second.content
    assert not first.cookies
    assert "csrfmiddlewaretoken" not in first.content.decode()


def test_display_choice_is_kept_in_one_cookie_and_shown(client: Client) -> None:
    answer = client.post(
        "/vi/preferences/", {"theme": "dark", "text": "larger", "contrast": "more", "next": "/vi/help/words/"}
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, "/vi/help/words/")
    assert answer.cookies["display"]["httponly"]
    assert answer.cookies["display"]["samesite"] == "Lax"
    html = text(client, "/vi/help/words/")
    assert '<html lang="vi" data-theme="dark" data-text="larger" data-contrast="more">' in html


def test_choosing_nothing_takes_the_cookie_away(client: Client) -> None:
    client.post("/vi/preferences/", {"theme": "light"})
    client.post("/vi/preferences/", {"theme": "", "text": ""})

    assert '<html lang="vi">' in text(client, "/vi/")


@pytest.mark.parametrize("cookie", ["dark", "dark.huge.more.x", "../..", "blue.large.max", '"><script>.a.b'])
def test_unknown_cookie_counts_as_no_choice(client: Client, cookie: str) -> None:
    client.cookies["display"] = cookie

    html = text(client, "/vi/")

    assert "data-theme" not in html
    assert "<script>.a" not in html


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil"])
def test_nobody_is_led_away(client: Client, address: str) -> None:
    assert client.post("/vi/preferences/", {"next": address}).headers["Location"] == "/vi/preferences/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_display_form_of_another_site_is_refused(headers: dict[str, str], status: int) -> None:
    answer = Client(enforce_csrf_checks=True).post("/vi/preferences/", {"theme": "dark"}, headers=headers)

    assert answer.status_code == status
    assert ("display" in answer.cookies) == (status == 302)


def test_unknown_topic_is_a_page_that_says_what_to_do(client: Client) -> None:
    answer = client.get("/vi/help/nothing/")

    assert answer.status_code == 404
    html = answer.content.decode()
    assert len(tags(html, r"<h1\b")) == 1
    assert '<meta name="robots" content="noindex">' in html
    assert 'class="btn' in html


def test_my_work_leads_guests_to_the_log_in(client: Client) -> None:
    answer = client.get("/vi/my/")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?next=%2Fvi%2Fmy%2F")


def test_own_colour_comes_as_a_stylesheet(client: Client) -> None:
    Site.objects.update_or_create(pk=1, defaults={"brand_colour": "#0a5c36"})

    (address,) = tags(text(client, "/vi/"), r'href="(/vi/brand/[^"]+)"')

    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "--brand:#0a5c36" in answer.content.decode()
    assert client.get("/vi/brand/ffffff.css").status_code == 404


def database_is_away(*_arguments: object) -> None:
    raise OperationalError("the database is away")


@pytest.mark.parametrize("path", ["/vi/nothing/", "/en/help/nothing/"])
def test_guests_get_error_pages_without_a_database(client: Client, path: str) -> None:
    with connection.execute_wrapper(database_is_away):
        answer = client.get(path)

    assert answer.status_code == 404
    assert len(tags(answer.content.decode(), r"<h1\b")) == 1


def test_fault_page_shows_without_a_database(client: Client) -> None:
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "a-session-nobody-can-read-now"

    with connection.execute_wrapper(database_is_away):
        answer = client.get("/vi/my/")

    assert answer.status_code == 500
    html = answer.content.decode()
    assert "traceback" not in html.lower()
    assert "the database is away" not in html
    assert '<header class="top">' in html
