"""`manage.py describe`: the table event → emitted by → tasks, read from the code, for docs/architecture.md."""

import ast
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.common import outbox

PACKAGES = ("marketplace", "search", "workers")
BEGIN = "<!-- generated: manage.py describe -->"
END = "<!-- end of generated -->"


@dataclass(frozen=True, slots=True)
class Emission:
    """One call of `emit(` in the code."""

    event: str
    module: str
    line: int


def emissions(root: Path) -> list[Emission]:
    """Every emit() below the project's packages. Raises CommandError where the event is no named constant."""
    return [
        found for package in PACKAGES for path in sorted((root / package).rglob("*.py")) for found in _in(path, root)
    ]


def _in(path: Path, root: Path) -> Iterator[Emission]:
    text = path.read_text(encoding="utf-8")
    if "emit(" not in text:
        return
    tree = ast.parse(text)
    module = ".".join(path.relative_to(root).with_suffix("").parts)
    sources = {
        (alias.asname or alias.name): f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_emit(node.func):
            yield Emission(_event_of(node, sources, root, where=f"{module}:{node.lineno}"), module, node.lineno)


def _is_emit(called: ast.expr) -> bool:
    match called:
        case ast.Name(id="emit") | ast.Attribute(value=ast.Name(id="outbox"), attr="emit"):
            return True
    return False


def _event_of(call: ast.Call, sources: dict[str, str], root: Path, *, where: str) -> str:
    """The text behind `events.NAME`."""
    match call.args:
        case [ast.Attribute(value=ast.Name(id=alias), attr=name)] if alias in sources:
            constants = event_names(root.joinpath(*sources[alias].split(".")).with_suffix(".py"))
            if name in constants:
                return constants[name]
    raise CommandError(f"{where}: emit() wants a constant of an events module, events.NAME")


def event_names(path: Path) -> dict[str, str]:
    """Constant → event, as an app's events.py declares them."""
    return {
        target.id: node.value.value
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def table(root: Path) -> str:
    """Markdown, one row per event. Modules have no line numbers, so that an edit above a call changes nothing."""
    emitted_by: dict[str, set[str]] = defaultdict(set)
    for emission in emissions(root):
        emitted_by[emission.event].add(emission.module)
    routes = outbox.routes()
    lines = ["| Event | Emitted by | Tasks (queue) |", "|---|---|---|"]
    for event in sorted(emitted_by.keys() | routes.keys()):
        modules = ", ".join(f"`{module}`" for module in sorted(emitted_by.get(event, ()))) or "–"
        tasks = ", ".join(f"`{route.task}` ({route.queue})" for route in routes.get(event, ())) or "–"
        lines.append(f"| `{event}` | {modules} | {tasks} |")
    return "\n".join(lines)


def between_markers(text: str, generated: str) -> str:
    """`text` with what stands between the markers replaced. Raises CommandError when a marker is missing."""
    head, begin, rest = text.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"The file has no {BEGIN} … {END}.")
    return f"{head}{BEGIN}\n{generated}\n{END}{tail}"


class Command(BaseCommand):
    help = "Print who emits which event and which tasks hear it; --write puts it into a file, --check finds it stale."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", metavar="FILE", type=Path, help="replace what stands between the markers")
        parser.add_argument("--check", metavar="FILE", type=Path, help="fail when the file's table is stale")

    def handle(self, *args: object, write: Path | None, check: Path | None, **options: object) -> None:
        generated = table(settings.ROOT)
        file = write or check
        if file is None:
            self.stdout.write(generated)
            return
        text = file.read_text(encoding="utf-8")
        wanted = between_markers(text, generated)
        if check and text != wanted:
            raise CommandError(f"{file} is stale: run `make docs`.")
        if write and text != wanted:
            file.write_text(wanted, encoding="utf-8")
