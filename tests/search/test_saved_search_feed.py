"""The secret feed of a saved search: valid Atom, public content only, and void when its holder says so."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.signing import Signer
from django.urls import reverse

from marketplace.accounts.queries import actor_of
from marketplace.listings.actions import pause_listing
from search import actions, queries
from search.query import Audience, SearchQuery
from tests.factories.accounts import make_user
from tests.factories.listings import make_published, owner_of
from tests.listings.test_projection import UNPUBLISHED
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def holder():
    return make_user()


@pytest.fixture
def saved(holder, now):
    query = SearchQuery(audience=Audience.PUBLIC, text="say lanh", language="vi")
    return actions.save_search(query=query, name="sấy lạnh", actor=actor_of(holder), now=now)


def address(saved):
    return reverse("search_plain:feed", args=[queries.feed_token(saved)])


def read(client, saved):
    return ElementTree.fromstring(client.get(address(saved)).content)  # noqa: S314 - our own answer


def test_it_holds_what_the_search_shows_newest_first(client, saved, now):
    older = make_published(title_vi="Máy sấy lạnh một", now=now)
    newer = make_published(title_vi="Máy sấy lạnh hai", now=now + timedelta(hours=1))
    make_published(title_vi="Bể lọc nước khe", summary_vi="Lọc nước", now=now)
    drain_all()

    entries = read(client, saved).findall(f"{ATOM}entry")

    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [newer.title_vi, older.title_vi]
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"tag:localhost,2026-11-24:{newer.reference}",
        f"tag:localhost,2026-11-24:{older.reference}",
    ]
    assert entries[0].find(f"{ATOM}link").get("href").endswith(newer.get_absolute_url())


def test_it_has_all_that_rfc_4287_requires(client, saved, now):
    make_published(title_vi="Máy sấy lạnh một", now=now)
    drain_all()

    feed = read(client, saved)

    for required in ("id", "title", "updated"):
        assert all(node.findtext(f"{ATOM}{required}") for node in (feed, *feed.findall(f"{ATOM}entry")))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"alternate", "self", "first"}


def test_what_did_not_change_is_not_sent_again(client, saved, now):
    first = client.get(address(saved))

    again = client.get(address(saved), headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Cache-Control"] == "private, no-cache"


def test_what_left_the_search_leaves_the_feed(client, saved, now):
    listing = make_published(title_vi="Máy sấy lạnh một", now=now)
    drain_all()
    pause_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    assert read(client, saved).findall(f"{ATOM}entry") == []


def test_a_hidden_owner_is_not_named(client, saved, now):
    listing = make_published(title_vi="Máy sấy lạnh một", owner_hidden=True, now=now)
    drain_all()

    body = client.get(address(saved)).content.decode()

    assert listing.title_vi in body
    assert listing.owner.name_vi not in body


def test_a_new_address_makes_the_old_one_void(client, saved, holder, now):
    old = address(saved)

    renewed = actions.renew_feed(public_id=saved.public_id, actor=actor_of(holder), now=now)

    assert client.get(old).status_code == 404
    assert client.get(address(renewed)).status_code == 200


def test_a_forged_address_is_unknown(client, saved):
    forged = Signer(sep=".", salt="another.purpose").sign(f"{saved.public_id}-{saved.feed_serial}")

    assert client.get(reverse("search_plain:feed", args=[forged])).status_code == 404
    assert client.get(reverse("search_plain:feed", args=[f"{saved.public_id}-1"])).status_code == 404


def test_the_feed_ends_with_the_account(client, saved, holder, now):
    type(holder).objects.filter(pk=holder.pk).update(is_active=False)

    assert client.get(address(saved)).status_code == 404


@pytest.mark.parametrize("page", ["0", "-3", "x", "99999999999", "2"])
def test_a_page_beyond_the_feed_is_still_a_feed(client, saved, page):
    assert client.get(address(saved), {"page": page}).status_code == 200


def test_a_filing_that_nobody_published_is_its_title_alone(client, saved, now):
    make_published(now=now, kind="ip_asset", title_vi="Máy sấy lạnh", summary_vi="CANARY", rights=[UNPUBLISHED])
    drain_all()

    (entry,) = read(client, saved).findall(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}title") == "Máy sấy lạnh"
    assert "CANARY" not in client.get(address(saved)).content.decode()
