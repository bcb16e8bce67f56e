"""One world for the whole matrix, its work done by the workers; every cell is asked in a savepoint of it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.security import world as worlds

MANY = {"anonymous": 10**6, "person": 10**6}


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[worlds.World]:
    """As tests/security has it; limits are tested by themselves."""
    limits = {name: {**limit, **MANY} for name, limit in settings.RATE_LIMITS.items()}
    with (
        django_db_blocker.unblock(),
        override_settings(RATE_LIMITS=limits),
        worlds.living(tmp_path_factory.mktemp("index")) as built,
    ):
        cache.clear()
        yield built
