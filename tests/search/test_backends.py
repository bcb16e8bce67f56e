"""Which engine an installation has, and what guards its reads."""

from pathlib import Path

import pytest

from marketplace.common.breaker import Breaker
from search.backends import SearchPage, SearchUnavailable, get_backend
from search.backends.embedded import EmbeddedBackend
from search.fields import COUNTED, FACETS, NUMBERS, ORDERS, RANGES
from tests.search.samples import ask, listing


def test_the_engine_is_chosen_by_setting_and_kept(settings, tmp_path: Path) -> None:
    settings.SEARCH_BACKEND = "embedded"
    settings.INDEX_DIR = tmp_path / "index"

    assert get_backend().name == "embedded"
    assert get_backend() is get_backend()

    settings.SEARCH_BACKEND = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    assert get_backend().name == "elasticsearch"
    assert get_backend() is get_backend()


def test_a_broken_engine_is_left_alone_after_three_failures_and_asked_again_later(tmp_path: Path) -> None:
    clock = [0.0]
    breaker = Breaker("embedded", uniform=lambda *ends: 1.0)
    engine = EmbeddedBackend(tmp_path / "index", breaker=breaker, clock=lambda: clock[0])

    for _ in range(3):
        with pytest.raises(SearchUnavailable, match="no index yet"):
            engine.search(ask("sấy"))
    with pytest.raises(SearchUnavailable, match="left alone"):
        engine.search(ask("sấy"))

    engine.put([listing(1, "Sấy lạnh")])
    with pytest.raises(SearchUnavailable, match="left alone"):
        engine.search(ask("sấy"))
    clock[0] = 5.0
    assert isinstance(engine.search(ask("sấy")), SearchPage)
    assert engine.search(ask("sấy")).total == 1
    engine.close()


def test_an_answer_says_who_gave_it_and_how_long_it_took(tmp_path: Path) -> None:
    engine = EmbeddedBackend(tmp_path / "index")
    engine.put([listing(1, "Sấy lạnh")])

    page = engine.search(ask("sấy"))

    assert (page.backend, page.degraded, page.relaxed) == ("embedded", False, False)
    assert 0 < page.took_ms < 1000
    engine.close()


def test_every_declaration_has_its_number_and_facet() -> None:
    assert {number for span in RANGES.values() for number in (span.low, span.high)} <= set(NUMBERS)
    assert {order.number for order in ORDERS.values()} <= set(NUMBERS)
    assert set(COUNTED) <= set(FACETS)
