"""`python -m tests.permissions.write`: ask every cell again and write the answers into matrix.csv, to be reviewed.

Notes and queues that the file holds stay. What differs from before is what the review is about.
"""

import sys

import pytest


class Recorder:
    """Tells the tests of the two files to write instead of comparing."""


def main() -> int:
    recorder = Recorder()
    arguments = [
        "-q",
        "-p",
        "no:randomly",
        "-m",
        "",
        "tests/permissions/test_matrix.py::test_rows_as_the_floor_answers",
        "tests/permissions/test_rules.py",
    ]
    return pytest.main(arguments, plugins=[recorder])


if __name__ == "__main__":
    sys.exit(main())
