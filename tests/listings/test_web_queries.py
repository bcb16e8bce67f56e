"""No page of a listing and no answer of the API takes more than twelve queries, whatever its kind."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.common.slots import panels_of
from marketplace.listings.fields import sections_of
from marketplace.listings.models import Listing
from marketplace.listings.queries import with_content
from marketplace.listings.states import Kind
from tests.factories.listings import make_draft, make_published
from tests.listings.web import own_url, owner_client

pytestmark = pytest.mark.django_db
QUERIES_MAX = 12


@pytest.fixture(autouse=True)
def _without_panels(settings):
    """Panels have budgets of their own."""
    settings.PANELS_MODULE = "tests.listings.web"
    panels_of.cache_clear()
    yield
    panels_of.cache_clear()


def queries(client: Client, path: str) -> int:
    assert client.get(path).status_code == 200  # Labels and choices are kept from here on.
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_page_of_the_editor(kind):
    draft, public = make_draft(kind=kind), make_published(kind=kind)
    pages = [f"edit/{section}/" for section in sections_of(kind)] + ["", "submit/", "preview/"]

    counted = {page: queries(owner_client(draft), own_url(draft, page)) for page in pages}
    counted["beside the public text"] = queries(owner_client(public), own_url(public, "edit/identity/"))

    assert {page: count for page, count in counted.items() if count > QUERIES_MAX} == {}


@pytest.mark.parametrize("kind", Kind.values)
def test_the_public_page_and_the_api_for_guest_stranger_and_owner(kind):
    public = make_published(kind=kind)
    readers = {"guest": Client(), "stranger": owner_client(make_draft()), "owner": owner_client(public)}
    paths = (public.get_absolute_url(), f"/api/v1/listings/{public.reference}/")

    counted = {(who, path): queries(client, path) for who, client in readers.items() for path in paths}

    assert {place: count for place, count in counted.items() if count > QUERIES_MAX} == {}


def test_codes_read_together_are_those_that_each_list_holds():
    listing = make_published(kind="service", regions=["12", "01"], service_kinds=["testing", "inspection"])
    offered = ["non_exclusive_licence", "assignment"]
    technology = make_published(sdg=["no_poverty", "zero_hunger"], licence_kinds=offered)

    read = {one.pk: one for one in with_content(Listing.objects.all())}

    for name in ("service_kinds", "regions"):
        assert list(getattr(read[listing.pk].service, name).all()) == list(getattr(listing.service, name).all())
    for name in ("sdg", "licence_kinds", "ipc"):
        assert list(getattr(read[technology.pk], name).all()) == list(getattr(technology, name).all())
