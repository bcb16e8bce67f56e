"""Marks in the texts of a hit, computed over what the database holds, so both engines show the same."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from marketplace.common.text import nfc
from search.text.chain import Span, stem_spans
from search.text.terms import Terms

ELLIPSIS = "…"
LEAD_CHARS = 40  # Context before the first marked word of a fragment.


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that is marked as a whole, or not."""

    text: str
    marked: bool


def highlight(text: str, terms: Terms, *, max_chars: int | None = None) -> list[Segment]:
    """Cut a text (made NFC) into marked and plain runs; together they are the text.

    A word is marked when its folded stem is wanted, so `say lanh` marks `Sấy lạnh`. With `max_chars` a longer text
    becomes the fragment around its first marked word, cut at words, with an ellipsis where something is left out.
    """
    text = nfc(text)
    wanted = frozenset(terms.wanted)
    marked = stem_spans(text, only=wanted) if wanted else []
    if max_chars is None or len(text) <= max_chars:
        return _segments(text, marked, (0, len(text)))
    start, end = _window(text, first=marked[0][0] if marked else 0, max_chars=max_chars)
    inside = [span for span in marked if start <= span[0] and span[1] <= end]
    lead = [Segment(ELLIPSIS, False)] if start else []
    tail = [Segment(ELLIPSIS, False)] if end < len(text) else []
    return [*lead, *_segments(text, inside, (start, end)), *tail]


def highlight_html(text: str, terms: Terms, *, max_chars: int | None = None) -> SafeString:
    """The same as HTML: everything escaped, marked runs in `<mark>`."""
    return format_html_join("", "{}", ((_html(segment),) for segment in highlight(text, terms, max_chars=max_chars)))


def _html(segment: Segment) -> str:
    return format_html("<mark>{}</mark>", segment.text) if segment.marked else segment.text


def _window(text: str, *, first: int, max_chars: int) -> Span:
    """A stretch of at most `max_chars` that holds the first marked word and begins and ends between words."""
    spans = stem_spans(text)
    earliest = min(max(0, first - LEAD_CHARS), len(text) - max_chars)
    start = next((begin for begin, _ in spans if begin >= earliest), earliest) if earliest else 0
    if start + max_chars >= len(text):
        return start, len(text)
    return start, max((end for _, end in spans if start < end <= start + max_chars), default=start + max_chars)


def _segments(text: str, marked: list[Span], window: Span) -> list[Segment]:
    segments: list[Segment] = []
    at, window_end = window
    for start, end in marked:
        # Two marked words with only a space between them are one mark: "sấy lạnh", not "sấy" "lạnh".
        if segments and segments[-1].marked and text[at:start].isspace():
            segments[-1] = Segment(segments[-1].text + text[at:end], True)
        else:
            if at < start:
                segments.append(Segment(text[at:start], False))
            segments.append(Segment(text[start:end], True))
        at = end
    if at < window_end:
        segments.append(Segment(text[at:window_end], False))
    return segments
