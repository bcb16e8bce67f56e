"""The project's own files, as the scans of this folder and of tests/docs read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "marketplace", "search", "workers")
BINARY = {".gz", ".ico", ".png", ".jpg", ".webp", ".woff2", ".ttf", ".mo", ".pdf"}


NOT_OURS = {".git", ".venv", "var", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


@cache
def project_files() -> tuple[str, ...]:
    """Files that are tracked or about to be: what .gitignore names is not the project."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError):  # An unpacked archive, or no git.
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        listed = [path.as_posix() for path in found if not NOT_OURS & set(path.parts)]
    return tuple(sorted(name for name in set(listed) if name and (ROOT / name).is_file()))


def text_files() -> Iterator[tuple[str, str]]:
    """Name and text of every file that people read."""
    for name in project_files():
        if Path(name).suffix not in BINARY:
            yield name, read(name)


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def python_files(*packages: str) -> list[str]:
    """Names of the Python files below these folders; of everything that ships by default."""
    wanted = tuple(f"{package}/" for package in packages or PACKAGES)
    return [name for name in project_files() if name.endswith(".py") and name.startswith(wanted)]


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(read(name), filename=name)


@cache
def nodes_of(name: str) -> tuple[ast.AST, ...]:
    """Every node of a file's tree; walking is the dear part, and many scans do it."""
    return tuple(ast.walk(tree_of(name)))


@cache
def calls(name: str) -> tuple[ast.Call, ...]:
    return tuple(node for node in nodes_of(name) if isinstance(node, ast.Call))


@cache
def imports(name: str) -> tuple[tuple[str, int], ...]:
    """Full names of imported modules with their lines; of `from a import b` both `a` and `a.b`."""
    return tuple(_imports(name))


def _imports(name: str) -> Iterator[tuple[str, int]]:
    for node in nodes_of(name):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def is_migration(name: str) -> bool:
    return "/migrations/" in name
