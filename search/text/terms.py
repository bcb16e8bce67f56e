"""What a typed text asks for: words, quoted phrases, excluded words, and how many of the words must occur."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from marketplace.common.text import fold, normal
from search.text.chain import exact_words, stems

MAX_FREE_WORDS_ALL_REQUIRED = 3  # Up to here all words must occur (domain/matching.md §3).
REQUIRED_PERCENT = 30
REQUIRED_AT_LEAST = 2

# -20 is a temperature and low-cost one word: only a letter or a quote after a hyphen that begins a word excludes.
_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)-(?=["“”«»]|[^\W\d_]))?
        (?:["“”«](?P<phrase>[^"“”«»]*)["“”»] | (?P<word>[^\s"“”«»]+))""",
    re.VERBOSE,
)

Phrase = tuple[str, ...]


def required_of(count: int) -> int:
    """How many of `count` distinct words must occur: all of three, from four on at least max(2, 30 % rounded down)."""
    if count <= MAX_FREE_WORDS_ALL_REQUIRED:
        return count
    return max(REQUIRED_AT_LEAST, count * REQUIRED_PERCENT // 100)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, phrase or exclusion as typed, and where it ends in the text."""

    source: str
    stems: Phrase
    strict: bool
    excluded: bool
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """A text compiled: the same value serves matching, ranking, alerts and highlights.

    `words` are distinct stems of which `required` must occur; each of `phrases` must occur, in order and adjacent;
    none of `excluded` may occur. `exact` are the words with their marks; it is empty when the text has no marks,
    because then the marks say nothing about what is wanted.
    """

    words: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    blank: bool = True

    @property
    def required(self) -> int:
        return required_of(len(self.words))

    @property
    def wanted(self) -> tuple[str, ...]:
        """All distinct stems that may score and be marked: words, then those of phrases."""
        return tuple(dict.fromkeys([*self.words, *(stem for phrase in self.phrases for stem in phrase)]))

    @property
    def hopeless(self) -> bool:
        """Something was typed, but nothing that could be looked for, such as `???`: it finds nothing."""
        return not (self.blank or self.words or self.phrases or self.excluded)

    @property
    def relaxable(self) -> bool:
        """True when asking for any one of the words asks for less than the rule does."""
        return self.required > 1


def pieces(text: str) -> list[Piece]:
    """Split a typed text. A lone quote is ignored; no other sign has a meaning."""
    return [_piece(found) for found in _PIECE.finditer(text)]


def _piece(found: re.Match[str]) -> Piece:
    phrase = found["phrase"]
    words = found["word"] if phrase is None else phrase
    return Piece(
        source=found.group(),
        stems=tuple(stems(words)),
        strict=phrase is not None,
        excluded=found["minus"] is not None,
        end=found.end(),
    )


@lru_cache(maxsize=4096)  # The page, its facets and its highlights compile the same text.
def parse(text: str) -> Terms:
    """Compile a typed text, of any Unicode form."""
    plain = normal(text)
    found = pieces(plain)
    wanted = [piece for piece in found if not piece.excluded]
    words = (stem for piece in wanted if not piece.strict for stem in piece.stems)
    return Terms(
        words=tuple(dict.fromkeys(words)),
        exact=_exact(piece.source for piece in wanted),
        phrases=tuple(dict.fromkeys(piece.stems for piece in wanted if piece.strict and piece.stems)),
        excluded=tuple(dict.fromkeys(piece.stems for piece in found if piece.excluded and piece.stems)),
        blank=not plain,
    )


def _exact(sources: Iterable[str]) -> tuple[str, ...]:
    text = " ".join(sources)
    return () if fold(text) == text.lower() else tuple(dict.fromkeys(exact_words(text)))


def keep_within(text: str, *, max_chars: int, max_terms: int) -> tuple[str, tuple[str, ...]]:
    """Cut a text after its last piece within both limits; return what stays and the pieces that were left out."""
    seen: set[str] = set()
    found = pieces(text)
    for position, piece in enumerate(found):
        seen.update(piece.stems)
        if piece.end > max_chars or len(seen) > max_terms:
            kept = found[position - 1].end if position else 0
            return text[:kept], tuple(dropped.source for dropped in found[position:])
    return text, ()
