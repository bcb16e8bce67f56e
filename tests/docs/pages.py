"""The documents of the project, and the little of Markdown that the tests read."""

import re
import unicodedata

from tests.architecture.tree import project_files, read

_FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")


def documents() -> list[str]:
    """Every Markdown file that is about the project itself."""
    return [name for name in project_files() if name.endswith(".md") and not name.startswith("marketplace/")]


def prose(name: str) -> str:
    """The text without blocks of code."""
    return _FENCE.sub("", read(name))


def blocks(name: str) -> str:
    """The blocks of code alone."""
    return "\n".join(match.group() for match in _FENCE.finditer(read(name)))


def links(name: str) -> list[str]:
    """Targets of links and pictures, outside of code."""
    return re.findall(r"\]\(([^)\s]+)\)", _CODE.sub("", prose(name)))


def code_words(name: str) -> list[str]:
    """What stands in backticks."""
    return [word.strip("`") for word in _CODE.findall(prose(name))]


def anchors(name: str) -> set[str]:
    """Anchors of the headings, as GitHub makes them."""
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", prose(name), re.MULTILINE)}


def anchor(heading: str) -> str:
    text = unicodedata.normalize("NFC", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
