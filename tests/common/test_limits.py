"""The limiter: exactly the limit passes, whatever the threads, the addresses and the edges of windows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from marketplace.common import limit_stores, limits
from marketplace.common.limit_stores import DatabaseStore, Store
from marketplace.common.models import RateWindow
from marketplace.common.permissions import ANONYMOUS, Actor
from marketplace.common.problems import TooManyRequests, Unavailable
from tests.services import require

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LIMIT = 10
WINDOW = 60
RULES = {
    "open": {"anonymous": LIMIT, "person": 20, "window_seconds": WINDOW},
    "closed": {"anonymous": LIMIT, "person": 20, "window_seconds": WINDOW, "fail_closed": True},
    "never": {"anonymous": 0, "person": 1, "window_seconds": WINDOW},
}


@pytest.fixture(autouse=True)
def _rules(settings):
    settings.RATE_LIMITS = RULES
    settings.NUM_PROXIES = 0


@pytest.fixture(params=["database", pytest.param("redis", marks=pytest.mark.services)])
def store(request, db, settings) -> Iterator[Store]:
    """Each store in turn behind `limits`; the suite is the same for both."""
    if request.param == "database":
        settings.REDIS_URL = ""
        yield DatabaseStore()
        return
    settings.REDIS_URL = require("redis")
    settings.SEARCH_INDEX_PREFIX = f"test-{uuid4().hex}"
    yield limit_stores.current_store()


def spend(*, at: float = 0, name: str = "open", caller: str = "a", limit: int = LIMIT, cost: int = 1):
    return limits.spend(name, caller=caller, limit=limit, now=NOW + timedelta(seconds=at), cost=cost)


def passes(**keywords) -> bool:
    try:
        spend(**keywords)
    except TooManyRequests:
        return False
    return True


def test_exactly_the_limit_passes_and_says_what_is_left(store):
    left = [spend().remaining for _request in range(LIMIT)]

    assert left == list(reversed(range(LIMIT)))
    assert not passes()


def test_a_refusal_says_when_it_opens_and_keeps_its_word(store):
    for _request in range(LIMIT):
        spend(at=7)

    with pytest.raises(TooManyRequests) as caught:
        spend(at=8)

    wait = caught.value.retry_after_seconds
    assert caught.value.headers() == {
        "Retry-After": str(wait),
        "RateLimit": f'"open";r=0;t={wait}',
        "RateLimit-Policy": f'"open";q={LIMIT};w={WINDOW}',
    }
    assert not passes(at=8 + wait - 2)
    assert passes(at=8 + wait)
    assert wait <= WINDOW * (limit_stores.SLOTS + 1) / limit_stores.SLOTS


def test_a_refused_request_spends_nothing(store):
    for _request in range(LIMIT - 1):
        spend()
    assert not passes(cost=2)

    assert passes(cost=1)


def test_callers_and_limits_do_not_share(store):
    for _request in range(LIMIT):
        spend()

    assert passes(caller="b")
    assert passes(name="closed")


def test_a_refund_gives_one_back(store):
    for _request in range(LIMIT):
        spend()

    limits.refund("open", caller="a")

    assert passes()
    assert not passes()


def test_a_refund_of_nothing_gives_nothing(store):
    limits.refund("open", caller="a")

    assert [passes() for _request in range(LIMIT + 1)] == [True] * LIMIT + [False]


def test_a_host_whose_clock_lags_gets_no_second_allowance(store):
    for _request in range(LIMIT):
        spend(at=30)

    assert not passes(at=0)


def test_a_steady_caller_at_four_fifths_of_the_limit_is_never_refused(store):
    every = WINDOW / (LIMIT * 4 / 5)

    assert all(passes(at=number * every) for number in range(60))


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 40), st.integers(1, 4)), max_size=40))
def test_no_sliding_window_ever_holds_more_than_the_limit(store, steps):
    caller, at, spent = uuid4().hex, 0.0, []
    for wait, cost in steps:
        at += wait
        if passes(at=at, caller=caller, cost=cost):
            spent.append((at, cost))

    for start, _cost in spent:
        assert sum(cost for moment, cost in spent if start <= moment < start + WINDOW) <= LIMIT


def test_a_limit_of_zero_closes_the_door(store):
    with pytest.raises(TooManyRequests):
        spend(name="never", limit=0)


@pytest.mark.django_db(transaction=True)
def test_of_50_threads_at_once_exactly_the_limit_passes(settings):
    settings.REDIS_URL = ""

    def attempt(_number: int) -> bool:
        try:
            return passes()
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as threads:
        passed = list(threads.map(attempt, range(50)))

    assert sum(passed) == LIMIT


def test_no_key_holds_an_address_or_a_name(db, settings):
    settings.REDIS_URL = ""
    spend(caller="network:203.0.113.7")

    assert "203" not in RateWindow.objects.get().key
    assert len(RateWindow.objects.get().key) == 64


def test_old_windows_are_forgotten(db, settings):
    settings.REDIS_URL = ""
    spend(caller="old")
    spend(caller="new", at=300)

    assert limit_stores.forget(now=NOW + timedelta(seconds=3 * WINDOW)) == 1
    assert RateWindow.objects.count() == 1


class TestStoreDown:
    @pytest.fixture(autouse=True)
    def _no_server(self, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"  # Nothing listens on port 1.

    def test_most_limits_let_pass(self):
        assert spend() is None

    def test_doors_of_log_in_and_contact_close(self):
        with pytest.raises(Unavailable) as caught:
            spend(name="closed")

        assert caught.value.headers() == {"Retry-After": "5"}

    def test_a_refund_is_no_error(self):
        limits.refund("open", caller="a")


class TestCaller:
    @staticmethod
    def network(remote: str, forwarded: str = "") -> str:
        headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        return limits.network_of(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))

    def test_a_forged_header_has_no_effect_without_proxies(self):
        assert self.network("203.0.113.7", "198.51.100.1") == "203.0.113.7"

    @pytest.mark.parametrize(
        ("proxies", "forwarded", "expected"),
        [
            (1, "198.51.100.1", "198.51.100.1"),
            (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
            (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
            (2, "198.51.100.1", "198.51.100.1"),
            (1, "", "10.0.0.1"),
        ],
    )
    def test_behind_proxies_the_right_most_foreign_address_counts(self, settings, proxies, forwarded, expected):
        settings.NUM_PROXIES = proxies

        assert self.network("10.0.0.1", forwarded) == expected

    @pytest.mark.parametrize(
        ("remote", "expected"),
        [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("", "unknown"),
            ("not an address", "unknown"),
        ],
    )
    def test_addresses_have_one_form(self, remote, expected):
        assert self.network(remote) == expected

    def test_a_person_is_counted_as_a_person_wherever_they_are(self, db, settings):
        settings.REDIS_URL = ""
        request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
        request.actor = Actor(user_id=7)
        person = limits.check(request, "open")
        request.actor = ANONYMOUS
        visitor = limits.check(request, "open")

        assert (person.limit, person.remaining) == (20, 19)
        assert (visitor.limit, visitor.remaining) == (LIMIT, LIMIT - 1)
