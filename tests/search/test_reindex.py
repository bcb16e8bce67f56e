"""A rebuild from the database, slice by slice: whole, in step with what changes meanwhile, and after a crash."""

import pytest

from marketplace.common.permissions import ANONYMOUS
from marketplace.listings import actions
from marketplace.listings.states import Kind
from search import queries
from search.backends import get_backend
from search.indexing import rebuild
from search.indexing.sources import all_documents
from search.indexing.sync import sync
from search.query import Audience, SearchQuery
from tests.factories.listings import IP_ASSET, SERVICE, make_draft, make_paused, make_published, owner_of
from tests.factories.needs import make_open

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_slices(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    settings.INDEX_SLICE, settings.INDEX_COMMIT_SLICES = 1, 2
    yield
    get_backend().close()


def found() -> set[str]:
    query = SearchQuery(audience=Audience.PUBLIC, size=100)
    return {str(thing.reference) for thing in queries.find(query, actor=ANONYMOUS).things}


def finish(now) -> None:
    while rebuild.step(now=now):
        pass


def test_everything_in_search_is_found_and_nothing_else(now):
    shown = [make_published(), make_published(kind=Kind.SERVICE, **SERVICE), make_open()]
    make_draft()
    make_paused()
    request = rebuild.request_rebuild(requested_by="test", now=now)

    finish(now)

    request.refresh_from_db()
    assert (request.done_at, request.written) == (now, 3)
    assert found() == {thing.reference for thing in shown}


def test_a_crash_between_two_commits_repeats_what_was_lost(now):
    shown = [make_published() for _number in range(5)]
    request = rebuild.request_rebuild(requested_by="test", now=now)
    for _slice in range(3):
        rebuild.step(now=now)
    rebuild._ahead.clear()  # What the process knew and
    get_backend().close()  # what its engine held in memory.
    request.refresh_from_db()
    assert request.after_id == shown[1].pk

    finish(now)

    request.refresh_from_db()
    assert request.done_at == now
    assert found() == {thing.reference for thing in shown}


def test_what_is_withdrawn_meanwhile_is_not_in_the_new_index(now):
    first, second, third = (make_published() for _number in range(3))
    rebuild.request_rebuild(requested_by="test", now=now)
    rebuild.step(now=now)
    actions.pause_listing(listing_id=first.pk, actor=owner_of(first), now=now)
    sync([("listing", first.pk)], now=now)

    finish(now)

    assert found() == {second.reference, third.reference}


def test_the_documents_cost_the_same_queries_for_few_and_for_many(django_assert_max_num_queries):
    for kind, values in ((Kind.TECHNOLOGY, {}), (Kind.SERVICE, SERVICE), (Kind.IP_ASSET, IP_ASSET)):
        make_published(kind=kind, **values)
        make_published(kind=kind, **values)

    with django_assert_max_num_queries(11):
        documents = list(all_documents(slice_size=100))

    assert len(documents) == 6
