"""Where the index lives: numbered folders, and the small file CURRENT that names the live one.

var/index/7/       a tantivy index, with TECHFLOOR.json: mapping version, when it was retired
var/index/CURRENT  "7", replaced atomically
var/index/NEXT     "8" while a rebuild is open
"""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from search.fields import MAPPING_VERSION

CURRENT = "CURRENT"
NEXT = "NEXT"
META = "meta.json"  # tantivy rewrites it with every commit.
_ABOUT = "TECHFLOOR.json"


class Folder:
    """The folder of all indexes. Only the index writer changes it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.current_file = root / CURRENT

    def named(self, name: str) -> Path:
        return self.root / name

    def current(self) -> str | None:
        """The name of the live index. Raises OSError when the file cannot be read."""
        return _read(self.current_file)

    def next(self) -> str | None:
        return _read(self.root / NEXT)

    def point(self, pointer: str, name: str | None) -> None:
        """Make CURRENT or NEXT name an index, or nothing; readers see the old or the new name, never half of one."""
        target = self.root / pointer
        if name is None:
            target.unlink(missing_ok=True)
        else:
            _write(target, name)
        _sync(self.root)

    def create(self) -> str:
        """Make the next numbered folder and return its name."""
        self.root.mkdir(parents=True, exist_ok=True)
        name = str(max((int(path.name) for path in self._indexes()), default=0) + 1)
        self.named(name).mkdir()
        self._describe(name, mapping=MAPPING_VERSION)
        return name

    def fits(self, name: str) -> bool:
        """True when the index was made with the fields as they are declared now."""
        return self._about(name).get("mapping") == MAPPING_VERSION

    def retire(self, name: str, *, now: datetime) -> None:
        self._describe(name, **self._about(name) | {"retired_at": now.isoformat()})

    def recall(self, name: str) -> None:
        self._describe(name, mapping=self._about(name).get("mapping"))

    def retired(self) -> list[tuple[datetime, str]]:
        """Replaced indexes that are still there, the latest last."""
        found = ((self._about(path.name).get("retired_at"), path.name) for path in self._indexes())
        return sorted((datetime.fromisoformat(moment), name) for moment, name in found if moment)

    def delete(self, name: str) -> None:
        """Readers that still have it mapped read on; the space is free when the last one lets go."""
        shutil.rmtree(self.named(name), ignore_errors=True)

    def _indexes(self) -> list[Path]:
        return [path for path in self.root.iterdir() if path.name.isdigit()] if self.root.is_dir() else []

    def _about(self, name: str) -> dict[str, Any]:
        text = _read(self.named(name) / _ABOUT)
        return json.loads(text) if text else {}

    def _describe(self, name: str, **about: Any) -> None:
        _write(self.named(name) / _ABOUT, json.dumps(about))


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def _write(path: Path, text: str) -> None:
    """Write beside, make durable, rename: a reader or a crash finds the whole old or the whole new text."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
