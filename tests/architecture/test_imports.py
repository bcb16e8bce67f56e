"""What import-linter cannot say: submodules of Django, sizes, and that the contracts of pyproject.toml bite."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.tree import ROOT, imports, is_migration, project_files, python_files, read

LINES_MAX = 400
BELOW_THE_EDGES = {"actions", "queries", "models", "states", "rules", "events", "reactions", "notices"}

# One forbidden import per contract of pyproject.toml: file → line added to it.
OFFENCES = {
    "order": ("search/watched.py", "import workers.registry"),
    "apps": ("marketplace/taxonomy/rules.py", "from marketplace.accounts import models as upper"),
    "inside-apps": ("marketplace/listings/states.py", "from marketplace.listings import actions"),
    "inside-search": ("search/text/chain.py", "from search import query"),
    "inside-common": ("marketplace/common/text.py", "from marketplace.common import lifecycle"),
    "elasticsearch": ("search/projection.py", "import elasticsearch"),
    "tantivy": ("search/indexing/sync.py", "import tantivy"),
    "celery": ("marketplace/common/clock.py", "import celery"),
    "no-http-below-the-edges": ("marketplace/accounts/rules.py", "from rest_framework import serializers"),
    "pure-mathematics": ("marketplace/valuation/methods/life.py", "from django.conf import settings"),
    "pure-matching": ("search/matching/pairs/facts.py", "from django.db import models"),
    "oracle": ("workers/reconcile/index.py", "from search.indexing import sweep"),
}


def layer_of(name: str) -> str:
    """The part of an app a file belongs to: marketplace/listings/actions/life.py → actions."""
    parts = name.removesuffix(".py").split("/")
    return parts[2] if parts[0] == "marketplace" and len(parts) > 2 else parts[1] if len(parts) > 1 else ""


def test_what_decides_and_writes_knows_no_request() -> None:
    found = [
        f"{name}:{line}"
        for name in python_files()
        if layer_of(name) in BELOW_THE_EDGES
        for module, line in imports(name)
        if f"{module}.".startswith("django.http.")
    ]

    assert found == []


def test_modules_stay_short() -> None:
    long = {
        name: read(name).count("\n")
        for name in python_files()
        if not is_migration(name) and read(name).count("\n") > LINES_MAX
    }

    assert long == {}


def test_every_contract_has_an_offence() -> None:
    settings = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]

    assert [contract["id"] for contract in settings["contracts"]] == list(OFFENCES)


def test_every_contract_finds_its_offence(tmp_path: Path) -> None:
    names = {contract["id"]: contract["name"] for contract in _contracts()}
    for name in [*python_files(), "pyproject.toml"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    for file, line in OFFENCES.values():
        with (tmp_path / file).open("a", encoding="utf-8") as target:
            target.write(f"\n{line}\n")

    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run.returncode == 1, run.stdout + run.stderr
    assert [key for key, title in names.items() if f"{title} BROKEN" not in run.stdout] == []


def _contracts() -> list[dict[str, str]]:
    return tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]


def test_files_of_an_app_are_packages_python_finds() -> None:
    folders = {str(Path(name).parent) for name in python_files() if name.count("/") > 0}
    listed = set(project_files())

    assert sorted(folder for folder in folders if f"{folder}/__init__.py" not in listed) == []
