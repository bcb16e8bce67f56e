"""Asking for an estimate: the run and its inputs are written, the event leads a worker to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common.lifecycle import begin
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound
from marketplace.common.text import clean_text
from marketplace.listings import rules as listings
from marketplace.listings.models import Listing
from marketplace.taxonomy import queries as taxonomy
from marketplace.valuation import events, methods, rules
from marketplace.valuation.fields import refusal_words, unit_of
from marketplace.valuation.known import FLOOR_KNOWS, floor_facts
from marketplace.valuation.methods import InputRefused, Quantity, Rows, Unit
from marketplace.valuation.methods.royalty_inputs import RoyaltyInputs
from marketplace.valuation.models import Run, RunInput
from marketplace.valuation.queries import inputs_of, open_runs, run_page
from marketplace.valuation.states import RunState

OPEN_RUNS_MAX = 20  # Per organisation: a worker computes them in seconds, so more waiting means that something loops.
DEFAULT_CURRENCY = "VND"


class TooManyOpenRuns(Conflict):
    """The organisation has as many estimates waiting as the floor allows."""

    code = "too-many-open-runs"
    advice = gettext_lazy("Wait until an estimate that runs is finished.")


def request_estimate(
    *,
    listing_id: int,
    inputs: Mapping[str, object],
    actor: Actor,
    now: datetime,
    method: str = methods.RELIEF_FROM_ROYALTY,
    currency: str = DEFAULT_CURRENCY,
) -> Run:
    """Queue a run of `method` on these inputs; asked twice with the same inputs, it is one run.

    Raises NotFound, NotAllowed, Invalid naming the input that is wrong, TooManyOpenRuns.
    """
    listing = _listing(listing_id, actor=actor)
    taxonomy.code("currency", currency)
    typed = _typed(method, inputs, listing=listing, currency=currency, now=now)
    mark = methods.fingerprint(method, typed, context={"currency": currency})
    try:
        with transaction.atomic():
            same = _same(listing, method=method, mark=mark, actor=actor)
            return same or _queue(listing, method, typed, mark=mark, currency=currency, actor=actor, now=now)
    except IntegrityError:
        found = _same(listing, method=method, mark=mark, actor=actor)
        if found is None:
            raise
        return found  # The same request arrived twice at once: the other one is the run.


def retry_estimate(*, number: str, actor: Actor, now: datetime) -> Run:
    """Ask again for what failed, as a new run. Raises as request_estimate; Conflict where the run did not fail."""
    failed = run_page(number, actor=actor)
    if failed.state != RunState.FAILED:
        raise Conflict(_("Only an estimate that failed can be asked for again; change an input for another one."))
    given = {name: value for name, value in inputs_of(failed).items() if name not in FLOOR_KNOWS}
    return request_estimate(
        listing_id=failed.listing_id,
        inputs=given,
        method=failed.method,
        currency=failed.currency,
        actor=actor,
        now=now,
    )


def _listing(listing_id: int, *, actor: Actor) -> Listing:
    rows = listings.visible_to(actor).select_related("owner", "technology__subtype")
    found = rows.filter(pk=listing_id).first()
    if found is None:
        raise NotFound()
    require(rules.may_request(actor, found), detail=_("Act for the owner of this listing to ask for its estimate."))
    return found


def _typed(
    method: str, inputs: Mapping[str, object], *, listing: Listing, currency: str, now: datetime
) -> RoyaltyInputs:
    today = timezone.localdate(now)
    defaults = {"valuation_date": today, "seed": int(f"{today:%Y%m%d}"), "draws": settings.VALUATION_DRAWS_DEFAULT}
    try:
        given = {name: _clean(value) for name, value in inputs.items() if value not in (None, "")}
        for name in given:
            if name in FLOOR_KNOWS:
                raise InputRefused(name, "unknown_field")
        day = methods.read_date("valuation_date", given.get("valuation_date", today))
        typed = methods.read(method, {**defaults, **given, **floor_facts(listing, on=day, currency=currency)})
        if typed.draws > settings.VALUATION_DRAWS_MAX:
            raise InputRefused("draws", "at_most", settings.VALUATION_DRAWS_MAX)
    except InputRefused as refused:
        raise _invalid(method, refused, currency=currency) from None
    return typed


def _clean(value: object) -> object:
    """Text in NFC without control characters, in an input and in its parts; a source may come from any keyboard."""
    if isinstance(value, dict):
        return {key: clean_text(part) if isinstance(part, str) else part for key, part in value.items()}
    return clean_text(value) if isinstance(value, str) else value


def _invalid(method: str, refused: InputRefused, *, currency: str) -> Invalid:
    unit = unit_of(method, refused.field) if method in methods.METHODS else Unit.NONE
    words = refusal_words(refused.code, refused.limit, unit=unit, currency=currency)
    pointer = "/method" if refused.field == "method" else f"/inputs/{refused.field.replace('.', '/')}"
    return Invalid(_("An input needs another look."), errors=[FieldProblem(pointer, refused.code, words)])


def _same(listing: Listing, *, method: str, mark: str, actor: Actor) -> Run | None:
    rows = rules.visible_to(actor).filter(listing=listing, input_hash=mark)
    return rows.filter(method_version=methods.method(method).version).exclude(state=RunState.FAILED).first()


def _queue(
    listing: Listing, method: str, typed: RoyaltyInputs, *, mark: str, currency: str, actor: Actor, now: datetime
) -> Run:
    if open_runs(listing.owner_id) >= OPEN_RUNS_MAX:
        words = _("%(count)d estimates of your organisation are waiting; ask again when some are done.")
        raise TooManyOpenRuns(words % {"count": OPEN_RUNS_MAX})
    run = Run(
        listing=listing,
        organisation_id=listing.owner_id,
        requester_id=cast(int, actor.user_id),  # Who may ask is a person.
        method=method,
        method_version=methods.method(method).version,
        currency=currency,
        valuation_date=typed.valuation_date,
        draws=typed.draws,
        seed=typed.seed,
        input_hash=mark,
    )
    begin(run, "queue", actor=actor, now=now, method=method, input_hash=mark)
    RunInput.objects.bulk_create(_rows(run, typed))
    emit(events.RUN_QUEUED, subject=run)
    return run


def _rows(run: Run, typed: RoyaltyInputs) -> list[RunInput]:
    """Unsaved rows of typed inputs; what the run holds in columns of its own is no text, quantity or series."""
    rows: list[RunInput] = []
    for field in methods.method(run.method).fields:
        rows += _rows_of(run, field.name, field.unit, getattr(typed, field.name))
    return rows


def _rows_of(run: Run, name: str, unit: Unit, value: object) -> list[RunInput]:
    match value:
        case Quantity(low=low, likely=likely, high=high, source=source):
            return [RunInput(run=run, name=name, unit=unit, source=source, low=low, likely=likely, high=high)]
        case Rows(values=values, source=source):
            return [
                RunInput(run=run, name=name, position=year, unit=unit, source=source, low=one, likely=one, high=one)
                for year, one in enumerate(values, start=1)
            ]
        case str():
            return [RunInput(run=run, name=name, choice=value)]
    return []
