"""The floor's glossary of technical words in Vietnamese and English, for needs that have a text in one language only.

Pure. Bilingual recall comes from structure: codes with labels in both languages, and this file; no translation of
sentences is tried.
"""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from search.matching.pairs.facts import Channel, NeedFacts
from search.matching.pairs.words import PAIR_JOINT, Passage, bags_of, emphasis, surfaces_of

FILE = Path(__file__).with_name("glossary.csv")
LABELLED = frozenset({"ipc", "wipo_field", "service_kind"})  # “Engineering and technology” would say nothing.
LABEL_WEIGHT = 0.5  # Labels of codes are broad: they help to find, and decide little.

Words = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase and what it is called in the other language, both as words of their channel."""

    said: tuple[str, ...]  # All neighbouring pairs of the phrase, or its one word.
    singles: tuple[str, ...]
    meant: Words


def translated(need: NeedFacts, own: Collection[Channel]) -> Iterator[tuple[Channel, dict[str, float]]]:
    """Words for each language that the need has no text in, from its words in the other one and its codes' labels."""
    if Channel.EN not in own:
        said = need.bags.get(Channel.VI) or need.bags.get(Channel.VI_FOLDED)
        channel = Channel.VI if Channel.VI in own else Channel.VI_FOLDED
        labels = [one.label_en for one in need.classes if one.list in LABELLED]
        if said is not None:
            yield Channel.EN, _meant(said.counts, _entries(channel, Channel.EN), labels, Channel.EN)
    elif Channel.VI_FOLDED not in own:
        labels = [one.label_vi for one in need.classes if one.list in LABELLED]
        said = need.bags[Channel.EN]
        for channel in (Channel.VI, Channel.VI_FOLDED):
            yield channel, _meant(said.counts, _entries(Channel.EN, channel), labels, channel)


@cache
def surfaces() -> Mapping[str, str]:
    """Words of the glossary as they are written: a translated word is not among the need's own."""
    return surfaces_of(
        Passage(text, language, 1.0) for row in _rows() for text, language in zip(row, ("vi", "en"), strict=True)
    )


def said_as(need: NeedFacts, words: Iterable[str], language: str) -> list[str]:
    """Phrases of the need in `language` that the glossary has for these words of the other one, as the need wrote
    them; a phrase inside a longer one that is named too is left out.
    """
    own = Channel.EN if language == "en" else (Channel.VI if Channel.VI in need.bags else Channel.VI_FOLDED)
    bag = need.bags.get(own)
    if bag is None:
        return []
    said = [entry for entry in _entries(own, _other(own)) if all(word in bag.counts for word in entry.said)]
    found: list[Entry] = []
    for word in words:
        named = next((entry for entry in said if word in entry.meant), None)
        if named and not any(set(named.singles) <= set(entry.singles) for entry in found):
            found.append(named)
    return [PAIR_JOINT.join(need.surfaces.get(word, word) for word in entry.singles) for entry in found]


def _other(channel: Channel) -> Channel:
    return Channel.VI if channel is Channel.EN else Channel.EN


def _meant(said: Words, entries: tuple[Entry, ...], labels: list[str], channel: Channel) -> dict[str, float]:
    """Longer phrases first: what `điện mặt trời` says is not said again by `điện`."""
    left, counts = dict(said), dict[str, float]()
    for entry in entries:
        times = min((said.get(word, 0.0) for word in entry.said), default=0.0)
        if times <= 0 or all(left.get(word, 0.0) <= 0 for word in entry.singles):
            continue
        for word, share in entry.meant.items():
            counts[word] = counts.get(word, 0.0) + times * share
        for word in entry.singles:
            if len(entry.singles) > 1:
                left[word] = left.get(word, 0.0) - times
    language = "en" if channel is Channel.EN else "vi"
    bags = bags_of((Passage(label, language, LABEL_WEIGHT) for label in labels), marked=channel is Channel.VI)
    for word, times in (bags[channel].counts if channel in bags else {}).items():
        counts[word] = counts.get(word, 0.0) + times
    return emphasis(counts)


@cache
def _entries(said: Channel, meant: Channel) -> tuple[Entry, ...]:
    """The glossary from one channel to another, longest phrases first."""
    grouped: dict[str, list[str]] = {}
    for vi, en in _rows():
        source, target = (en, vi) if said is Channel.EN else (vi, en)
        grouped.setdefault(source, []).append(target)
    made = [_entry(source, targets, said, meant) for source, targets in grouped.items()]
    return tuple(sorted((one for one in made if one.said), key=lambda one: (-len(one.singles), one.said)))


def _entry(source: str, targets: list[str], said: Channel, meant: Channel) -> Entry:
    words = _in(source, said)
    pairs = tuple(word for word in words if PAIR_JOINT in word)
    singles = tuple(word for word in words if PAIR_JOINT not in word)
    found: dict[str, float] = {}
    for target in targets:  # Several names of one thing: each counts its share.
        words = _in(target, meant)
        # A Vietnamese word of two syllables is not its syllables: an aircraft, `máy bay`, is neither machine nor fly.
        pairs_only = [word for word in words if PAIR_JOINT in word] if meant is not Channel.EN else []
        for word in pairs_only or words:
            found[word] = max(found.get(word, 0.0), 1 / len(targets))
    return Entry(pairs or singles, singles, found)


def _in(text: str, channel: Channel) -> list[str]:
    language = "en" if channel is Channel.EN else "vi"
    bags = bags_of([Passage(text, language, 1.0)], marked=channel is Channel.VI)
    return list(bags[channel].counts) if channel in bags else []


def _rows() -> Iterator[tuple[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["vi"], row["en"]
