"""What every test shares: a fixed moment, the code lists, and nothing left behind."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from marketplace.common import sql
from search.matching.match import forget_table
from search.matching.pairs.run import forget as forget_pairs

_emptied = pytest.StashKey[bool]()


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning in Viet Nam, 24/11/2026."""
    return datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The code lists are part of every floor. The append-only triggers go: emptying a test database deletes."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            sql.drop_audit_triggers(cursor, postgres=sql.is_postgres())
        call_command("load_codes", verbosity=0)


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """What a process remembers of its database, and the language of the last request: each test begins anew."""
    cache.clear()
    forget_table()
    forget_pairs()
    translation.deactivate()
    yield
    cache.clear()


def _is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    named = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(named) or bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A transactional test emptied every table: load the code lists again, outside the next test's transaction."""
    if item.config.stash.get(_emptied, False):
        with item.config.stash[blocking_manager_key].unblock():
            call_command("load_codes", verbosity=0)
        item.config.stash[_emptied] = False


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    if _is_transactional(item):
        item.config.stash[_emptied] = True


def pytest_sessionstart() -> None:
    """Again for each session of one process, as mutation testing has them."""
    settings.VAR_DIR.mkdir(exist_ok=True)


def pytest_sessionfinish() -> None:
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
