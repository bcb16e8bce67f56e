"""`python -m tests.benchmarks`: measure the goals, print the table, keep it under var/bench.

Exit code 0 even where a goal is missed, for a machine may be busy; `--strict` makes it 1.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import django

from config.env import use_settings

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "var" / "bench"
PAGE = ROOT / "docs" / "performance.md"
# The floor that is measured is the one of one machine, whatever the shell names.
OTHER_FLOORS = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "EMAIL_URL", "WEB_HOSTS", "BASE_URL", "STATIC_DIR")


def main() -> int:
    options = _options()
    url = os.environ.get("ELASTICSEARCH_URL", "")
    with _scratch() as folder:
        _stand_up(folder)
        session_module = import_module("tests.benchmarks.session")  # Its imports need Django standing.
        wanted = options.goals or session_module.GOALS
        session = session_module.Session(folder, options.rows, wanted, url)
        report = session.run()
    print("\n".join(["", *report.lines(), ""]))
    print(f"written to {report.save(RESULTS).relative_to(ROOT)}")
    if options.write:
        report.write_into(PAGE)
    missed = [f"{figure.goal} ({figure.name})" for figure in report.figures if figure.verdict == "MISS"]
    print(f"MISS: {'; '.join(missed)}" if missed else "Every goal that was measured is reached.")
    return 1 if missed and options.strict else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="listings of the synthetic floor")
    parser.add_argument("--goals", type=int, nargs="+", metavar="N", help="only these goals")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a goal is missed")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


@contextmanager
def _scratch() -> Iterator[Path]:
    """A data folder that is gone afterwards."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))  # So that what was begun is cleared away.
    folder = Path(tempfile.mkdtemp(prefix="floor-", dir=RESULTS))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stand_up(folder: Path) -> None:
    for name in OTHER_FLOORS:
        os.environ.pop(name, None)
    os.environ["DATA_DIR"] = str(folder)
    use_settings()
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
