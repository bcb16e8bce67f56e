"""Documents agree with the tree: links resolve, files and commands they name exist, generated parts are fresh."""

import posixpath
import re

import pytest
from django.core.management import call_command, get_commands

from tests.architecture.tree import ROOT, project_files, read
from tests.docs.pages import anchors, blocks, code_words, documents, links, prose

EXPECTED = {
    *("README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/development.md"),
    *("docs/operations.md", "docs/performance.md", "docs/glossary.md", "docs/importing.md"),
}
TOPS = ("config/", "docs/", "marketplace/", "search/", "tests/", "workers/", ".ci/")
PLACEHOLDER = re.compile(r"[<>*{}…]")


def folders() -> set[str]:
    """Every folder that holds a file of the project, with its ending slash."""
    return {name[: cut + 1] for name in project_files() for cut in range(len(name)) if name[cut] == "/"}


def test_every_document_is_there() -> None:
    assert set(documents()) >= EXPECTED
    assert {"LICENSE", "NOTICE"} <= set(project_files())


@pytest.mark.parametrize("name", documents())
def test_links_resolve(name: str) -> None:
    known = {*project_files(), *folders(), *(folder.rstrip("/") for folder in folders())}
    broken = []
    for target in links(name):
        if re.match(r"(https?|mailto):", target):
            continue
        path, _, fragment = target.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        if file not in known or (fragment and fragment not in anchors(file)):
            broken.append(target)

    assert broken == []


@pytest.mark.parametrize("name", documents())
def test_files_they_name_exist(name: str) -> None:
    known = {*project_files(), *folders()}
    named = [word for word in code_words(name) if word.startswith(TOPS) and " " not in word]

    assert [word for word in named if not PLACEHOLDER.search(word) and word not in known] == []


@pytest.mark.parametrize("name", documents())
def test_commands_they_name_exist(name: str) -> None:
    named = re.findall(r"manage\.py ([a-z_]+)", read(name))

    assert sorted(set(named) - set(get_commands())) == []


@pytest.mark.parametrize("name", documents())
def test_words_of_the_makefile_they_name_exist(name: str) -> None:
    code = "\n".join([*code_words(name), blocks(name)])
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code))

    assert sorted(named - set(makefile_rules())) == []


def test_settings_they_name_exist() -> None:
    constant = r"\b[A-Z]+(?:_[A-Z]+)+\b"
    named = {word for name in documents() for word in code_words(name) if re.fullmatch(constant, word)}
    sources = [name for name in project_files() if name.endswith((".py", ".yml")) or name == "Makefile"]
    known = {word for name in sources for word in re.findall(constant, read(name))}

    assert sorted(named - known) == []


def test_the_table_of_events_is_fresh() -> None:
    call_command("describe", check=ROOT / "docs" / "architecture.md")


def makefile_rules() -> list[str]:
    return re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE)


def test_help_lists_the_words_that_everybody_uses() -> None:
    helped = re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE)
    promised = ["setup", "run", "test", "lint", "types", "bench", "nightly", "reindex", "seed", "docs"]

    assert set(promised) <= set(helped)
    assert sorted(helped + ["help"] * ("help" not in helped)) == sorted(makefile_rules())


def test_phony_words_have_rules() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)

    assert sorted(phony.split()) == sorted(makefile_rules())


def test_the_readme_and_the_guide_name_every_word() -> None:
    promised = "`setup run test lint types bench nightly reindex seed docs`"
    described = set(re.findall(r"make ([a-z-]+)", prose("docs/development.md")))

    assert promised in read("README.md")
    assert set(makefile_rules()) - {"help"} <= described


def test_decisions_are_numbered_once_and_without_gaps() -> None:
    names = [name.removeprefix("docs/decisions/") for name in documents() if name.startswith("docs/decisions/")]
    numbers = [int(name[:4]) for name in names if re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)]

    assert len(numbers) == len(names)
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", [name for name in documents() if name.startswith("docs/decisions/")])
def test_a_decision_bears_its_number(name: str) -> None:
    title = read(name).splitlines()[0]

    assert re.match(rf"# {name.rpartition('/')[2][:4]}\b.? ?\S", title)


def test_the_changelog_begins_with_what_is_not_released() -> None:
    assert re.search(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE).group(1).startswith("Unreleased")  # type: ignore[union-attr]


def test_the_licence_is_whole() -> None:
    text = read("LICENSE")

    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) > 200


@pytest.mark.parametrize("name", documents())
def test_lines_have_no_trailing_space(name: str) -> None:
    assert [number for number, line in enumerate(read(name).splitlines(), 1) if line != line.rstrip()] == []
