"""A listing to value, and people to ask for it."""

from datetime import UTC, datetime

from marketplace.common.models import OutboxRow
from marketplace.listings.actions.drafting import create_listing
from marketplace.listings.models import Listing
from marketplace.valuation.actions import request_estimate
from marketplace.valuation.models import Run
from tests.factories.accounts import actor_for, make_organisation
from tests.valuation.royalty import RANGES

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
INPUTS = {name: value for name, value in RANGES.items() if name not in ("valuation_date", "seed")}


def make_listing(**values: object) -> Listing:
    """A draft technology of a new organisation, written by its editor."""
    editor = actor_for(make_organisation(), role="editor")
    title = {"title_vi": "Máy sấy bơm nhiệt lai", "title_en": "Hybrid heat-pump dryer"}
    return create_listing(kind="technology", values={**title, **values}, actor=editor, now=NOW)


def make_run(listing: Listing | None = None, **changes: object) -> Run:
    """A run that waits, asked for by an editor of the owner."""
    found = listing or make_listing()
    editor = actor_for(found.owner, role="editor")
    return request_estimate(listing_id=found.pk, inputs={**INPUTS, **changes}, actor=editor, now=NOW)


def events_of(run: Run) -> list[str]:
    rows = OutboxRow.objects.filter(subject_kind="run", subject_id=run.pk).order_by("pk")
    return list(rows.values_list("event", flat=True))
