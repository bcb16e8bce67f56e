"""Asking for an estimate: who may, what is stored, and that the same question is one run."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.common.problems import Conflict, Invalid, NotAllowed, NotFound
from marketplace.valuation import methods
from marketplace.valuation.actions import request_estimate, retry_estimate
from marketplace.valuation.actions.computing import fail_run, start_run
from marketplace.valuation.actions.requesting import OPEN_RUNS_MAX, TooManyOpenRuns
from marketplace.valuation.models import Run, RunInput
from marketplace.valuation.queries import inputs_of, run_page
from tests.factories.accounts import actor_for, make_organisation
from tests.valuation.floor import INPUTS, NOW, events_of, make_listing, make_run

pytestmark = pytest.mark.django_db


def test_a_request_stores_typed_rows_and_leads_a_worker_to_it():
    listing = make_listing()

    run = make_run(listing)

    assert (run.state, run.progress, run.currency, run.draws, run.seed) == ("queued", 0, "VND", 256, 20261124)
    assert run.organisation_id == listing.owner_id
    assert events_of(run) == ["valuation.run_queued"]
    revenue = run.inputs.get(name="first_revenue")
    assert (revenue.low, revenue.likely, revenue.high) == (8e9, 1e10, 1.4e10)
    assert (revenue.unit, revenue.source) == ("currency_per_year", "Plan of 12 October")
    assert run.inputs.get(name="shape").choice == "growth"
    assert not run.inputs.filter(name="half_life").exists()


def test_what_is_stored_reads_back_as_the_same_inputs():
    planned = {"values": [5e9, 6e9], "source": "Plan"}
    run = make_run(shape="rows", revenue_rows=planned, first_revenue=None, growth=None)

    typed = methods.read(run.method, inputs_of(run))

    assert typed.revenue_rows == methods.Rows((5e9, 6e9), "Plan")
    assert methods.fingerprint(run.method, typed, context={"currency": "VND"}) == run.input_hash


def test_the_same_question_twice_is_one_run_and_another_input_another():
    listing = make_listing()

    one, same, other = make_run(listing), make_run(listing), make_run(listing, tax=0.17)

    assert one == same
    assert one != other
    assert Run.objects.count() == 2
    assert events_of(one) == ["valuation.run_queued"]


def test_the_database_refuses_a_second_row_for_the_same_question():
    run = make_run()
    twin = Run.objects.get(pk=run.pk)
    twin.pk, twin.number = None, "abcdefghijkm"

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_the_floor_fills_in_what_it_knows():
    listing = make_listing()
    listing.rights.create(office="VN", registration_no="1-0012345", expires_on="2038-03-15")

    run = make_run(listing)

    assert run.inputs.get(name="legal_life").likely == pytest.approx(11.3046, abs=1e-3)
    assert run.inputs.get(name="legal_life").source == "VN 1-0012345, 2038-03-15"
    assert run.inputs.get(name="statutory_tax").likely == pytest.approx(0.2)


def test_a_viewer_of_the_owner_may_not_ask():
    listing = make_listing()

    with pytest.raises(NotAllowed):
        request_estimate(listing_id=listing.pk, inputs=INPUTS, actor=actor_for(listing.owner, role="viewer"), now=NOW)


def test_a_stranger_does_not_learn_that_the_draft_exists():
    listing = make_listing()

    with pytest.raises(NotFound):
        request_estimate(listing_id=listing.pk, inputs=INPUTS, actor=actor_for(make_organisation()), now=NOW)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"royalty": 0.6}, "/inputs/royalty", "at_most"),
        ({"royalty": None}, "/inputs/royalty", "missing"),
        ({"first_revenue": {"likely": 1, "guess": 2}}, "/inputs/first_revenue/guess", "unknown_field"),
        ({"statutory_tax": 0.3}, "/inputs/statutory_tax", "unknown_field"),
        ({"asking_price": 1}, "/inputs/asking_price", "unknown_field"),
        ({"draws": 1000}, "/inputs/draws", "not_power_of_two"),
        ({"valuation_date": "soon"}, "/inputs/valuation_date", "not_a_date"),
        ({"first_revenue": {"likely": {"deep": 1}}}, "/inputs/first_revenue", "not_a_number"),
    ],
)
def test_a_wrong_input_is_named_and_nothing_is_stored(changes, pointer, code):
    with pytest.raises(Invalid) as refused:
        make_run(**changes)

    assert [(error.pointer, error.code) for error in refused.value.errors] == [(pointer, code)]
    assert not RunInput.objects.exists()


def test_an_unknown_method_and_an_unknown_currency_are_refused():
    listing = make_listing()
    editor = actor_for(listing.owner, role="editor")

    for wrong in ({"method": "guesswork"}, {"currency": "XXQ"}):
        with pytest.raises(Invalid):
            request_estimate(listing_id=listing.pk, inputs=INPUTS, actor=editor, now=NOW, **wrong)


def test_sources_are_stored_in_one_form_of_each_letter():
    decomposed = "Ho\u0323\u0302p \u0111o\u0302\u0300ng\x07"
    run = make_run(royalty={"likely": 0.04, "source": decomposed})

    assert run.inputs.get(name="royalty").source == "Hộp đồng"


def test_more_waiting_runs_than_the_limit_are_refused():
    listing = make_listing()
    for number in range(OPEN_RUNS_MAX):
        make_run(listing, seed=number)

    with pytest.raises(TooManyOpenRuns):
        make_run(listing, seed=999)


def test_a_run_is_read_by_its_organisation_only():
    run = make_run()

    assert run_page(run.number, actor=actor_for(run.organisation, role="viewer")) == run
    for stranger in (actor_for(make_organisation()), actor_for(make_organisation(), role="viewer")):
        with pytest.raises(NotFound):
            run_page(run.number, actor=stranger)


def test_a_failed_run_is_asked_for_again_as_a_new_run():
    run = make_run()
    editor = actor_for(run.organisation, role="editor")
    fail_run(start_run(run_id=run.pk, now=NOW), code="time_out", now=NOW)

    again = retry_estimate(number=run.number, actor=editor, now=NOW)

    assert again.pk != run.pk
    assert again.input_hash == run.input_hash
    assert again.state == "queued"


def test_a_run_that_did_not_fail_is_not_asked_for_again():
    run = make_run()

    with pytest.raises(Conflict):
        retry_estimate(number=run.number, actor=actor_for(run.organisation, role="editor"), now=NOW)
