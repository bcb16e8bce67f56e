"""Two people, two threads, one pair: exactly one result, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.common.problems import Conflict
from marketplace.matches import actions, events
from marketplace.matches.models import Match
from tests.factories import listings, needs
from tests.factories.accounts import NOW
from tests.factories.matches import explain, fresh, make_accepted_by_need, make_pair

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls together; each result is what it returned, or the name of its refusal."""
    gate = Barrier(len(calls))

    def run(call):
        gate.wait()
        try:
            call()
        except Conflict as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return sorted(pool.map(run, calls))


def verbs(match):
    rows = AuditEntry.objects.filter(subject_kind="match", subject_id=match.pk).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_both_sides_say_yes_at_once():
    match = make_pair()
    asks, offers = needs.owner_of(match.need), listings.owner_of(match.listing)

    results = at_once(
        lambda: actions.accept_match(match_id=match.pk, actor=asks, now=NOW),
        lambda: actions.accept_match(match_id=match.pk, actor=offers, now=NOW),
    )

    assert results == ["done", "done"]
    assert fresh(match).state == "introduced"
    assert verbs(match).count("match.introduce") == 1


def test_a_yes_and_a_no_at_once_leave_one_of_them():
    match = make_accepted_by_need()
    offers, again = listings.owner_of(match.listing), needs.owner_of(match.need)

    results = at_once(
        lambda: actions.accept_match(match_id=match.pk, actor=offers, now=NOW),
        lambda: actions.dismiss_match(match_id=match.pk, reason="price", actor=again, now=NOW),
    )

    assert results in (["done", "stale"], ["done", "transition-refused"])
    assert fresh(match).state in ("introduced", "dismissed")
    assert ("match.dismiss" in verbs(match)) != ("match.accept_listing" in verbs(match))


def test_two_noes_at_once_are_one():
    match = make_pair()
    asks, offers = needs.owner_of(match.need), listings.owner_of(match.listing)

    results = at_once(
        lambda: actions.dismiss_match(match_id=match.pk, reason="price", actor=asks, now=NOW),
        lambda: actions.dismiss_match(match_id=match.pk, reason="region", actor=offers, now=NOW),
    )

    assert results in (["done", "stale"], ["done", "transition-refused"])
    assert verbs(match).count("match.dismiss") == 1


def test_two_runs_that_propose_one_pair_tell_it_once():
    need, listing = needs.make_open(), listings.make_published()

    def propose():
        actions.propose(need_id=need.pk, listing_id=listing.pk, explanation=explain(), now=NOW)

    assert at_once(propose, propose, propose) == ["done", "done", "done"]
    match = Match.objects.get()
    assert verbs(match) == ["match.propose"]
    assert OutboxRow.objects.filter(event=events.PROPOSED, subject_id=match.pk).count() == 1
