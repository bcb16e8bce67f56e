"""The one analysis chain, declared once: word, lower case, marks off, English stem.

The embedded engine runs these very analyzers inside itself. Elasticsearch is given their output, because its own
English stemmer is an older Snowball: it differs on 74 of the 39,769 words of the retrieval sets (internal, emergency,
biologist), and a saved search must match exactly where a search would.
"""

from collections.abc import Collection

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from marketplace.common.text import normal

WORD_MAX_BYTES = 100  # Longer runs are data, not words; Elasticsearch would cut them, so all drop them alike.


def _analyzer(*, folded: bool, stemmed: bool) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(WORD_MAX_BYTES))
    builder = builder.filter(Filter.lowercase())
    if folded:
        builder = builder.filter(Filter.ascii_fold())  # All 134 Vietnamese letters, đ included; NFC only.
    if stemmed:
        builder = builder.filter(Filter.stemmer("english"))
    return builder.build()


STEMS = _analyzer(folded=True, stemmed=True)  # Decides the match.
PLAIN = _analyzer(folded=True, stemmed=False)  # Suggestions: a stem is not a prefix (dying → die).
EXACT = _analyzer(folded=False, stemmed=False)  # Adds score where the marks agree.


Span = tuple[int, int]  # Where a word begins and ends, in characters.


def stems(text: str) -> list[str]:
    """The folded and stemmed words of a text, in order: `Đường sấy` gives `duong`, `say`."""
    return STEMS.analyze(normal(text))


def plain_words(text: str) -> list[str]:
    """The folded words of a text without stemming."""
    return PLAIN.analyze(normal(text))


def exact_words(text: str) -> list[str]:
    """The words of a text in lower case with their marks, `hoà` as `hòa`."""
    return EXACT.analyze(normal(text))


def stem_spans(text: str, *, only: Collection[str] | None = None) -> list[Span]:
    """Where the words of an NFC text stand, or those whose stem is in `only`.

    Folding hides where a tone mark was placed, so the offsets need no `normal` and point into the text as it is.
    """
    tokens = STEMS.pre_tokenize(text).tokens
    return [(token.char_offset_from, token.char_offset_to) for token in tokens if only is None or token.text in only]
