"""Every template of the project, as text with its path; shared by the scans."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "marketplace" / "static"
_COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)


def template_folders() -> list[Path]:
    return sorted(
        folder
        for top in ("marketplace", "search")
        for folder in (ROOT / top).rglob("templates")
        if folder.is_dir() and "migrations" not in folder.parts
    )


def templates(*suffixes: str) -> Iterator[tuple[str, Path]]:
    """(name as Django loads it, path) of every template with one of these suffixes."""
    for folder in template_folders():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in suffixes:
                yield path.relative_to(folder).as_posix(), path


def source(path: Path) -> str:
    """Text of a template without its comments."""
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))
