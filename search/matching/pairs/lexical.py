"""What a need says against what an offer says: BM25 over its telling words, by channel. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from search.matching.pairs.facts import Bag, Channel, NeedFacts, OfferFacts
from search.matching.pairs.glossary import translated
from search.matching.pairs.mathematics import saturation, term_saturation
from search.matching.pairs.statistics import Statistics, WordCounts
from search.matching.pairs.weights import (
    LEXICAL_PIVOT,
    LEXICAL_STEEPNESS,
    PAIR_WEIGHT,
    TELLING_PAIRS_MAX,
    TELLING_WORDS_MAX,
    TRANSLATED_PART,
    TRANSLATED_WORDS_MIN,
    TRANSLATION_TRUST,
)
from search.matching.pairs.words import emphasis, is_pair


@dataclass(frozen=True, slots=True)
class Question:
    """A need's telling words of one channel. `mass` is what an offer that says all of them at length would score."""

    words: Mapping[str, float]  # weight × idf
    mass: float
    trust: float = 1.0  # Of a translation, less than of the owner's own words.


@dataclass(frozen=True, slots=True)
class Answer:
    """How well an offer's words answer, 0–1, and what each shared word added. `firmness` is how far that may be
    trusted as a sign of the same subject.
    """

    value: float
    channel: Channel
    words: Mapping[str, float]
    firmness: float = 1.0


def questions_of(need: NeedFacts, statistics: Statistics) -> dict[Channel, Question]:
    """What is asked in each channel: the need's own words, or their translation where it has no text of its own."""
    asked = {
        channel: _question(emphasis(bag.counts), statistics.of(channel)) for channel, bag in need.bags.items() if bag
    }
    own = max((question.mass for question in asked.values()), default=0.0)
    for channel, words in translated(need, tuple(asked)):
        question = _question(words, statistics.of(channel))
        # What found no translation stays unanswered: three known words of a long need are no whole need.
        asked[channel] = Question(question.words, max(question.mass, own * TRANSLATED_PART), TRANSLATION_TRUST)
    # An own channel stays even if nobody on the floor says any of it: marks that nobody writes are not left out.
    return {channel: question for channel, question in asked.items() if question.mass or question.trust == 1}


def _question(weights: Mapping[str, float], counts: WordCounts) -> Question:
    told = {
        word: weight * counts.tells(word) * (PAIR_WEIGHT if is_pair(word) else 1.0) for word, weight in weights.items()
    }
    order = sorted(told, key=lambda word: (-told[word], word))
    single = [word for word in order if not is_pair(word)][:TELLING_WORDS_MAX]
    # A pair that no offer has is only noise in the mass: every text is full of them.
    pairs = [word for word in order if is_pair(word) and word in counts.having][:TELLING_PAIRS_MAX]
    words = {word: told[word] for word in (*single, *pairs)}
    # What nobody on the floor says cannot be asked of one offer: the number of a call, a name.
    return Question(words, sum(value for word, value in words.items() if word in counts.having))


def answers_of(asked: Mapping[Channel, Question], offer: OfferFacts, statistics: Statistics) -> tuple[Answer, ...]:
    """One per channel in which both say something, the best first; none where there is no common one: then nothing is
    known.
    """
    channels = [channel for channel in asked if channel in offer.bags]
    own = [channel for channel in channels if asked[channel].trust == 1]
    channels = own or channels  # A translation serves only where there is no common language.
    if Channel.VI in channels and Channel.VI_FOLDED in channels:
        channels.remove(Channel.VI_FOLDED)  # Both write marks, so marks decide: `chè` is not `che`.
    answers = [_answer(channel, asked[channel], offer.bags[channel], statistics.of(channel)) for channel in channels]
    return tuple(sorted(answers, key=lambda one: (one.value, one.channel), reverse=True))


def _answer(channel: Channel, question: Question, bag: Bag, counts: WordCounts) -> Answer:
    held, length, average = bag.counts, bag.length, counts.average
    words = {
        word: told * term_saturation(frequency=held[word], length=length, average=average)
        for word, told in question.words.items()
        if word in held
    }
    part = sum(words.values()) / question.mass if question.mass else 0.0
    value = saturation(part**LEXICAL_STEEPNESS, pivot=LEXICAL_PIVOT**LEXICAL_STEEPNESS)
    return Answer(question.trust * value, channel, words, firmness=_firmness(question, words))


def _firmness(question: Question, words: Mapping[str, float]) -> float:
    """One word in common across languages is a coincidence, two may be; the owner's own words always count."""
    if question.trust == 1:
        return 1.0
    return min(1.0, sum(not is_pair(word) for word in words) / TRANSLATED_WORDS_MIN)
