"""The search page over HTTP: filters, counts, empty states, saving, and the weight of it."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.common import clock
from search.models import SavedSearch
from tests.factories.accounts import make_user
from tests.factories.listings import make_published
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db
QUERIES_MAX = 12
HTML_MAX_BYTES = 30_000


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def buyer(client):
    user = make_user()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def publish(count, **values):
    for number in range(count):
        make_published(now=clock.now(), title_vi=f"Máy sấy lạnh số {number}", **values)
    drain_all()


def page(client, **params):
    answer = client.get("/en/search/", params)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_floor_says_so_and_offers_the_next_step(client):
    html = page(client)

    assert "Nothing has been published yet." in html
    assert "Post a need" in html


def test_a_filter_to_nothing_says_what_dropping_it_would_give(client):
    publish(2, trl_declared="trl_6")

    html = page(client, q="sấy", trl="9")

    assert "Without “TRL 9” there are 2." in html


def test_unknown_pages_and_values_are_refused_with_words(client):
    answer = client.get("/en/search/", {"page": "1e9"})

    assert answer.status_code == 400
    assert "A whole number from 1 to" in answer.content.decode()


def test_a_page_after_the_last_leads_to_the_last(client):
    publish(2)

    answer = client.get("/en/search/", {"q": "sấy", "page": "7"})

    assert (answer.status_code, answer["Location"]) == (302, "/en/search/?q=s%E1%BA%A5y")


def test_htmx_gets_the_results_alone(client):
    publish(1)

    whole = client.get("/en/search/", {"q": "sấy"})
    part = client.get("/en/search/", {"q": "sấy"}, headers={"HX-Request": "true"})

    assert b"<html" not in part.content
    assert b"1 result" in part.content
    assert "HX-Request" in part["Vary"]
    assert len(part.content) < len(whole.content)


def test_saving_leads_back_to_the_search_and_says_so(client, buyer):
    answer = client.post("/en/search/save/", {"q": "say lanh", "name": ""}, follow=True)

    assert answer.redirect_chain == [("/en/search/?q=say+lanh", 302)]
    assert "Saved: you hear of new results" in answer.content.decode()
    assert [(saved.name, saved.params) for saved in SavedSearch.objects.all()] == [("say lanh", "q=say+lanh")]
    assert "You are told of new results" in page(client, q="say lanh")


def test_guests_who_save_are_led_to_the_log_in(client):
    answer = client.post("/en/search/save/", {"q": "say lanh"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/account/login/?next=")


def test_the_list_of_saved_searches_changes_and_deletes(client, buyer):
    client.post("/en/search/save/", {"q": "say lanh"})
    saved = SavedSearch.objects.get()

    client.post(f"/en/my/searches/{saved.public_id}/", {"name": "Sấy", "rate": "daily", "version": saved.version})
    assert client.get("/en/my/searches/").content.decode().count("Sấy") >= 1
    stale = client.post(f"/en/my/searches/{saved.public_id}/", {"name": "X", "rate": "daily", "version": saved.version})
    assert stale.status_code == 409

    asked = client.get(f"/en/my/searches/{saved.public_id}/delete/")
    assert "Delete “Sấy”?" in asked.content.decode()
    client.post(f"/en/my/searches/{saved.public_id}/delete/")
    assert not SavedSearch.objects.exists()


def test_queries_do_not_grow_with_results_and_the_page_stays_light(client):
    publish(2)
    with CaptureQueriesContext(connection) as few:
        page(client, q="sấy")
    publish(12)
    with CaptureQueriesContext(connection) as many:
        html = page(client, q="sấy")

    assert len(many) <= len(few) + 1  # The second look at the limiter's window.
    assert len(many) <= QUERIES_MAX
    assert len(gzip.compress(html.encode())) <= HTML_MAX_BYTES


def test_text_of_listings_never_becomes_markup(client):
    make_published(now=clock.now(), title_vi="<script>alert(1)</script> sấy <b>đậm</b>")
    drain_all()

    html = page(client, q="sấy script alert")

    assert "<script>alert" not in html
    assert "&lt;<mark>script</mark>&gt;" in html
