"""Events as tests read them: names in order, whatever routes the floor has."""

from collections.abc import Callable, Iterator

import pytest

from marketplace.common import outbox
from marketplace.common.models import OutboxRow
from marketplace.matches.models import Match


@pytest.fixture(autouse=True)
def _without_routes() -> Iterator[None]:
    """An event that no route knows is kept as a row of its own: what was emitted can be read."""
    known = outbox.routes()
    outbox.register_routes({})
    yield
    outbox.register_routes(known)


@pytest.fixture
def events_of() -> Callable[[Match], list[str]]:
    """Names of the events of a pair, oldest first."""

    def names(match: Match) -> list[str]:
        rows = OutboxRow.objects.filter(subject_kind="match", subject_id=match.pk).order_by("id")
        return list(rows.values_list("event", flat=True))

    return names
