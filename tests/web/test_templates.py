"""Scans over the source of every template: what the Content Security Policy, the languages and readers forbid."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.browser.pages import NOT_LOOKED_AT, PAGES
from tests.web.sources import STATIC, source, templates

HTML = [pytest.param(path, id=name) for name, path in templates(".html")]
ALL = [pytest.param(name, path, id=name) for name, path in templates(".html", ".txt")]
SPRITE = frozenset(re.findall(r'id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))

# Forms without a token: the display menu of guests, whose view asks for the origin instead (web/preferences.py); and
# the page of a link in a mail, whose signed address is the permission (notifications/web/unsubscribing.py).
WITHOUT_TOKEN = {"components/_display.html", "common/preferences.html", "notifications/unsubscribe.html"}

# Names that are the same in both languages, codes and units; everything else goes through translate.
SAME_IN_BOTH = re.compile(
    r"\b(TRL|NDA|IPC|INID|P10|P50|P90|P5|P95|Python|numpy|scipy|VND|CSV|JSON|PDF|API|Email|vi|en|SHA-256"
    r"|bad-request|invalid|login-needed|not-allowed|form-expired|not-found|conflict|stale|transition-refused|gone"
    r"|too-large|too-many-requests|our-fault|unavailable)\b"
)
_CLASS_BLOCK = re.compile(r"{% block main_class %}[^{]*{% endblock %}")
_TRANSLATED = re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.DOTALL)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_READ_ATTRIBUTE = re.compile(r'\b(?:alt|title|placeholder|aria-label|content)="([^"]*)"')
_WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.mark.parametrize(("name", "path"), ALL)
def test_template_parses(name: str, path: Path) -> None:
    get_template(name)


@pytest.mark.parametrize("path", HTML)
def test_nothing_that_the_policy_blocks(path: Path) -> None:
    text = source(path)

    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"hx-on|javascript:|[\"']js:", text)
    for attributes, body in _SCRIPT.findall(text):
        assert "src=" in attributes or "application/json" in attributes or "application/ld+json" in attributes, body


@pytest.mark.parametrize("path", HTML)
def test_scripts_come_from_this_floor(path: Path) -> None:
    assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]+"', source(path))


@pytest.mark.parametrize("path", HTML)
def test_icons_are_in_the_sprite(path: Path) -> None:
    used = re.findall(r'{% (?:icon|sprite) "([^"]+)"', source(path)) + re.findall(r'icon_name="([^"]+)"', source(path))

    assert set(used) <= SPRITE


@pytest.mark.parametrize(("name", "path"), [param for param in ALL if param.id.endswith(".html")])
def test_posted_forms_carry_a_token(name: str, path: Path) -> None:
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>', source(path), re.DOTALL):
        assert name in WITHOUT_TOKEN or "{% csrf_token %}" in form


@pytest.mark.parametrize("path", HTML)
def test_pictures_have_text_and_size(path: Path) -> None:
    for picture in re.findall(r"<img\b[^>]*>", source(path)):
        assert re.search(r"\balt=", picture)
        assert re.search(r"\bwidth=", picture)
        assert re.search(r"\bheight=", picture)


@pytest.mark.parametrize("path", HTML)
def test_table_headings_have_a_scope(path: Path) -> None:
    for heading in re.findall(r"<th\b[^>]*>", source(path)):
        assert "scope=" in heading


@pytest.mark.parametrize(("name", "path"), ALL)
def test_every_word_is_translatable(name: str, path: Path) -> None:
    text = _TAG.sub(" ", _TRANSLATED.sub(" ", _CLASS_BLOCK.sub(" ", _SCRIPT.sub(" ", source(path)))))
    visible = re.sub(r"<[^>]*>|&[a-z]+;|&#\d+;", " ", text)
    values = [value for value in _READ_ATTRIBUTE.findall(text) if not _is_machine_value(value)]

    left = {word for part in (visible, *values) for word in _WORD.findall(SAME_IN_BOTH.sub(" ", part))}

    assert left == set()


def _is_machine_value(value: str) -> bool:
    """Contents of meta tags: viewport, colour scheme, robots, htmx settings."""
    return bool(re.fullmatch(r"[a-z0-9 ,=.\-]*", value))


def test_bare_addresses_are_extended_or_included_only_when_they_exist() -> None:
    names = {name for name, _path in templates(".html", ".txt")}
    named = {
        target
        for _name, path in templates(".html", ".txt")
        for target in re.findall(r'{% (?:include|extends) "([^"]+)"', source(path))
    }

    assert {target for target in named if target not in names} == set()


def test_every_page_is_looked_at_in_a_browser() -> None:
    """A new page gets an entry in tests/browser/pages.py, or a reason there why it needs none."""
    pages = {name for name, path in templates(".html") if re.match(r"\s*{% extends", source(path))}
    looked_at = {look.template for look in PAGES}

    assert pages - looked_at - NOT_LOOKED_AT.keys() == set()
    assert (looked_at | NOT_LOOKED_AT.keys()) - pages == set()
