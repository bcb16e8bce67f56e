"""Reads of runs; each says who asks."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.common.permissions import Actor, require
from marketplace.common.problems import NotFound
from marketplace.listings import rules as listings
from marketplace.listings.models import Listing
from marketplace.valuation import rules
from marketplace.valuation.methods import Kind
from marketplace.valuation.methods import method as method_named
from marketplace.valuation.models import Run, RunInput
from marketplace.valuation.states import UNDER_WAY

LATEST_RUNS = 5


def run_page(number: str, *, actor: Actor) -> Run:
    """The run with its listing and inputs. Raises NotFound when unknown or another organisation's."""
    rows = rules.visible_to(actor).filter(number=number)
    found = rows.select_related("listing__owner", "requester").prefetch_related("inputs").first()
    if found is None:
        raise NotFound()
    return found


def run_status(number: str, *, actor: Actor) -> Run:
    """The run alone, for the status that a page asks for every few seconds. Raises NotFound."""
    found = rules.visible_to(actor).filter(number=number).defer("result").first()
    if found is None:
        raise NotFound()
    return found


def own_runs(*, actor: Actor) -> QuerySet[Run]:
    """Runs of the organisation acted for, newest first."""
    return rules.visible_to(actor).select_related("listing").order_by("-created_at", "-pk")


def runs_of(listing: Listing, *, actor: Actor, limit: int = LATEST_RUNS) -> list[Run]:
    """The latest runs of a listing that the actor may read."""
    rows = rules.visible_to(actor).filter(listing=listing).select_related("listing")
    return list(rows.order_by("-created_at", "-pk")[:limit])


def runs_beside(run: Run, *, actor: Actor, limit: int = LATEST_RUNS) -> list[Run]:
    """Other runs of the same listing, newest first: to compare with."""
    rows = rules.visible_to(actor).filter(listing_id=run.listing_id).exclude(pk=run.pk).select_related("listing")
    return list(rows.order_by("-created_at", "-pk")[:limit])


def may_ask(listing: Listing, *, actor: Actor) -> bool:
    """Whether a page offers this actor to ask for an estimate."""
    return rules.may_request(actor, listing)


def listing_to_value(key: str, *, actor: Actor) -> Listing:
    """A listing by reference or opaque id, for those who may ask for its estimate. Raises NotFound, NotAllowed."""
    visible = listings.visible_to(actor).select_related(
        "owner", "technology__subtype", "technology__trl_declared", "technology__trl_assessed"
    )
    rows = visible.filter(reference=key.upper()) if "-" in key else visible.filter(public_id=key)
    found = rows.first()
    if found is None:
        raise NotFound()
    require(rules.may_request(actor, found), detail=_("An editor of its owner asks for an estimate."))
    return found


def inputs_of(run: Run) -> dict[str, Any]:
    """The inputs of a run as they were given, by name: what `methods.read` takes."""
    rows: dict[str, list[RunInput]] = {}
    for row in run.inputs.all():
        rows.setdefault(row.name, []).append(row)
    fixed = {"valuation_date": run.valuation_date, "draws": run.draws, "seed": run.seed}
    return {name: _given(run.method, name, found) for name, found in rows.items()} | fixed


def _given(method: str, name: str, rows: list[RunInput]) -> object:
    first = rows[0]
    if first.choice:
        return first.choice
    kinds = {field.name: field.kind for field in method_named(method).fields}
    if kinds.get(name) is Kind.ROWS:
        return {"values": [row.likely for row in rows], "source": first.source}
    return {"low": first.low, "likely": first.likely, "high": first.high, "source": first.source}


def open_runs(organisation_id: int) -> int:
    """How many runs of an organisation wait or are being computed."""
    return Run.objects.filter(organisation_id=organisation_id, state__in=UNDER_WAY).count()
