"""What every fault test shares: a prepared floor to begin from, and the seed of its choices, printed."""

from pathlib import Path

import pytest

from tests.faults.harness import SEED, make_template


@pytest.fixture(autouse=True)
def _seed_is_printed() -> None:
    """FAULT_SEED=<number> repeats a run."""
    print(f"FAULT_SEED={SEED}")


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    return make_template(tmp_path_factory.mktemp("faults") / "template")
