"""Filters, counts, ranges, sorts, pages."""

from datetime import date

import pytest

from search.backends import SearchBackend
from tests.search.samples import ask, found, ids, listing, need


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def dryer(object_id: int, kind: str, trl: str, *licences: str, **numbers: int):
    facets = {"kind": (kind,), "trl": (trl,), "licence": licences}
    return listing(object_id, f"Máy sấy số {object_id}", facets=facets, numbers=numbers)


@pytest.fixture(autouse=True)
def _filled(backend: SearchBackend) -> None:
    backend.put(
        [
            dryer(1, "technology", "6", "exclusive", "sale", published_at=100, price_min=50, price_max=60),
            dryer(2, "technology", "7", "sale", published_at=300, price_min=10, price_max=20),
            dryer(3, "ip_asset", "7", "exclusive", published_at=200, price_min=30, price_max=30),
            dryer(4, "service", "9", published_at=400, published_day=day("2026-11-01"), deadline_day=day("2026-12-01")),
            need(
                1, "Cần máy sấy", facets={"kind": ("need",)}, numbers={"trl_min": 5, "trl_max": 8, "published_at": 50}
            ),
        ]
    )


def test_counts_are_those_of_the_hits_most_frequent_first(backend: SearchBackend) -> None:
    page = backend.search(ask("máy sấy"), facets=["kind", "trl", "licence"])

    assert list(page.facets["kind"].items()) == [("technology", 2), ("ip_asset", 1), ("need", 1), ("service", 1)]
    assert page.facets["trl"] == {"7": 2, "6": 1, "9": 1}
    assert page.facets["licence"] == {"exclusive": 2, "sale": 2}
    assert page.total == 5


def test_only_the_facets_that_are_asked_for_are_counted(backend: SearchBackend) -> None:
    assert set(backend.search(ask(), facets=["trl"]).facets) == {"trl"}
    assert backend.search(ask(), facets=()).facets == {}


def test_values_of_one_facet_widen_and_facets_together_narrow(backend: SearchBackend) -> None:
    assert set(found(backend, kind=["technology", "service"])) == {1, 2, 4}
    assert found(backend, kind="technology", trl="7") == [2]
    assert set(found(backend, licence="exclusive")) == {1, 3}


def test_a_facet_is_counted_without_its_own_filter_and_with_the_others(backend: SearchBackend) -> None:
    page = backend.search(ask("sấy", kind="technology", trl="7"), facets=["kind", "trl", "licence"])

    assert ids(page) == [2]
    assert page.facets["kind"] == {"ip_asset": 1, "technology": 1}
    assert page.facets["trl"] == {"6": 1, "7": 1}
    assert page.facets["licence"] == {"sale": 1}
    assert page.without == {"kind": 2, "trl": 2}


def test_a_wanted_value_is_counted_even_when_nothing_has_it(backend: SearchBackend) -> None:
    page = backend.search(ask("sấy", trl="1"), facets=["trl", "kind"])

    assert page.total == 0
    assert page.facets["trl"] == {"7": 2, "6": 1, "9": 1, "1": 0}
    assert page.facets["kind"] == {}


def test_filters_do_not_change_the_order(backend: SearchBackend) -> None:
    backend.put([listing(5, "Máy sấy máy sấy", facets={"kind": ("technology",)})])

    without = found(backend, "máy sấy", scope="listing")
    filtered = found(backend, "máy sấy", scope="listing", kind=["technology", "service"])

    assert filtered == [number for number in without if number != 3]


def test_a_range_takes_what_overlaps_it(backend: SearchBackend) -> None:
    assert set(found(backend, price_min="20", price_max="49")) == {2, 3}
    assert set(found(backend, price_min="60")) == {1}
    assert found(backend, trl_min="8") == [1]
    assert found(backend, trl_min="9") == []
    assert found(backend, published_min="2026-11-01", published_max="2026-11-01") == [4]
    assert found(backend, published_min="2026-11-02") == []


def test_sorts_put_what_lacks_the_number_last(backend: SearchBackend) -> None:
    assert found(backend, sort="newest", scope="listing") == [4, 2, 3, 1]
    assert found(backend, sort="price", scope="listing")[:3] == [2, 3, 1]
    assert found(backend, sort="deadline")[0] == 4
    assert len(found(backend, sort="deadline")) == 5


def test_without_words_the_newest_come_first(backend: SearchBackend) -> None:
    assert found(backend, "", scope="listing") == [4, 2, 3, 1]


def test_pages_continue_each_other_and_end(backend: SearchBackend) -> None:
    pages = [found(backend, sort="newest", scope="listing", size="2", page=str(number)) for number in (1, 2, 3)]

    assert pages == [[4, 2], [3, 1], []]


def test_a_page_past_the_end_still_has_total_and_counts(backend: SearchBackend) -> None:
    page = backend.search(ask("sấy", size="2", page="9"), facets=["kind"])

    assert page.hits == ()
    assert page.total == 5
    assert page.facets["kind"]["technology"] == 2
