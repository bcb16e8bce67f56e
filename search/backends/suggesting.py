"""Choosing among titles that hold the typed words: the same choice under both engines."""

from collections.abc import Iterable, Sequence

from marketplace.common.text import fold, normal
from search.backends.base import Hit, Suggestion
from search.text import plain_words

SUGGEST_CANDIDATES = 30  # Titles looked at for one list of suggestions.


def best_titles(prefix: str, found: Iterable[tuple[Hit, Sequence[str]]], *, limit: int) -> list[Suggestion]:
    """Exact accents before folded ones, a title's beginning before its middle, short before long; no title twice."""
    typed = normal(prefix).lower()
    ranked = {
        title: (_rank(title, typed), Suggestion(hit.kind, hit.id, title))
        for hit, titles in found
        for title in titles
        if len(titles) == 1 or _holds(title, prefix)
    }
    return [suggestion for _, suggestion in sorted(ranked.values(), key=lambda pair: pair[0])[:limit]]


def _rank(title: str, typed: str) -> tuple[bool, bool, int, str]:
    shown = normal(title).lower()
    exact = f" {typed}" in f" {shown}"
    begins = shown.startswith(typed) if exact else fold(shown).startswith(fold(typed))
    return (not exact, not begins, len(title), title)


def _holds(title: str, prefix: str) -> bool:
    """A document has a title per language; only those that hold what was typed are meant."""
    *whole, beginning = plain_words(prefix)
    words = plain_words(title)
    return set(whole) <= set(words) and any(word.startswith(beginning) for word in words)
