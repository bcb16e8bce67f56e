"""Colours of the stylesheet against WCAG 2.2: text 4.5:1, controls and focus 3:1, in every scheme."""

import re

import pytest

from marketplace.common.web.brand import contrast, stylesheet_of
from tests.web.sources import STATIC

CSS = (STATIC / "techfloor.css").read_text(encoding="utf-8")
TEXT = [
    (ink, ground) for ground in ("--bg", "--surface") for ink in ("--ink", "--ink2", "--act", "--ok", "--wait", "--no")
] + [
    ("--on", "--act"),
    ("--act", "--act-soft"),
    ("--ok", "--ok-soft"),
    ("--wait", "--wait-soft"),
    ("--no", "--no-soft"),
    ("--ink2", "--sunken"),
    ("--ink", "--sunken"),
    ("--act", "--mark"),
    ("--brand-ink", "--brand"),
    ("--brand-ink2", "--brand"),
    ("--surface", "--no"),
]
CONTROLS = [(edge, ground) for edge in ("--edge", "--focus", "--act") for ground in ("--bg", "--surface")]


def block(start: str) -> dict[str, str]:
    """Colour tokens of the first rule that begins with `start`."""
    rule = CSS[CSS.index(start) :]
    body = rule[rule.index("{") : rule.index("}")]
    return {name: full(value) for name, value in re.findall(r"(--[\w-]+):(#[0-9a-f]{3,6})\b", body)}


def full(colour: str) -> str:
    return "#" + "".join(digit * 2 for digit in colour[1:]) if len(colour) == 4 else colour


LIGHT = block(":root{color-scheme:light")
DARK = LIGHT | block(":root[data-theme=dark]")


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(scheme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(scheme[ink], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_controls_can_be_seen(scheme: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(scheme[edge], scheme[ground]) >= 3


def test_dark_by_device_equals_dark_by_choice() -> None:
    assert block(":root:not([data-theme=light])") == block(":root[data-theme=dark]")


@pytest.mark.parametrize("colour", ["#1c2b66", "#0a5c36", "#ffd400", "#c8102e", "#808080"])
def test_own_colour_gets_readable_ink(colour: str) -> None:
    ink = re.search(r"--brand-ink:(#[0-9a-f]{6})", stylesheet_of(colour))

    assert ink is not None
    assert contrast(ink[1], colour) >= 4.5
