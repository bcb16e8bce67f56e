"""The sample's JSON files: one list of objects each."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "data" / "sample"
Record = dict[str, Any]


def read(name: str) -> list[Record]:
    """All objects of one file, in its order."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def read_technologies() -> list[Record]:
    """Technologies and IP assets of every theme, by file name."""
    names = sorted(path.stem for path in FOLDER.glob("technologies_*.json"))
    return [record for name in [*names, "ip_assets"] for record in read(name)]
