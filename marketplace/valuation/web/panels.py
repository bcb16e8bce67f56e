"""What valuation shows on pages of others: to those who may ask for an estimate, and to nobody else."""

from django.http import HttpRequest
from django.urls import reverse

from marketplace.common.slots import Panel
from marketplace.listings.models import Listing
from marketplace.listings.states import Kind
from marketplace.valuation import queries
from marketplace.valuation.web.rows import run_rows

SHOWN_RUNS = 3


def listing_price(request: HttpRequest, listing: object) -> Panel | None:
    """Slot `listing.price`: ask for an estimate, and the latest ones. A service is not valued."""
    if not isinstance(listing, Listing) or listing.kind == Kind.SERVICE:
        return None
    if not queries.may_ask(listing, actor=request.actor):
        return None
    runs = queries.runs_of(listing, actor=request.actor, limit=SHOWN_RUNS)
    ask = f"{reverse('valuation:new')}?listing={listing.reference or listing.public_id}"
    return Panel("valuation/panels/listing_price.html", {"runs": run_rows(runs), "ask_url": ask})


def my_own(request: HttpRequest, _subject: object) -> Panel | None:
    """Slot `my.own`: the latest estimates of the organisation acted for."""
    runs = list(queries.own_runs(actor=request.actor)[:SHOWN_RUNS])
    return Panel("valuation/panels/my_own.html", {"runs": run_rows(runs)}) if runs else None
