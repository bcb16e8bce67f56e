"""From texts to bags of words, one per channel. Pure; the words are those of the search's own chain."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from marketplace.common.text import fold
from search.matching.pairs.facts import Bag, Channel
from search.text import exact_words, plain_words, stems

WORDS_MAX = 6000  # Of one text; longer ones are cut, so that one book cannot slow a run.
PAIR_JOINT = " "


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in one language and how much its words count: a title names the thing, a description mentions much."""

    text: str
    language: str
    weight: float


def bags_of(passages: Iterable[Passage], *, marked: bool | None = None) -> dict[Channel, Bag]:
    """Words and pairs of neighbouring words, per channel that has any.

    Vietnamese writes one word as several syllables: `sấy lạnh` is one thing, `sấy` and `lạnh` are many. Pairs stand
    beside the single words and do not count for the length. `marked`: whether the Vietnamese is written with its
    marks; None looks.
    """
    given = list(passages)
    with_marks = is_marked(given) if marked is None else marked
    found: dict[Channel, Counter[str]] = {}
    lengths: dict[Channel, float] = {}
    for passage in given:
        for channel, words in _channels(passage, with_marks=with_marks):
            counts = found.setdefault(channel, Counter())
            for word in words:
                if _says_something(word):
                    counts[word] += passage.weight  # type: ignore[assignment]
            for one, other in pairwise(words):
                if _says_something(one) and _says_something(other):
                    counts[one + PAIR_JOINT + other] += passage.weight  # type: ignore[assignment]
            lengths[channel] = lengths.get(channel, 0.0) + passage.weight * len(words)
    return {channel: Bag(counts, lengths[channel]) for channel, counts in found.items() if counts}


# Numbers and units are compared as figures; as words they only tell that somebody measures something. Those written
# with marks only: folded, `giờ` is also the wind and `năm` the mushroom.
_UNITS = frozenset(
    {
        *("kg", "mg", "µg", "ml", "mm", "cm", "km", "ha", "kw", "kwh", "kj", "mj", "mw", "hz", "khz", "mhz", "ghz"),
        *("vnd", "usd", "đồng", "triệu", "nghìn", "giờ", "phút", "giây", "ngày", "tháng", "lít", "tấn", "mét"),
        *("hour", "day", "minut", "month", "year", "litr", "tonn", "metr", "per"),
    }
)


# Words of grammar: they count where they are rare, but name nothing that two texts have in common. With marks, since
# folded `mà` is also the rice seedling; English as the chain cuts it.
HOLLOW = frozenset(
    {
        *("là", "và", "mà", "thì", "quá", "rất", "có", "không", "được", "bị", "do", "cho", "của", "với", "từ", "khi"),
        *("để", "này", "đó", "nên", "vì", "ở", "ra", "vào", "còn", "chỉ", "sẽ", "đã", "đang", "các", "những", "một"),
        *("the", "an", "and", "or", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "is", "are", "be"),
        *("can", "not", "no", "it", "that", "this", "than", "which", "their", "our", "has", "have", "was", "were"),
    }
)


def _says_something(word: str) -> bool:
    return len(word) > 1 and not word[0].isdigit() and word not in _UNITS


def is_marked(passages: Iterable[Passage]) -> bool:
    """Whether any of the Vietnamese is written with marks."""
    return any(passage.language == "vi" and has_marks(passage.text) for passage in passages)


def _channels(passage: Passage, *, with_marks: bool) -> list[tuple[Channel, list[str]]]:
    if not passage.text:
        return []
    if passage.language == "en":
        return [(Channel.EN, stems(passage.text)[:WORDS_MAX])]
    folded = (Channel.VI_FOLDED, plain_words(passage.text)[:WORDS_MAX])
    return [(Channel.VI, exact_words(passage.text)[:WORDS_MAX]), folded] if with_marks else [folded]


def has_marks(text: str) -> bool:
    """False for Vietnamese typed without marks: then marks say nothing about what is meant."""
    return not text.isascii() and fold(text) != text.lower()


def is_pair(word: str) -> bool:
    return PAIR_JOINT in word


def surfaces_of(passages: Iterable[Passage]) -> dict[str, str]:
    """Each word of every channel as it was first written, in lower case with its marks."""
    written: dict[str, str] = {}
    for passage in passages:
        spoken = exact_words(passage.text)
        for _channel, words in _channels(passage, with_marks=True):
            if len(words) == len(spoken):
                _note(words, spoken, written)
    return written


def _note(words: Sequence[str], spoken: Sequence[str], written: dict[str, str]) -> None:
    for at, (word, surface) in enumerate(zip(words, spoken, strict=True)):
        written.setdefault(word, surface)
        if at + 1 < len(words):
            written.setdefault(word + PAIR_JOINT + words[at + 1], surface + PAIR_JOINT + spoken[at + 1])


def emphasis(counts: Mapping[str, float]) -> dict[str, float]:
    """What each word of a need weighs: the root of its count, so that a word said nine times is three, not nine."""
    return {word: sqrt(count) for word, count in counts.items()}
