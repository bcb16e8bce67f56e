"""Gates: what no score outweighs, each with its code, and each open where nothing is known."""

import pytest

from search.matching.pairs.facts import Money
from search.matching.pairs.gates import Circumstances, Gate, refusal
from tests.search.pairs.facts import need, offer

BUDGET = Money(0, 100, "VND", firm=True)


@pytest.mark.parametrize(
    ("asked", "offered", "given", "expected"),
    [
        (need(), offer(), Circumstances(), None),
        (need(), offer(in_search=False), Circumstances(), Gate.VIEW),
        (need(in_search=False), offer(), Circumstances(), Gate.VIEW),
        (need(owner_id=7), offer(owner_id=7), Circumstances(), Gate.PARTIES),
        (need(owner_id=7), offer(owner_id=8), Circumstances(blocked={frozenset({8, 7})}), Gate.PARTIES),
        (need(), offer(exclusivity_granted=True), Circumstances(), Gate.RIGHT),
        (need(), offer(kind="ip_asset", rights_end=("US",)), Circumstances(), Gate.RIGHT),
        (need(), offer(kind="ip_asset", rights_end=()), Circumstances(), Gate.RIGHT),
        (need(), offer(kind="ip_asset", rights_end=("US", "VN")), Circumstances(), None),
        (need(), offer(kind="ip_asset", rights_end=None), Circumstances(), None),
        (need(), offer(prohibited=True), Circumstances(), Gate.LISTED),
        (need(), offer(export_controlled=True), Circumstances(), None),
        (need(), offer(export_controlled=True, owner_country="US"), Circumstances(), Gate.LISTED),
        (need(), offer(restriction="domestic_only", owner_country="US"), Circumstances(), Gate.LISTED),
        (need(), offer(restriction="no_export", owner_country="US"), Circumstances(), Gate.LISTED),
        (need(owner_country="US"), offer(restriction="no_export", owner_country="US"), Circumstances(), None),
        (need(), offer(restriction="purpose_limited"), Circumstances(), Gate.LISTED),
        (need(owner_kind="agency"), offer(restriction="purpose_limited"), Circumstances(), None),
        (need(restriction="domestic_only"), offer(owner_country="US"), Circumstances(), Gate.LISTED),
        (need(budget=BUDGET), offer(price=Money(120, 150, "VND", firm=True)), Circumstances(), Gate.BUDGET),
        (need(budget=BUDGET), offer(price=Money(120, 150, "VND")), Circumstances(), None),
        (need(budget=BUDGET), offer(price=Money(5, 5, "USD")), Circumstances(), Gate.BUDGET),
        (need(budget=BUDGET), offer(price=Money(5, 5, "USD")), Circumstances(rates={frozenset({"USD", "VND"})}), None),
        (need(budget=None), offer(price=Money(5, 5, "USD", firm=True)), Circumstances(), None),
        (need(), offer(number=100), Circumstances(suppressed={100}), Gate.SUPPRESSED),
    ],
)
def test_a_gate_refuses_with_its_code(asked, offered, given, expected):
    assert refusal(asked, offered, given) is expected
