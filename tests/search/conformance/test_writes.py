"""Versions: an older one never wins, a removal stays, each document has its own result."""

from datetime import datetime, timedelta

import pytest

from search.backends import Outcome, SearchBackend, SearchUnavailable
from search.document import Checksum
from search.fields import Kind
from tests.search.samples import ask, found, listing, need


def outcomes(results) -> list[Outcome]:
    return [result.outcome for result in results]


def test_a_document_is_found_as_soon_as_put_returns(backend: SearchBackend) -> None:
    assert outcomes(backend.put([listing(1, "Sấy lạnh")])) == [Outcome.OK]
    assert found(backend, "sấy") == [1]


def test_without_an_index_a_search_is_unavailable(backend: SearchBackend) -> None:
    with pytest.raises(SearchUnavailable):
        backend.search(ask("sấy"))


def test_a_newer_version_replaces_and_the_same_one_may_be_repeated(backend: SearchBackend) -> None:
    backend.put([listing(1, "Sấy lạnh", version=3)])

    assert outcomes(backend.put([listing(1, "Sấy nóng", version=3)])) == [Outcome.OK]
    assert outcomes(backend.put([listing(1, "Sấy khô", version=4)])) == [Outcome.OK]
    assert found(backend, "khô") == [1]
    assert found(backend, "nóng") == []
    assert backend.search(ask("sấy")).total == 1


def test_an_older_version_never_wins(backend: SearchBackend) -> None:
    backend.put([listing(1, "Sấy lạnh", version=5)])

    assert outcomes(backend.put([listing(1, "Sấy nóng", version=4)])) == [Outcome.CONFLICT]
    assert found(backend, "lạnh") == [1]
    assert found(backend, "nóng") == []


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_versions_in_one_batch_the_newer_stays(backend: SearchBackend, order: tuple[int, int]) -> None:
    backend.put([listing(1, f"Bản số {version}", version=version) for version in order])

    assert backend.versions(Kind.LISTING, after_id=0, limit=10) == {1: 2}
    assert backend.search(ask("bản số 2", relax="0")).total == 1
    assert backend.search(ask("bản số 1", relax="0")).total == 0


def test_the_same_number_in_two_tables_is_two_documents(backend: SearchBackend) -> None:
    backend.put([listing(7, "Sấy lạnh"), need(7, "Cần sấy lạnh")])
    backend.remove(Kind.LISTING, {7: 2}, now=datetime.fromisoformat("2026-11-24T09:00:00+00:00"))

    assert [(hit.kind, hit.id) for hit in backend.search(ask("sấy")).hits] == [(Kind.NEED, 7)]


def test_a_removed_document_stays_removed_when_an_older_write_comes_late(backend: SearchBackend, now: datetime) -> None:
    facets = {"kind": ("technology",)}
    backend.put([listing(1, "Sấy lạnh", version=1, facets=facets), listing(2, "Sấy nóng")])

    assert outcomes(backend.remove(Kind.LISTING, {1: 2}, now=now)) == [Outcome.OK]
    late = backend.put([listing(1, "Sấy lạnh", version=1, facets=facets)])

    assert outcomes(late) == [Outcome.CONFLICT]
    assert found(backend) == [2]
    assert found(backend, "-khô") == [2]
    assert found(backend, "lạnh") == []
    assert backend.search(ask()).facets["kind"] == {}
    assert backend.suggest("sấy l", kinds=list(Kind), limit=5) == []
    assert backend.versions(Kind.LISTING, after_id=0, limit=10) == {2: 1}


def test_a_removed_document_comes_back_with_a_newer_version(backend: SearchBackend, now: datetime) -> None:
    backend.put([listing(1, "Sấy lạnh", version=1)])
    backend.remove(Kind.LISTING, {1: 2}, now=now)

    backend.put([listing(1, "Sấy lạnh", version=3)])

    assert found(backend, "lạnh") == [1]


def test_old_stubs_are_purged_and_young_ones_stay(backend: SearchBackend, now: datetime) -> None:
    backend.put([listing(3, "Sấy")])
    backend.remove(Kind.LISTING, {1: 5}, now=now - timedelta(days=2))
    backend.remove(Kind.LISTING, {2: 5}, now=now)

    assert backend.purge_stubs(before=now - timedelta(days=1)) == 1
    assert outcomes(backend.put([listing(2, "Sấy lạnh", version=4)])) == [Outcome.CONFLICT]
    assert found(backend) == [3]


def test_an_orphan_is_purged_for_good(backend: SearchBackend) -> None:
    backend.put([listing(1, "Sấy lạnh"), listing(2, "Sấy nóng")])

    backend.purge(Kind.LISTING, [1, 99])

    assert found(backend, "sấy") == [2]


def test_poison_is_named_and_the_rest_of_the_batch_is_written(backend: SearchBackend) -> None:
    results = backend.put([listing(1, "Sấy lạnh"), listing(2, "Sấy \ud800"), listing(3, "Sấy nóng")])

    assert outcomes(results) == [Outcome.OK, Outcome.POISON, Outcome.OK]
    assert [(result.kind, result.id) for result in results] == [(Kind.LISTING, number) for number in (1, 2, 3)]
    assert results[1].detail
    assert set(found(backend, "sấy")) == {1, 3}


def test_an_empty_batch_is_no_batch(backend: SearchBackend) -> None:
    assert backend.put([]) == []


def test_a_batch_larger_than_one_request_keeps_its_order(backend: SearchBackend) -> None:
    results = backend.put([listing(number, f"Máy {number}") for number in range(1, 451)])

    assert [result.id for result in results] == list(range(1, 451))
    assert set(outcomes(results)) == {Outcome.OK}
    assert backend.search(ask("máy")).total == 450


def test_versions_are_listed_by_id_in_slices_one_table_at_a_time(backend: SearchBackend) -> None:
    backend.put([listing(number, "Máy", version=number * 10) for number in (5, 1, 3)] + [need(2, "Máy", version=7)])

    assert backend.versions(Kind.LISTING, after_id=0, limit=2) == {1: 10, 3: 30}
    assert backend.versions(Kind.LISTING, after_id=3, limit=2) == {5: 50}
    assert backend.versions(Kind.LISTING, after_id=5, limit=2) == {}
    assert backend.versions(Kind.NEED, after_id=0, limit=9) == {2: 7}


def test_the_checksum_is_that_of_the_visible_documents_in_any_order(backend: SearchBackend, now: datetime) -> None:
    backend.put([listing(2, "Máy", version=4), need(1, "Máy"), listing(1, "Máy")])
    backend.remove(Kind.LISTING, {1: 9}, now=now)

    assert backend.checksum() == Checksum.of([(Kind.NEED, 1, 1), (Kind.LISTING, 2, 4)])
    assert backend.checksum() != Checksum.of([(Kind.NEED, 1, 1), (Kind.LISTING, 2, 5)])


def test_large_numbers_survive(backend: SearchBackend) -> None:
    big = 2**52
    backend.put([listing(big, "Máy", version=2**53 - 1, numbers={"price_min": 2**53 - 1, "price_max": 2**53 - 1})])

    assert found(backend, price_min=str(2**53 - 1)) == [big]
    assert backend.versions(Kind.LISTING, after_id=big - 1, limit=1) == {big: 2**53 - 1}
