"""Whether two names of what is measured mean the same. Pure; only known words and shared words, never a guess."""

import csv
from functools import cache, lru_cache
from pathlib import Path

from search.text import plain_words, stems

FILE = Path(__file__).with_name("synonyms.csv")
ALIKE_FROM = 0.6  # Share of all their words that two names must have in common (Jaccard).
CONTAINED_WORDS_MIN = 2  # A name inside a longer one is the same only if it has so many words: not `time` alone.

# Words that say how a figure is counted, not what it is; its unit says the same more exactly.
_FILLERS = frozenset(
    {
        *(
            "moi",
            "mot",
            "cho",
            "cua",
            "cac",
            "nhung",
            "va",
            "o",
            "tai",
            "khi",
            "so",
            "voi",
            "theo",
            "tu",
            "den",
            "duoc",
        ),
        *("con", "la", "bang", "trong", "per", "of", "the", "a", "an", "and", "at", "in", "on", "for", "to", "with"),
        *("by", "from", "each", "when", "against"),
    }
)


def same_metric(left: tuple[str, str], right: tuple[str, str]) -> bool:
    """True when the Vietnamese or the English names of both are the same figure; (vi, en) on each side."""
    if {*_groups(left)} & {*_groups(right)}:
        return True
    pairs = ((left[0], right[0], "vi"), (left[1], right[1], "en"))
    return any(_alike(_words(one, language), _words(other, language)) for one, other, language in pairs)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return False
    shared = len(one & other)
    contained = shared == min(len(one), len(other)) >= CONTAINED_WORDS_MIN
    return contained or shared / len(one | other) >= ALIKE_FROM


def _groups(names: tuple[str, str]) -> list[str]:
    known = _synonyms()
    return [known[words] for words in (_words(names[0], "vi"), _words(names[1], "en")) if words in known]


@lru_cache(maxsize=8192)
def _words(name: str, language: str) -> frozenset[str]:
    found = stems(name) if language == "en" else [word.replace("y", "i") for word in plain_words(name)]
    return frozenset(word for word in found if word not in _FILLERS)


@cache
def _synonyms() -> dict[frozenset[str], str]:
    """Words of a name → the figure it stands for. A spelling belongs to whichever language has it."""
    known: dict[frozenset[str], str] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for language in ("vi", "en"):
                known.setdefault(_words(row["word"], language), row["name"])
    return known
