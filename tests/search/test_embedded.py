"""What only an engine in files can meet: other processes, crashes, damage, fields of another release."""

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from search.backends import SearchUnavailable
from search.backends.embedded import EmbeddedBackend
from search.backends.embedded.folder import NEXT
from search.backends.embedded.written import WriterBusy
from search.fields import Kind
from tests.search.samples import ask, found, listing

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from search.backends.embedded import EmbeddedBackend
from tests.search.samples import listing
backend = EmbeddedBackend(Path(sys.argv[1]))
for version in range(1, 100_000):
    backend.put([listing(number, f"Máy {version}", version=version) for number in range(1, 51)])
    print(version, flush=True)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def backend(root: Path):
    engine = EmbeddedBackend(root)
    yield engine
    engine.close()


def test_a_reader_sees_every_commit_and_every_swap_of_the_writer(
    backend: EmbeddedBackend, root: Path, now: datetime
) -> None:
    reader = EmbeddedBackend(root)

    backend.put([listing(1, "Sấy lạnh")])
    assert found(reader, "sấy") == [1]
    backend.put([listing(2, "Sấy nóng")])
    assert set(found(reader, "sấy")) == {1, 2}
    backend.rebuild([listing(3, "Sấy khô")], now=now)
    assert found(reader, "sấy") == [3]
    backend.back(now=now)
    assert set(found(reader, "sấy")) == {1, 2}


def test_there_is_one_writer_and_the_next_one_may_write_when_it_leaves(backend: EmbeddedBackend, root: Path) -> None:
    backend.put([listing(1, "Sấy lạnh")])
    other = EmbeddedBackend(root)

    with pytest.raises(WriterBusy):
        other.put([listing(2, "Sấy nóng")])

    backend.close()
    other.put([listing(2, "Sấy nóng")])
    assert set(found(backend, "sấy")) == {1, 2}
    other.close()


def test_reading_takes_no_lock(backend: EmbeddedBackend, root: Path) -> None:
    backend.put([listing(1, "Sấy lạnh")])
    backend.close()

    assert found(EmbeddedBackend(root), "sấy") == [1]
    assert EmbeddedBackend(root).versions(Kind.LISTING, after_id=0, limit=1) == {1: 1}
    backend.put([listing(2, "Sấy nóng")])


@pytest.mark.fault
def test_a_killed_writer_leaves_a_whole_batch_and_no_lock(backend: EmbeddedBackend, root: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOR_EVER, str(root)],
        cwd=settings.ROOT,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(settings.ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    reported = 0
    for line in child.stdout:
        reported = int(line)
        if reported == 12:
            break
    child.send_signal(signal.SIGKILL)
    child.wait()

    versions = backend.versions(Kind.LISTING, after_id=0, limit=100)

    assert len(versions) == 50
    assert len(set(versions.values())) == 1
    assert set(versions.values()) >= {reported} or min(versions.values()) > reported
    backend.put([listing(1, "Máy cuối", version=10**6)])
    assert found(backend, "cuối") == [1]


@pytest.mark.parametrize("damage", ["CURRENT", "meta.json", "*.idx", "*.fast", "*.term"])
def test_a_damaged_index_is_unavailable_and_a_rebuild_heals_it(root: Path, now: datetime, damage: str) -> None:
    made = EmbeddedBackend(root)
    made.put([listing(number, f"Sấy lạnh {number}", facets={"kind": ("service",)}) for number in range(1, 50)])
    made.close()
    files = [root / "CURRENT"] if damage == "CURRENT" else list((root / "1").glob(damage))
    for file in files:
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert files

    backend = EmbeddedBackend(root)
    with pytest.raises(SearchUnavailable):
        backend.search(ask("sấy"))

    backend.rebuild([listing(1, "Sấy lạnh")], now=now)
    assert found(backend, "sấy") == [1]
    backend.put([listing(2, "Sấy nóng")])
    assert set(found(backend, "sấy")) == {1, 2}
    backend.close()


def test_an_index_that_vanishes_is_unavailable_until_it_is_written_again(backend: EmbeddedBackend, root: Path) -> None:
    backend.put([listing(1, "Sấy lạnh")])
    backend.drop_all()

    with pytest.raises(SearchUnavailable, match="reindex"):
        backend.search(ask("sấy"))

    backend.put([listing(1, "Sấy lạnh")])
    assert found(backend, "sấy") == [1]


def test_an_index_of_other_fields_is_neither_read_nor_written_but_replaced(
    backend: EmbeddedBackend, root: Path, now: datetime
) -> None:
    backend.put([listing(1, "Sấy lạnh")])
    backend.close()
    (root / "1" / "TECHFLOOR.json").write_text('{"mapping": 0}')

    with pytest.raises(SearchUnavailable, match="other fields"):
        backend.search(ask("sấy"))
    with pytest.raises(SearchUnavailable, match="other fields"):
        backend.put([listing(2, "Sấy nóng")])

    backend.rebuild([listing(1, "Sấy lạnh")], now=now)
    assert found(backend, "sấy") == [1]


def test_a_rebuild_survives_a_restart_of_the_writer(root: Path, now: datetime) -> None:
    first = EmbeddedBackend(root)
    first.put([listing(1, "Sấy lạnh")])
    name = first.begin_rebuild(now=now)
    first.put_into([listing(1, "Sấy lạnh")])
    first.put_into([listing(2, "Sấy nóng")], durable=False)
    del first  # As a crash leaves it: what was not durable is gone.

    second = EmbeddedBackend(root)

    assert second.open_rebuild() == name
    assert second.versions(Kind.LISTING, after_id=0, limit=9, beside=True) == {1: 1}
    second.abort_rebuild()
    assert found(second, "sấy") == [1]
    second.close()


def test_a_crash_between_the_steps_of_a_swap_is_not_an_open_rebuild(
    backend: EmbeddedBackend, root: Path, now: datetime
) -> None:
    backend.rebuild([listing(1, "Sấy lạnh")], now=now)
    (root / NEXT).write_text((root / "CURRENT").read_text())

    assert backend.open_rebuild() is None
    backend.put([listing(2, "Sấy nóng")])
    backend.rebuild([listing(3, "Sấy khô")], now=now)
    assert found(backend, "sấy") == [3]
