"""What is asked of every page: axe, overflow, boxes that are cut, targets, order of focus."""

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TARGET_MIN_PIXELS = 24  # WCAG 2.2, 2.5.8.
# WCAG 2.2, 1.4.12: what a reader may set without losing anything.
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""


@dataclass(frozen=True)
class Variant:
    """One way to look at a page."""

    language: str
    scheme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


VARIANTS = [
    Variant(language, scheme, width)
    for language in ("vi", "en")
    for scheme in ("light", "dark")
    for width in (320, 1280)
]
TWO_OF_EIGHT = [Variant("vi", "light", 320), Variant("en", "dark", 1280)]


def prepare(page: Page, variant: Variant) -> None:
    """Colour scheme and window as the variant says."""
    page.emulate_media(color_scheme=variant.scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": variant.width, "height": 800})


def axe_findings(page: Page) -> list[str]:
    """Violations, and what axe could not decide, each with its rule and place."""
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations", "incomplete"]}
    answer = Axe().run(page, options=options).response
    return [*_described("violation", answer["violations"]), *_described("incomplete", answer["incomplete"])]


def _described(kind: str, findings: list[dict[str, Any]]) -> list[str]:
    return [
        f"{kind}: {finding['id']}: {node['target']}: {node.get('failureSummary', '')}"
        for finding in findings
        for node in finding["nodes"]
        if not _reviewed(kind, finding["id"], node)
    ]


# What axe cannot decide about contrast: text on the hero art (at least 6.5:1 on every ridge), single digits, charts.
_UNDECIDED = ("background image", "too short to determine", "contains an image node")


def _reviewed(kind: str, rule: str, node: dict[str, Any]) -> bool:
    """Undecided contrasts that people have looked at; tests/web/test_contrast.py measures every pair of colours.

    And the frame of a mail, which has no rights: no script goes in.
    """
    summary = node.get("failureSummary", "")
    contrast = rule == "color-contrast" and any(words in summary for words in _UNDECIDED)
    return kind == "incomplete" and (contrast or (rule == "frame-tested" and node["target"] == ["iframe"]))


def overflow_pixels(page: Page) -> int:
    """How far the page can be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def cut_texts(page: Page) -> list[str]:
    """Boxes that cut their own text (overflow hidden, content higher or wider than the box)."""
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(e => {
             const style = getComputedStyle(e);
             if (e.closest(".vh, svg, [hidden]") || !e.textContent.trim()) return false;
             if (style.overflowX !== "hidden" && style.overflowY !== "hidden") return false;
             return e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1;
           }).map(e => e.tagName + "." + e.className)"""
    )


def small_targets(page: Page) -> list[str]:
    """Links and buttons below 24 × 24 pixels that stand alone; links inside a sentence are exempt (2.5.8)."""
    return page.evaluate(
        """least => [...document.querySelectorAll("a[href], button, summary, input, select")].filter(e => {
             const box = e.getBoundingClientRect();
             if (!box.width || e.closest(".vh, .skip") || e.type === "hidden") return false;
             if (["checkbox", "radio"].includes(e.type) && e.closest("label")) {
               const label = e.closest("label").getBoundingClientRect();
               return Math.min(label.width, label.height) < least;
             }
             const inText = e.tagName === "A" && getComputedStyle(e).display === "inline"
               && e.parentElement.textContent.trim() !== e.textContent.trim();
             return !inText && (box.width < least - .5 || box.height < least - .5);
           }).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40))""",
        TARGET_MIN_PIXELS,
    )


def walk(page: Page, stops_max: int = 200) -> list[str]:
    """Tab through the page; each stop as text, with a mark where the focus cannot be seen or is covered."""
    seen: list[str] = []
    for _stop in range(stops_max):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                 const e = document.activeElement;
                 if (!e || e === document.body) return "";
                 e.scrollIntoView({block: "nearest"});
                 const box = e.getBoundingClientRect(), style = getComputedStyle(e);
                 const x = box.left + Math.min(box.width / 2, 5), y = box.top + Math.min(box.height / 2, 5);
                 const top = document.elementFromPoint(x, y);
                 const covered = top && !(e.contains(top) || top.contains(e) || top.closest("label")?.contains(e));
                 const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                 e.dataset.stop = e.dataset.stop || String(Math.random());
                 return [e.dataset.stop, e.tagName, (e.textContent || e.name || "").trim().slice(0, 40),
                         ringed ? "" : "NO RING", covered ? "COVERED" : ""].join(" ").trim();
               }"""
        )
        if not stop or any(stop.split(" ")[0] == before.split(" ")[0] for before in seen):
            break
        seen.append(stop)
    return seen
