"""Message catalogues without GNU gettext: `.po` is checked and compiled by Babel."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Babel's own check lets a translation drop a named placeholder; and it knows nothing of links inside a sentence.
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?(?:a|b)\b")


@dataclass(frozen=True, slots=True)
class CatalogueProblem:
    """One message that must not ship: `kind` is missing, fuzzy or placeholders."""

    path: Path
    kind: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.kind}: {self.message!r}"


def catalogues(root: Path) -> list[Path]:
    """Every `.po` below a locale folder, in a fixed order."""
    return sorted(root.glob("*/LC_MESSAGES/*.po"))


def compile_catalogues(root: Path) -> list[Path]:
    """Write the `.mo` beside each `.po` in one step, so that a running server reads no half file; unchanged ones stay."""
    written = []
    for path in catalogues(root):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        beside = target.with_suffix(".mo.new")
        with beside.open("wb") as file:
            write_mo(file, read(path))
        beside.replace(target)
        written.append(target)
    return written


def check_catalogues(root: Path) -> list[CatalogueProblem]:
    """Messages that are missing, fuzzy or lose a placeholder in translation."""
    return [problem for path in catalogues(root) for problem in _problems(path, read(path))]


def read(path: Path) -> Catalog:
    """The catalogue of one `.po`, with its language taken from the folder's name."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def _problems(path: Path, catalogue: Catalog) -> Iterator[CatalogueProblem]:
    for message in catalogue:
        if not message.id:
            continue
        name = str(message.id[0] if isinstance(message.id, tuple) else message.id)
        if message.fuzzy:
            yield CatalogueProblem(path, "fuzzy", name)
        elif not _complete(message):
            yield CatalogueProblem(path, "missing", name)
        elif any(message.check(catalogue)) or not _keeps_placeholders(message):
            yield CatalogueProblem(path, "placeholders", name)


def _complete(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms)


def _keeps_placeholders(message: Message) -> bool:
    source = message.id[-1] if isinstance(message.id, tuple) else message.id
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(sorted(_PLACEHOLDER.findall(form)) == sorted(_PLACEHOLDER.findall(source)) for form in forms)
