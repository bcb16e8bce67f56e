"""What a first visit weighs (quality/conventions.md §5), and what is served under whose name."""

import gzip
import hashlib
import tomllib
from pathlib import Path

import pytest

from tests.web.sources import STATIC

BUDGETS = {
    ("techfloor.css",): 15_000,
    ("vendor/htmx.min.js", "floor.js"): 20_000,
    ("icons.svg", "mark.svg"): 4_000,
    ("terraces.svg",): 3_000,
}


def packed(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


@pytest.mark.parametrize("names", BUDGETS, ids=" + ".join)
def test_static_files_stay_small(names: tuple[str, ...]) -> None:
    assert packed(*names) <= BUDGETS[names]


def test_first_load_without_html() -> None:
    assert packed(*(name for names in BUDGETS for name in names)) <= 60_000 - 15_000


def test_vendored_files_are_what_they_say() -> None:
    folder = STATIC / "vendor"
    listed = tomllib.loads((folder / "VENDOR.toml").read_text(encoding="utf-8"))["file"]

    assert {path.name for path in folder.iterdir()} == {entry["path"] for entry in listed} | {"VENDOR.toml"}
    for entry in listed:
        assert hashlib.sha256((folder / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


def test_stylesheet_asks_for_nothing_elsewhere() -> None:
    text = (STATIC / "techfloor.css").read_text(encoding="utf-8")

    assert "http" not in text.replace('[href^="http"]', "")
    assert "@import" not in text
    assert "@font-face" not in text


@pytest.mark.parametrize("name", ["icons.svg", "mark.svg", "terraces.svg"])
def test_pictures_run_nothing(name: str) -> None:
    text = Path(STATIC / name).read_text(encoding="utf-8")

    assert "<script" not in text
    assert "style=" not in text
    assert "href=" not in text
