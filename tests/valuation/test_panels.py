"""What valuation adds to pages of others."""

import pytest
from django.test import RequestFactory

from marketplace.common.permissions import ANONYMOUS
from marketplace.valuation.actions import compute_run
from marketplace.valuation.web.panels import listing_price, my_own
from tests.factories.accounts import actor_for, make_organisation
from tests.valuation.floor import NOW, make_listing, make_run

pytestmark = pytest.mark.django_db


def request_of(actor):
    request = RequestFactory().get("/")
    request.actor = actor
    return request


def test_the_owner_may_ask_and_sees_the_latest_runs(django_assert_max_num_queries):
    run = make_run()
    compute_run(run_id=run.pk, now=NOW)
    request = request_of(actor_for(run.organisation, role="editor"))

    with django_assert_max_num_queries(3):
        panel = listing_price(request, run.listing)

    assert panel.context["ask_url"].endswith(f"?listing={run.listing.public_id}")
    assert [row.number for row in panel.context["runs"]] == [run.number]
    assert panel.context["runs"][0].value


def test_nobody_else_sees_anything():
    run = make_run()

    for actor in (ANONYMOUS, actor_for(make_organisation()), actor_for(run.organisation, role="viewer")):
        assert listing_price(request_of(actor), run.listing) is None


def test_a_service_is_not_valued():
    listing = make_listing()
    listing.kind = "service"

    assert listing_price(request_of(actor_for(listing.owner, role="editor")), listing) is None


def test_my_work_lists_own_estimates_and_is_silent_without_one():
    run = make_run()

    assert my_own(request_of(actor_for(run.organisation)), None).context["runs"][0].number == run.number
    assert my_own(request_of(actor_for(make_organisation())), None) is None
    assert my_own(request_of(ANONYMOUS), None) is None
