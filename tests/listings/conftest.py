"""Events as tests read them: names in order, whatever routes the floor has."""

from collections.abc import Callable, Iterator

import pytest

from marketplace.common import outbox
from marketplace.common.models import OutboxRow
from marketplace.listings.models import Listing


@pytest.fixture(autouse=True)
def _without_routes() -> Iterator[None]:
    """An event that no route knows is kept as a row of its own: what was emitted can be read."""
    known = outbox.routes()
    outbox.register_routes({})
    yield
    outbox.register_routes(known)


@pytest.fixture
def events_of() -> Callable[[Listing], list[str]]:
    """Names of the events of a listing, each once, oldest first."""

    def names(listing: Listing) -> list[str]:
        rows = OutboxRow.objects.filter(subject_kind="listing", subject_id=listing.pk).order_by("id")
        return list(dict.fromkeys(rows.values_list("event", flat=True)))

    return names
