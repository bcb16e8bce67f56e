"""`manage.py prepare` brings database, lists and index up to the release; again it changes nothing."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from elasticsearch import Elasticsearch

from marketplace.common import sql
from search.backends import get_backend
from search.fields import Kind
from search.indexing.writer import LEASE, release_lease
from search.models import RebuildRequest
from tests.services import require

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.services)])
def engine(request: pytest.FixtureRequest, tmp_path, settings) -> Iterator[str]:
    """The installation's engine, without any index."""
    settings.SEARCH_BACKEND, settings.INDEX_DIR = request.param, tmp_path / "index"
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH_URL = require("elasticsearch")
        settings.SEARCH_INDEX_PREFIX = f"{settings.SEARCH_INDEX_PREFIX}-prepare"
    yield request.param
    get_backend().drop_all()
    release_lease()


def prepared(**options: float) -> str:
    out = StringIO()
    call_command("prepare", verbosity=0, stdout=out, **options)
    return out.getvalue()


def visible() -> dict[int, int]:
    return get_backend().versions(Kind.LISTING, after_id=0, limit=10)


def test_a_missing_index_is_made(engine):
    words = prepared()

    assert "0 documents in" in words
    assert visible() == {}


def test_an_index_that_is_there_is_left_alone(engine):
    prepared()

    words = prepared()

    assert words.endswith("Index: in place\n")
    assert RebuildRequest.objects.count() == 1


def leave_an_index_of_other_fields(engine: str) -> None:
    """What an older release made: it answers readers, its mapping is not ours."""
    if engine == "embedded":
        (settings.INDEX_DIR / "1" / "TECHFLOOR.json").write_text('{"mapping": 0}')
        return
    client, prefix = Elasticsearch(settings.ELASTICSEARCH_URL), settings.SEARCH_INDEX_PREFIX
    for name, about in client.indices.get(index=f"{prefix}-*").items():
        client.indices.delete(index=name)
        aliases = {f"{prefix}-read": {}, f"{prefix}-write": {}}
        client.indices.create(index=f"{prefix}-v0-first", aliases=aliases, mappings=about["mappings"])


def test_an_index_of_other_fields_is_made_anew(engine):
    prepared()
    leave_an_index_of_other_fields(engine)

    words = prepared()

    assert "made with other fields" in words
    assert [request.done_at is not None for request in RebuildRequest.objects.all()] == [True, True]


def test_a_rebuild_that_was_left_open_is_finished(engine, now):
    RebuildRequest.objects.create(requested_at=now, requested_by="command", backend=engine)

    prepared()

    assert RebuildRequest.objects.get().done_at is not None


@pytest.mark.parametrize("engine", ["embedded"], indirect=True)
def test_an_index_that_nobody_writes_stops_the_deployment(engine):
    sql.take_lease(name=LEASE, owner="a worker that hangs", seconds=60, now=None)

    with pytest.raises(CommandError, match="no slice was written for 0 s"):
        prepared(patience=0)

    assert RebuildRequest.objects.get().done_at is None  # The worker goes on with it when it can.
