"""Requirement files: no addresses, every import declared, every declaration used, every licence allowed."""

import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions

from tests.architecture.tree import PACKAGES, imports, project_files, python_files, read, text_files

RUNTIME, DEVELOPMENT = "requirements.in", "requirements-dev.in"
OURS = {*PACKAGES, "tests"}

# Imported modules whose distribution comes with another one that is declared.
COMES_WITH = {"kombu": "celery"}

# Declared and used by name instead of by import: distribution → (file, what stands in it).
USED_BY_NAME = {
    "gunicorn": ("Dockerfile", '"gunicorn"'),
    "psycopg": ("config/env.py", "django.db.backends.postgresql"),
    "tzdata": ("config/settings.py", "TIME_ZONE"),
    "whitenoise": ("config/settings.py", "whitenoise.storage"),
    "bandit": (".pre-commit-config.yaml", "bandit"),
    "django-stubs": ("pyproject.toml", "mypy_django_plugin"),
    "djangorestframework-stubs": ("pyproject.toml", "mypy_drf_plugin"),
    "import-linter": ("Makefile", "lint-imports"),
    "mutmut": ("pyproject.toml", "[tool.mutmut]"),
    "mypy": ("Makefile", "/mypy"),
    "pip-audit": (".pre-commit-config.yaml", "pip-audit"),
    "pre-commit": ("CONTRIBUTING.md", "pre-commit"),
    "pytest-randomly": ("CONTRIBUTING.md", "random order"),
    "pytest-xdist": ("Makefile", "-n 2"),
    "ruff": ("Makefile", "/ruff"),
    "uv": ("Makefile", "/uv pip compile"),
}

# Licences that may ship (SPDX, and the words of older metadata in lower case). Copyleft of the GPL kind may not.
ALLOWED_LICENCES = {
    *("mit", "mit-0", "mit license", "mit-cmu", "isc", "0bsd", "zlib", "cc0-1.0"),
    *("bsd", "new bsd", "bsd license", "bsd 3-clause", "bsd-2-clause", "bsd-3-clause"),
    *("apache-2.0", "apache software license", "mpl-2.0", "mozilla public license 2.0 (mpl 2.0)"),
    *("psf-2.0", "psfl", "python software foundation license", "lgpl-3.0-only"),
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(file: str) -> set[str]:
    """Names of the distributions that a .in file lists."""
    found = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", read(file), re.MULTILINE)
    return {canonical(name) for name in found}


@cache
def installed() -> Mapping[str, list[str]]:
    return packages_distributions()


def distributions_of(module: str) -> set[str]:
    """Names of the distributions that could give this top-level module."""
    names = {canonical(name) for name in installed().get(module, [])}
    return {canonical(COMES_WITH.get(name, name)) for name in names or {module}}


def imported(*folders: str) -> dict[str, str]:
    """Third-party top-level modules → one file that imports each."""
    return {
        top: name
        for name in python_files(*folders)
        for module, _line in imports(name)
        if (top := module.split(".")[0]) not in sys.stdlib_module_names and top not in OURS
    }


def test_what_ships_imports_what_is_declared_for_it() -> None:
    known = declared(RUNTIME)

    assert {top: name for top, name in imported(*PACKAGES).items() if not distributions_of(top) & known} == {}


def test_what_tests_import_is_declared() -> None:
    known = declared(RUNTIME) | declared(DEVELOPMENT)

    assert {top: name for top, name in imported("tests").items() if not distributions_of(top) & known} == {}


def test_every_declaration_is_used() -> None:
    in_code = {name for top in imported(*PACKAGES, "tests") for name in distributions_of(top)}
    by_name = {name for name, (file, words) in USED_BY_NAME.items() if words in read(file)}

    assert sorted((declared(RUNTIME) | declared(DEVELOPMENT)) - in_code - by_name) == []


def test_each_line_has_its_reason() -> None:
    lines = [line for file in (RUNTIME, DEVELOPMENT) for line in read(file).splitlines()]
    declarations = [line for line in lines if line and not line.startswith(("#", "-c "))]

    assert [line for line in declarations if not re.search(r" # \S", line)] == []


def test_every_declaration_is_pinned_with_its_hashes() -> None:
    for source, pins in ((RUNTIME, "requirements.txt"), (DEVELOPMENT, "requirements-dev.txt")):
        pinned = {canonical(name) for name in re.findall(r"^([\w.-]+)==", read(pins), re.MULTILINE)}
        unhashed = re.findall(r"^[\w.-]+==[^\\\n]*$", read(pins), re.MULTILINE)

        assert declared(source) - pinned == set()
        assert unhashed == []


def test_no_address_stands_in_a_requirement_file() -> None:
    files = [name for name in project_files() if name.startswith("requirements")]

    assert len(files) == 4
    assert [name for name in files if "://" in read(name)] == []


def test_no_file_chooses_a_registry() -> None:
    option = re.compile(r"(?<![\w-])--(?:extra-)?index-" + r"url\b|(?<![\w-])--trusted-" + r"host\b|\b(PIP|UV)_INDEX")

    assert [name for name, text in text_files() if option.search(text)] == []


def test_no_lock_file_is_part_of_the_project() -> None:
    locks = {"uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}

    assert [name for name in project_files() if name.rpartition("/")[2] in locks] == []


def test_what_ships_has_an_allowed_licence() -> None:
    pins = re.findall(r"^([\w.-]+)==", read("requirements.txt"), re.MULTILINE)
    refused = {}
    for name in sorted(set(pins)):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # A pin for another platform or Python.
        if not is_allowed(package):
            refused[name] = licences(package)

    assert refused == {}


def licences(package: Distribution) -> list[str]:
    """What the metadata say, the most exact first: expression, a short licence field, classifiers."""
    expression = package.metadata.get("License-Expression")
    field = (package.metadata.get("License") or "").strip()
    classifiers = [line for line in package.metadata.get_all("Classifier", []) if line.startswith("License ::")]
    words = [expression or "", field if "\n" not in field else ""]
    return [word.lower() for word in words if word] + [line.split(" :: ")[-1].lower() for line in classifiers]


def is_allowed(package: Distribution) -> bool:
    """Of an expression every AND part, of an OR one; without a clear field every classifier."""
    found = licences(package)
    for text in found[:1]:
        parts = [part.split(" or ") for part in text.strip("()").split(" and ")]
        if all(any(choice.strip("() ") in ALLOWED_LICENCES for choice in choices) for choices in parts):
            return True
    classifiers = [
        line.split(" :: ")[-1].lower()
        for line in package.metadata.get_all("Classifier", [])
        if line.startswith("License ::") and line != "License :: OSI Approved"
    ]
    return bool(classifiers) and all(word in ALLOWED_LICENCES for word in classifiers)
