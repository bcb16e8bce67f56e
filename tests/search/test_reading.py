"""Hits are read from the database: by their ids, as everybody may see them, as plain rows."""

import pytest
from django.db import connection

from marketplace.common import sql
from marketplace.common.permissions import ANONYMOUS, SYSTEM
from marketplace.listings import projection, rules
from marketplace.listings.models import Listing
from marketplace.needs import rules as need_rules
from marketplace.seed.synthetic import make_large_floor
from tests.factories.listings import SERVICE, Kind, make_draft, make_paused, make_published, make_reviewer, owner_of
from tests.factories.needs import make_open

pytestmark = pytest.mark.django_db
ROWS, HITS = 400, 20


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own statistics")
def test_hits_are_read_by_their_ids_once_rows_were_counted(now) -> None:
    make_large_floor(count=ROWS, now=now, told=lambda made: None)
    ids = list(Listing.objects.values_list("pk", flat=True)[:HITS])

    sql.refresh_statistics()

    plan = Listing.objects.filter(rules.in_search(), pk__in=ids).explain()
    assert "SEARCH listings_listing USING INTEGER PRIMARY KEY" in plan


def test_only_what_is_in_search_is_read() -> None:
    published, paused, draft = make_published(), make_paused(), make_draft()

    found = projection.cards([published.pk, paused.pk, draft.pk], actor=owner_of(draft))

    assert list(found) == [published.pk]


def test_what_is_in_search_is_in_view_for_every_actor() -> None:
    listing = make_published()
    make_open()

    for actor in (ANONYMOUS, SYSTEM, owner_of(listing), make_reviewer()):
        assert set(rules.findable()) <= set(rules.visible_to(actor))
        assert set(need_rules.findable()) <= set(need_rules.visible_to(actor))


def test_a_card_says_what_the_listing_says() -> None:
    listing = make_published()

    card = projection.cards([listing.pk], actor=ANONYMOUS)[listing.pk]

    names = ("kind", "reference", "title", "summary", "price_min", "price_max", "currency", "is_catalogue_record")
    assert {name: getattr(card, name) for name in names} == {name: getattr(listing, name) for name in names}
    assert card.get_absolute_url() == listing.get_absolute_url()
    assert (card.text("owner_name"), card.price_mode, card.trl_declared) == (listing.owner.name, "range", "7")
    assert projection.card_facts([listing.pk]) == {listing.pk: projection.CardFacts(claims=("declared",))}


def test_a_service_has_no_readiness() -> None:
    service = make_published(kind=Kind.SERVICE, **SERVICE)

    card = projection.cards([service.pk], actor=ANONYMOUS)[service.pk]

    assert (card.trl_declared, card.trl_assessed) == (None, None)
