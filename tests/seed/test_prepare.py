"""`manage.py prepare` brings database, lists and index up to the release; again it changes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from marketplace.common import sql
from search.backends import get_backend
from search.indexing.writer import LEASE, release_lease
from search.models import RebuildRequest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_index(tmp_path, settings):
    settings.SEARCH_BACKEND, settings.INDEX_DIR = "embedded", tmp_path / "index"
    yield
    get_backend().close()
    release_lease()


def prepared(**options: float) -> str:
    out = StringIO()
    call_command("prepare", verbosity=0, stdout=out, **options)
    return out.getvalue()


def test_a_missing_index_is_made():
    words = prepared()

    assert "0 documents in 1" in words
    assert get_backend().checksum().count == 0


def test_an_index_that_is_there_is_left_alone():
    prepared()

    words = prepared()

    assert "Index: 0 documents" in words
    assert RebuildRequest.objects.count() == 1


def test_a_rebuild_that_was_left_open_is_finished(now):
    RebuildRequest.objects.create(requested_at=now, requested_by="command", backend="embedded")

    prepared()

    assert RebuildRequest.objects.get().done_at is not None


def test_an_index_that_nobody_writes_stops_the_deployment():
    sql.take_lease(name=LEASE, owner="a worker that hangs", seconds=60, now=None)

    with pytest.raises(CommandError, match="no slice was written for 0 s"):
        prepared(patience=0)

    assert RebuildRequest.objects.get().done_at is None  # The worker goes on with it when it can.
