"""The shared cache: a server that is away holds nothing, and no page fails for it."""

import time
from collections.abc import Iterator

import pytest
from django.core.cache import caches

from marketplace.common.breaker import PROBE_SECONDS
from marketplace.common.cache import BREAKER
from marketplace.common.queries import current_site
from tests.services import require

OPTIONS = {
    "serializer": "marketplace.common.cache.JsonSerializer",
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
}


@pytest.fixture(autouse=True)
def _closed_breaker() -> Iterator[None]:
    BREAKER.succeeded()
    yield
    BREAKER.succeeded()


def use(settings, address: str):
    backend = "marketplace.common.cache.ForgetfulRedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": address, "KEY_PREFIX": "test", "OPTIONS": OPTIONS}}
    return caches["default"]


@pytest.fixture
def away(settings):
    return use(settings, "redis://127.0.0.1:1/0")  # Nothing listens on port 1.


@pytest.mark.parametrize("tried_before", [False, True], ids=["first look", "left alone"])
def test_a_server_that_is_away_holds_nothing(away, tried_before):
    if tried_before:
        away.get("a")

    assert away.get("a") is None
    assert away.get("a", 5) == 5
    assert away.set("a", 1) is None
    assert away.add("a", 1) is False
    assert away.touch("a") is False
    assert away.delete("a") is False
    assert away.has_key("a") is False
    assert away.get_many(["a"]) == {}
    assert away.set_many({"a": 1}) == ["a"]
    assert away.delete_many(["a"]) is None
    assert away.get_or_set("a", 7) == 7


def test_one_failure_leaves_the_server_alone_for_a_few_seconds(away):
    away.get("a")

    assert BREAKER.is_open()
    assert not BREAKER.allow(time.monotonic())
    assert BREAKER.allow(time.monotonic() + 2 * PROBE_SECONDS)


@pytest.mark.django_db
def test_the_floor_knows_its_name_without_the_cache(away):
    assert current_site().pk == 1


@pytest.mark.services
def test_what_a_server_holds_comes_back_as_it_was(settings):
    there = use(settings, require("redis"))
    try:
        there.set("a", {"name": "Sàn", "number": 5})

        assert there.get("a") == {"name": "Sàn", "number": 5}
        assert there.get("n", 0) == 0
        assert not BREAKER.is_open()
    finally:
        there.delete_many(["a", "n"])
