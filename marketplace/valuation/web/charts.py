"""Geometry of the two charts: numbers in, words and coordinates out. Colour and type come from the stylesheet."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marketplace.common.web.formatting import coordinate

WIDTH = 720
LEFT, RIGHT, TOP, BOTTOM = 40, 712, 26, 216  # The histogram's plot.
HISTOGRAM_HEIGHT = 272
BAR_GAP = 2.8
MOST_TICKS = 6
LABEL_ROOM = 150  # Between two cuts, so that their labels do not touch on a phone.
BAR_LEFT, BAR_RIGHT = 150, 570  # The tornado's bars; labels stand on both sides.
ROW, BAR = 64, 20
Words = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Rect:
    look: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Label:
    x: str
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class HistogramChart:
    bars: list[Rect]
    band: Rect
    cuts: list[str]
    marks: list[Label]
    ticks: list[Label]


@dataclass(frozen=True, slots=True)
class TornadoRow:
    name: str
    y_name: str
    y_text: str
    low: Rect
    high: Rect
    left: Label
    right: Label
    left_level: str
    right_level: str


@dataclass(frozen=True, slots=True)
class TornadoChart:
    rows: list[TornadoRow]
    base_x: str
    base: str
    y_cut: str
    y_base: str
    height: int


@dataclass(frozen=True, slots=True)
class Swing:
    """A bar in words: values at both ends and the input levels that lead to them."""

    name: str
    value_at_low: float
    value_at_high: float
    low_level: str
    high_level: str


def histogram(
    edges: Sequence[float], counts: Sequence[int], *, p10: float, p50: float, p90: float, words: Words
) -> HistogramChart:
    """Zero-based bars; those whose middle lies within P10 to P90 stand out."""
    low, high, tallest = edges[0], edges[-1], max(counts)

    def x(value: float) -> float:
        return LEFT + (min(max(value, low), high) - low) / (high - low) * (RIGHT - LEFT)

    bars = []
    for start, end, count in zip(edges, edges[1:], counts, strict=False):
        height = count / tallest * (BOTTOM - TOP - 18)
        inside = p10 <= (start + end) / 2 <= p90
        bars.append(_rect("bar" if inside else "bar2", x(start), BOTTOM - height, x(end) - x(start) - BAR_GAP, height))
    return HistogramChart(
        bars=bars,
        band=_rect("band", x(p10), TOP, x(p90) - x(p10), BOTTOM - TOP),
        cuts=[coordinate(x(value)) for value in (p10, p50, p90)],
        marks=_marks(x, p10=p10, p50=p50, p90=p90, words=words),
        ticks=[Label(coordinate(x(value)), words(value)) for value in nice_ticks(low, high)],
    )


def tornado(swings: Sequence[Swing], *, base: float, words: Words) -> TornadoChart:
    """Bars around the base by falling swing, as the method sorted them."""
    ends = [value for swing in swings for value in (swing.value_at_low, swing.value_at_high)]
    low, high = min([base, *ends]), max([base, *ends])

    def x(value: float) -> float:
        return BAR_LEFT + (value - low) / ((high - low) or 1) * (BAR_RIGHT - BAR_LEFT)

    rows = [_tornado_row(swing, place, base=base, x=x, words=words) for place, swing in enumerate(swings)]
    height = ROW * len(swings) + 30
    return TornadoChart(rows, coordinate(x(base)), words(base), coordinate(height - 26), coordinate(height - 6), height)


def nice_ticks(low: float, high: float) -> list[float]:
    """Round values within the range, at most MOST_TICKS of them."""
    rough = (high - low) / MOST_TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]


def _marks(x: Words | Callable[[float], float], *, p10: float, p50: float, p90: float, words: Words) -> list[Label]:
    places = [float(x(value)) for value in (p10, p50, p90)]
    apart = min(places[1] - places[0], places[2] - places[1]) >= LABEL_ROOM
    anchors = ("middle", "middle", "middle") if apart else ("end", "middle", "start")
    values = zip(("P10", "P50", "P90"), (p10, p50, p90), places, anchors, strict=True)
    return [Label(coordinate(place), f"{name} · {words(value)}", anchor) for name, value, place, anchor in values]


def _tornado_row(swing: Swing, place: int, *, base: float, x: Callable[[float], float], words: Words) -> TornadoRow:
    ends = [(swing.value_at_low, swing.low_level), (swing.value_at_high, swing.high_level)]
    (left, left_level), (right, right_level) = sorted(ends)
    top = place * ROW + 32
    from_left, from_right = min(left, base), max(right, base)
    return TornadoRow(
        name=swing.name,
        y_name=coordinate(top - 11),
        y_text=coordinate(top + 15),
        low=_rect("bar2", x(from_left), top, x(base) - x(from_left), BAR),
        high=_rect("bar", x(base), top, x(from_right) - x(base), BAR),
        left=Label(coordinate(x(from_left) - 6), words(left), "end"),
        right=Label(coordinate(x(from_right) + 6), words(right), "start"),
        left_level=left_level,
        right_level=right_level,
    )


def _rect(look: str, x: float, y: float, width: float, height: float) -> Rect:
    return Rect(look, coordinate(x), coordinate(y), coordinate(max(width, 0.5)), coordinate(height))
