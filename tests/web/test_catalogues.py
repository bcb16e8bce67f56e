"""Vietnamese is complete, and what is compiled is what was written."""

import gettext
import importlib
import re
import shutil
from pathlib import Path

import pytest
from babel.messages import Message
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from marketplace.common import library_messages
from marketplace.common.catalogues import catalogues, check_catalogues, compile_catalogues, read
from tests.web.sources import ROOT

LOCALE = ROOT / "marketplace" / "locale"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1;\\n"\n\n'


def small_catalogue(folder: Path, body: str) -> Path:
    path = folder / "vi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + body, encoding="utf-8")
    return path


def test_vietnamese_is_complete() -> None:
    assert [str(problem) for problem in check_catalogues(LOCALE)] == []


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ('msgid "Tea"\nmsgstr "Chè"\n', []),
        ('msgid "Tea"\nmsgstr ""\n', ["missing"]),
        ('#, fuzzy\nmsgid "Tea"\nmsgstr "Chè"\n', ["fuzzy"]),
        ('msgid "a day"\nmsgid_plural "days"\nmsgstr[0] ""\n', ["missing"]),
        ('#, python-format\nmsgid "%(n)s teas"\nmsgstr "chè"\n', ["placeholders"]),
    ],
)
def test_check_finds_what_must_not_ship(tmp_path: Path, body: str, kinds: list[str]) -> None:
    small_catalogue(tmp_path, body)

    assert [problem.kind for problem in check_catalogues(tmp_path)] == kinds


def test_compiled_catalogue_answers(tmp_path: Path) -> None:
    small_catalogue(tmp_path, 'msgid "Tea"\nmsgstr "Chè"\n')

    (compiled,) = compile_catalogues(tmp_path)

    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Tea") == "Chè"
    assert compile_catalogues(tmp_path) == []  # Nothing changed: nothing written.


def message_ids(path: Path) -> set[tuple[str | None, str]]:
    return {(message.context, _first(message)) for message in read(path) if message.id}


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def copied_sources(target: Path) -> Path:
    """Code and templates alone: makemessages writes beside what it reads."""

    def not_text(folder: str, names: list[str]) -> list[str]:
        files = [name for name in names if (Path(folder) / name).is_file()]
        return [name for name in files if Path(name).suffix not in {".py", ".html", ".txt", ".po"}]

    for top in ("config", "marketplace", "search", "workers"):
        shutil.copytree(ROOT / top, target / top, ignore=not_text)
    return target / "marketplace" / "locale"


def test_nothing_is_left_uncollected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What makemessages finds in the sources is what the catalogue holds."""
    if shutil.which("xgettext") is None:
        if settings.REQUIRE_SERVICES:
            pytest.fail("GNU gettext is missing and REQUIRE_SERVICES is set")
        pytest.skip("needs GNU gettext")
    copied = copied_sources(tmp_path)
    monkeypatch.chdir(tmp_path)

    with override_settings(LOCALE_PATHS=[copied]):
        call_command("makemessages", locale=["vi"], verbosity=0)

    for path in catalogues(copied):
        assert message_ids(path) == message_ids(LOCALE / path.relative_to(copied))


@pytest.mark.parametrize("path", catalogues(LOCALE), ids=str)
def test_tone_marks_stand_in_one_way(path: Path) -> None:
    """hoà, khoẻ, thuỷ: the mark on the main vowel, as in every text of the floor."""
    other_way = re.compile(r"\w*(?:[óòỏõọ][ae]|[úùủũụ]y)(?!\w)", re.IGNORECASE)

    assert {word for message in read(path) for word in other_way.findall(str(message.string))} == set()


@pytest.mark.parametrize(
    ("library", "words"), [("allauth", library_messages.ALLAUTH), ("django", library_messages.DJANGO)]
)
def test_words_listed_for_libraries_are_still_theirs(library: str, words: tuple[str, ...]) -> None:
    folder = Path(importlib.import_module(library).__path__[0])
    joined = "".join(
        path.read_text(encoding="utf-8").replace('"\n', "").replace("\n", "") for path in folder.rglob("*.py")
    )
    plain = " ".join(joined.replace('"', " ").split())

    assert [word for word in words if " ".join(word.replace('"', " ").split()) not in plain] == []
