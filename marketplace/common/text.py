"""Text as every edge and every engine sees it: one form of each letter, one place for each tone mark.

`clean_text` is for what people type and files bring, `normal` runs before a text is indexed, queried or
highlighted, `fold` is the form without marks that a query typed without marks finds.
"""

import re
import unicodedata

# Letters that do not decompose into a base letter and a mark; the engines' own filters fold them alike.
_WHOLE_LETTERS = str.maketrans(
    {"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ð": "d", "þ": "th"}
)
_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")

# A standard tokenizer drops these digits: CO₂ would be found as "co" only.
_SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_SMALL_DIGITS = re.compile(f"[{_SMALL}]")
_PLAIN_DIGITS = dict(zip(_SMALL, "01234567890123456789", strict=True))

# Control characters but tab and line feed, lone surrogates and non-characters, and the invisible marks that
# reverse or hide text: zero-width space, bidirectional overrides and isolates, byte order mark.
_NEVER_WANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_SOFT_HYPHEN = "\u00ad"

_TONES = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook above, tilde, dot below


def _tone_moves() -> dict[str, str]:
    """Map "oà" to "òa" for every open syllable written both ways, in each case."""
    pairs = [first + second for first, seconds in (("o", "ae"), ("u", "y")) for second in seconds]
    cased = {form for pair in pairs for form in (pair, pair.upper(), pair.capitalize(), pair[0] + pair[1].upper())}
    return {nfc(form + tone): nfc(form[0] + tone + form[1]) for form in cased for tone in _TONES}


def nfc(text: str) -> str:
    """Give each letter its one composed form (Unicode NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


_TONE_MOVES = _tone_moves()
_SECOND_VOWELS = "".join(sorted({pair[1] for pair in _TONE_MOVES}))
# Not before a letter: "hoàn" is a closed syllable. One set of letters each: alternatives take ten times as long.
_LATE_TONE = re.compile(rf"[oOuU][{_SECOND_VOWELS}](?![^\W\d_])")


def clean_text(text: str) -> str:
    """Return what a person meant to type: NFC, line feeds only, no control or invisible characters.

    Spaces and line breaks inside stay; those at both ends go.
    """
    return nfc(_NEVER_WANTED.sub("", _LINE_ENDS.sub("\n", text))).strip()


def normal(text: str) -> str:
    """Return the form that is indexed and searched: NFC, plain digits, one tone placement, single spaces.

    Case and marks stay: `CO₂  Hoà` gives `CO2 Hòa`.
    """
    return spelled(" ".join(text.replace(_SOFT_HYPHEN, "").split()))


def spelled(text: str) -> str:
    """Return the same words with their spaces as they are: enough where a tokenizer follows, at a third of the time."""
    if text.isascii():
        return text
    plain = _SMALL_DIGITS.sub(lambda found: _PLAIN_DIGITS[found.group()], nfc(text.replace(_SOFT_HYPHEN, "")))
    return _LATE_TONE.sub(_moved, plain)


def _moved(found: re.Match[str]) -> str:
    pair = found.group()
    # Not after q: the u of "quý" belongs to the consonant.
    after_q = found.start() > 0 and found.string[found.start() - 1] in "qQ"
    return pair if after_q else _TONE_MOVES.get(pair, pair)


def fold(text: str) -> str:
    """Return the lower-case form without marks: `Đường` gives `duong`. NFC and NFD give the same."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
    return unicodedata.normalize("NFC", bare.translate(_WHOLE_LETTERS))
