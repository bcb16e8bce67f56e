"""Message catalogues without GNU gettext: `.po` is checked and compiled by Babel."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Babel's own check lets a translation drop a named placeholder, takes "60 % is" for one, and knows nothing of links.
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
    """Write the `.mo` beside each changed `.po` in one step: a running server reads no half file."""
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
        name = _forms(message.id)[0]
        if message.fuzzy:
            yield CatalogueProblem(path, "fuzzy", name)
        elif not _complete(message):
            yield CatalogueProblem(path, "missing", name)
        elif not _keeps_placeholders(message):
            yield CatalogueProblem(path, "placeholders", name)


def _complete(message: Message) -> bool:
    return all(_forms(message.string))


def _keeps_placeholders(message: Message) -> bool:
    source = _forms(message.id)[-1]  # The plural, which has the number in its own place.
    return all(_placeholders(form) == _placeholders(source) for form in _forms(message.string))


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    """One text, or those of a plural."""
    return (text or "",) if text is None or isinstance(text, str) else text


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))
