"""Pages and searches are counted: the limit passes, the next one waits, and each answer says what is left."""

import pytest
from django.test import Client

from marketplace.common import limits
from marketplace.common.models import RateWindow
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
PAGES, SEARCHES = 5, 6


@pytest.fixture(autouse=True)
def _few(settings):
    settings.RATE_LIMITS = {
        **settings.RATE_LIMITS,
        "pages": {"anonymous": PAGES, "person": PAGES + 2, "window_seconds": 60},
        "search": {"anonymous": SEARCHES, "person": SEARCHES, "window_seconds": 60},
        "api_read": {"anonymous": 2, "person": 2, "window_seconds": 60},
    }


class TestPages:
    def test_the_limit_passes_and_the_next_one_waits(self, client):
        answers = [client.get("/vi/help/words/") for _time in range(PAGES + 1)]

        assert [answer.status_code for answer in answers] == [200] * PAGES + [429]
        assert int(answers[-1]["Retry-After"]) > 0

    def test_each_answer_says_what_is_left(self, client):
        left = [client.get("/vi/help/words/")["RateLimit"].split(";")[1] for _time in range(PAGES)]

        assert left == [f"r={number}" for number in reversed(range(PAGES))]
        assert client.get("/vi/help/words/")["RateLimit-Policy"] == f'"pages";q={PAGES};w=60'

    def test_every_address_draws_on_the_same_allowance(self, client):
        for path in ("/vi/", "/en/", "/vi/help/words/", "/vi/no-such-page/", "/vi/account/login/"):
            client.get(path)

        assert client.get("/vi/contact/").status_code in (200, 429)
        assert client.get("/vi/contact/").status_code == 429

    def test_a_person_has_an_allowance_of_their_own(self, client):
        for _time in range(PAGES + 1):
            Client().get("/vi/help/words/")
        client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")

        answers = [client.get("/vi/help/words/").status_code for _time in range(PAGES + 3)]

        assert answers == [200] * (PAGES + 2) + [429]

    def test_what_machines_ask_is_no_page(self, client):
        for path in ("/health/live", "/health/ready", "/api/v1/needs/"):
            client.get(path)

        assert client.get("/vi/help/words/")["RateLimit"].startswith(f'"pages";r={PAGES - 1};')

    def test_no_answer_of_the_store_lets_pass(self, client, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        answer = client.get("/vi/help/words/")

        assert answer.status_code == 200
        assert "RateLimit" not in answer

    def test_keys_hold_no_address(self, client):
        client.get("/vi/help/words/", REMOTE_ADDR="203.0.113.77")

        assert RateWindow.objects.count() == 1
        assert "203.0.113" not in RateWindow.objects.get().key


class TestSearch:
    def test_a_page_that_counts_its_filters_costs_two(self, client):
        pages = SEARCHES // limits.PAGE_WITH_FACETS

        answers = [client.get("/vi/search/?q=che").status_code for _time in range(pages + 1)]

        assert (pages, answers) == (3, [200, 200, 200, 429])

    def test_page_and_api_draw_on_the_same_allowance(self, client):
        client.get("/vi/search/?q=che")

        assert client.get("/api/v1/search?q=che")["RateLimit"].startswith(f'"search";r={SEARCHES - 4};')


def test_answers_of_the_api_carry_its_limit(client):
    first, second, refused = (client.get("/api/v1/needs/") for _time in range(3))

    assert [answer["RateLimit"].split(";")[1] for answer in (first, second, refused)] == ["r=1", "r=0", "r=0"]
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
