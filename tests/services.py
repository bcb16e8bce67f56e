"""Servers that tests may use, named by the environment; absent ones skip, and fail where REQUIRE_SERVICES=1."""

import os

import pytest

VARIABLES = {"postgres": "POSTGRES_URL", "redis": "REDIS_URL", "elasticsearch": "ELASTICSEARCH_URL"}


def service_url(name: str) -> str:
    """The server's address, or an empty text."""
    return os.environ.get(VARIABLES[name], "")


def required() -> bool:
    return os.environ.get("REQUIRE_SERVICES") == "1"


def require(name: str) -> str:
    """The server's address; skips the test with a named reason without one, fails it where services are required."""
    url = service_url(name)
    if not url and required():
        pytest.fail(f"REQUIRE_SERVICES=1, but {VARIABLES[name]} is not set")
    if not url:
        pytest.skip(f"{VARIABLES[name]} is not set")
    return url
