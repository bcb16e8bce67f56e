"""One world for all of this folder, built in a transaction that is rolled back; a test works in a savepoint of it."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.security import world as worlds


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[worlds.World]:
    with django_db_blocker.unblock(), worlds.living(tmp_path_factory.mktemp("index")) as built:
        yield built


@pytest.fixture
def unlimited(settings) -> None:
    """Limits are tested by themselves; a crawl is no caller."""
    many = {"anonymous": 10**6, "person": 10**6}
    settings.RATE_LIMITS = {name: {**limit, **many} for name, limit in settings.RATE_LIMITS.items()}
