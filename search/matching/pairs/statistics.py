"""How common words and codes are on the floor: the snapshot that belongs to a score version. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from search.matching.pairs.facts import Bag, Channel, Class, OfferFacts
from search.matching.pairs.mathematics import inverse_frequency
from search.matching.pairs.words import is_pair

LONG_FROM = 60  # Words of a text that shows how people write; a bare title has no `at` and no `with`.
PAIRS_FROM = 2  # Pairs of words in one document alone are not kept: there are too many of them.
AVERAGE_WITHOUT = 100.0  # Length of a text where none was counted.


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Of one channel: documents that have it, their average length, and in how many each word occurs."""

    documents: int = 0
    average: float = AVERAGE_WITHOUT
    having: Mapping[str, int] = field(default_factory=dict)

    def tells(self, word: str) -> float:
        """The word's inverse document frequency; one never seen counts as seen once."""
        return inverse_frequency(documents=max(self.documents, 1), having=self.having.get(word, 1))

    def share(self, word: str) -> float:
        """In which part of the texts the word is."""
        return self.having.get(word, 1) / max(self.documents, 1)


@dataclass(frozen=True, slots=True)
class Statistics:
    """`number` names the snapshot within the score version."""

    number: int = 0
    listings: int = 0
    words: Mapping[Channel, WordCounts] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)  # By step of a path: "ipc:A01" → listings below it.

    def of(self, channel: Channel) -> WordCounts:
        return self.words.get(channel, NOTHING_COUNTED)

    def tells(self, step: str) -> float:
        """Inverse frequency of a class or of one above it; a root, which everything is below, tells nothing."""
        if ":" not in step:
            return 0.0
        return inverse_frequency(documents=max(self.listings, 1), having=self.classes.get(step, 0.5))


NOTHING_COUNTED = WordCounts()


class Counting:
    """Counts offers one by one, so that a large floor is never in memory at once."""

    def __init__(self) -> None:
        self._listings = 0
        self._documents: Counter[Channel] = Counter()
        self._lengths: Counter[Channel] = Counter()
        self._having: dict[Channel, Counter[str]] = {}
        self._long: Counter[Channel] = Counter()
        self._having_long: dict[Channel, Counter[str]] = {}
        self._classes: Counter[str] = Counter()

    def add(self, offer: OfferFacts) -> None:
        self._listings += 1
        for channel, bag in offer.bags.items():
            self._add_bag(channel, bag)
        self._classes.update({step for one in offer.classes for step in steps_of(one)})

    def _add_bag(self, channel: Channel, bag: Bag) -> None:
        self._documents[channel] += 1
        self._lengths[channel] += bag.length  # type: ignore[assignment]
        self._having.setdefault(channel, Counter()).update(bag.counts.keys())
        if bag.length >= LONG_FROM:
            self._long[channel] += 1
            self._having_long.setdefault(channel, Counter()).update(bag.counts.keys())

    def result(self, *, number: int) -> Statistics:
        words = {
            channel: WordCounts(
                documents=count,
                average=self._lengths[channel] / count if self._lengths[channel] else AVERAGE_WITHOUT,
                having=self._shares(channel),
            )
            for channel, count in self._documents.items()
        }
        return Statistics(number=number, listings=self._listings, words=words, classes=dict(self._classes))

    def _shares(self, channel: Channel) -> dict[str, int]:
        """In how many documents each word is, as if all were the kind of text in which it is commoner: among a
        thousand bare titles a `with` would else look like a find.
        """
        kept = {word: seen for word, seen in self._having[channel].items() if seen >= PAIRS_FROM or not is_pair(word)}
        among, of_long = self._documents[channel], self._long[channel]
        if not of_long:
            return kept
        long = self._having_long[channel]
        return {word: max(seen, round(long[word] * among / of_long)) for word, seen in kept.items()}


def count(offers: Iterable[OfferFacts], *, number: int) -> Statistics:
    """The snapshot of these offers."""
    counting = Counting()
    for offer in offers:
        counting.add(offer)
    return counting.result(number=number)


def steps_of(one: Class) -> list[str]:
    """The class and all above it, without the root: "ipc:A", "ipc:A01", "ipc:A01G"."""
    return [f"{one.list}:{step}" for step in one.path[1:]]
