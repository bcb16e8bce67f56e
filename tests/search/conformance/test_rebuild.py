"""A new index beside the live one: filled in slices, kept in step, compared, swapped, undone."""

from datetime import datetime, timedelta

import pytest

from search.backends import NoRebuild, RebuildMismatch, RebuildOpen, SearchBackend
from search.document import Checksum
from search.fields import Kind
from tests.search.samples import found, listing

OLD = [listing(1, "Sấy lạnh"), listing(2, "Sấy nóng")]
NEW = [listing(1, "Lọc nước"), listing(3, "Ủ men")]


def checksum(*documents) -> Checksum:
    return Checksum.of((document.kind, document.id, document.version) for document in documents)


def test_a_rebuild_replaces_everything_at_once(backend: SearchBackend, now: datetime) -> None:
    backend.put(OLD)

    report = backend.rebuild(NEW, now=now)

    assert report.checksum == checksum(*NEW)
    assert report.previous
    assert found(backend, "sấy") == []
    assert set(found(backend)) == {1, 3}
    assert backend.open_rebuild() is None


def test_the_first_index_may_come_from_a_rebuild(backend: SearchBackend, now: datetime) -> None:
    report = backend.rebuild(NEW, now=now)

    assert report.previous == ""
    assert set(found(backend)) == {1, 3}


def test_readers_see_the_old_index_until_the_swap(backend: SearchBackend, now: datetime) -> None:
    backend.put(OLD)
    name = backend.begin_rebuild(now=now)

    backend.put_into(NEW)

    assert backend.open_rebuild() == name
    assert set(found(backend, "sấy")) == {1, 2}
    assert backend.checksum(beside=True) == checksum(*NEW)
    assert backend.versions(Kind.LISTING, after_id=1, limit=5, beside=True) == {3: 1}
    assert backend.finish_rebuild(expected=checksum(*NEW), now=now).name == name
    assert found(backend, "sấy") == []


def test_writes_go_to_both_while_a_rebuild_is_open(backend: SearchBackend, now: datetime) -> None:
    backend.put(OLD)
    backend.begin_rebuild(now=now)
    backend.put_into(OLD)

    backend.put([listing(1, "Sấy khô", version=2)])
    backend.put_into([listing(1, "Sấy lạnh", version=1)])  # A slice that was read before the change.
    backend.remove(Kind.LISTING, {2: 2}, now=now)

    assert found(backend, "khô") == [1]
    backend.finish_rebuild(expected=checksum(listing(1, "", version=2)), now=now)
    assert found(backend, "khô") == [1]
    assert found(backend) == [1]


def test_a_difference_stops_the_swap_and_can_be_repaired(backend: SearchBackend, now: datetime) -> None:
    backend.put(OLD)
    backend.begin_rebuild(now=now)
    backend.put_into(NEW[:1])

    with pytest.raises(RebuildMismatch) as refused:
        backend.finish_rebuild(expected=checksum(*NEW), now=now)

    assert (refused.value.expected.count, refused.value.found.count) == (2, 1)
    assert set(found(backend, "sấy")) == {1, 2}
    backend.put_into(NEW[1:])
    backend.finish_rebuild(expected=checksum(*NEW), now=now)
    assert set(found(backend)) == {1, 3}


def test_an_abort_leaves_the_live_index_alone(backend: SearchBackend, now: datetime) -> None:
    backend.put(OLD)
    backend.begin_rebuild(now=now)
    backend.put_into(NEW)

    backend.abort_rebuild()

    assert backend.open_rebuild() is None
    assert set(found(backend, "sấy")) == {1, 2}
    backend.begin_rebuild(now=now + timedelta(seconds=1))
    assert backend.checksum(beside=True) == Checksum()


def test_one_rebuild_at_a_time_and_none_without_a_beginning(backend: SearchBackend, now: datetime) -> None:
    backend.put(OLD)
    for refused in (
        backend.abort_rebuild,
        lambda: backend.put_into(NEW),
        lambda: backend.finish_rebuild(expected=Checksum(), now=now),
        lambda: backend.back(now=now),
        lambda: backend.versions(Kind.LISTING, after_id=0, limit=1, beside=True),
    ):
        with pytest.raises(NoRebuild):
            refused()

    backend.begin_rebuild(now=now)
    with pytest.raises(RebuildOpen):
        backend.begin_rebuild(now=now + timedelta(seconds=1))


def test_one_may_go_back_and_forth_and_old_indexes_are_dropped_in_time(backend: SearchBackend, now: datetime) -> None:
    backend.put(OLD)
    report = backend.rebuild(NEW, now=now)

    assert backend.back(now=now + timedelta(hours=1)) == report.previous
    assert set(found(backend, "sấy")) == {1, 2}
    assert backend.back(now=now + timedelta(hours=2)) == report.name
    assert set(found(backend)) == {1, 3}

    assert backend.drop_old(before=now) == []
    assert backend.drop_old(before=now + timedelta(days=1)) == [report.previous]
    assert set(found(backend)) == {1, 3}
    with pytest.raises(NoRebuild):
        backend.back(now=now)


def test_writes_go_on_after_a_swap(backend: SearchBackend, now: datetime) -> None:
    backend.put(OLD)
    backend.rebuild(NEW, now=now)

    backend.put([listing(4, "Sấy thăng hoa")])

    assert found(backend, "thăng hoa") == [4]
