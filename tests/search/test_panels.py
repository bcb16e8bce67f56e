"""What search adds to the pages of others stays within its budget of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.common import clock
from marketplace.common.permissions import ANONYMOUS
from marketplace.listings.queries import listing_page
from search.web import panels
from tests.factories.listings import make_published, owner_of
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db
PANEL_QUERIES_MAX = 3


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def request_of(rf):
    def made(actor=ANONYMOUS):
        request = rf.get("/")
        request.actor = actor
        return request

    return made


@pytest.fixture
def published():
    made = [make_published(now=clock.now(), title_vi=f"Máy sấy lạnh số {number}") for number in range(4)]
    drain_all()
    return made


def queries_of(panel, request, subject):
    with CaptureQueriesContext(connection) as queries:
        shown = panel(request, subject)
    return shown, len(queries)


def test_similar_things_are_shown_without_the_thing_itself(request_of, published):
    listing = listing_page(published[0].reference, actor=ANONYMOUS)

    shown, count = queries_of(panels.similar, request_of(), listing)

    assert {thing.pk for thing in shown.context["things"]} == {other.pk for other in published[1:]}
    assert count <= PANEL_QUERIES_MAX


def test_only_the_owner_sees_whether_it_is_findable_yet(request_of, published):
    listing = published[0]

    assert panels.index_state(request_of(), listing) is None
    shown, count = queries_of(panels.index_state, request_of(owner_of(listing)), listing)
    assert shown.context == {"current": True}
    assert count <= PANEL_QUERIES_MAX


def test_the_figures_of_the_home_page_are_counted(request_of, published):
    shown, count = queries_of(panels.home_figures, request_of(), None)

    assert [figure.value for figure in shown.context["figures"]][:3] == [4, 0, 0]
    assert count <= PANEL_QUERIES_MAX
