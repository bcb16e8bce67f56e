"""Hits are read from the database by their ids, however many listings share their state."""

import pytest
from django.db import connection

from marketplace.common import sql
from marketplace.listings import rules
from marketplace.listings.models import Listing
from marketplace.seed.synthetic import make_large_floor

pytestmark = pytest.mark.django_db
ROWS, HITS = 400, 20


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own statistics")
def test_hits_are_read_by_their_ids_once_rows_were_counted(now) -> None:
    make_large_floor(count=ROWS, now=now, told=lambda made: None)
    ids = list(Listing.objects.values_list("pk", flat=True)[:HITS])

    sql.refresh_statistics()

    plan = Listing.objects.filter(rules.in_search(), pk__in=ids).explain()
    assert "SEARCH listings_listing USING INTEGER PRIMARY KEY" in plan
