"""Texts of catalogues made fit for the public: letters repaired, markup gone, persons left out."""

import html
import re
from collections.abc import Iterable

from marketplace.common.text import clean_text

REMOVED = "[contact removed]"
KEYWORD_MAX_CHARS = 60
KEYWORDS_MAX = 25
KEYWORDS_MAX_CHARS = 500  # Together, as a listing stores them.
SENTENCE_MIN_CHARS = 80  # A summary of whole sentences must say at least this much; else it is cut after a word.

# UTF-8 that was read as Latin-1: a lead byte and its continuations, one of them a control character that no text has.
_DOUBLE_LATIN = re.compile("[\xc2-\xdf][\x80-\x9f]|[\xe0-\xef](?:[\x80-\x9f][\x80-\xbf]|[\x80-\xbf][\x80-\x9f])")
# The same through cp1252: â€ begins every mangled dash and quotation mark and no Vietnamese word.
_DOUBLE_WESTERN = re.compile("â€.|Â(?=[\xa0-\xbf])")
_C1 = re.compile("[\x80-\x9f]")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLOCK_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\s*/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|body|br|code|div|em|font|h[1-6]|head|hr|html|i|iframe|img|input|li|link|meta|object|ol|p|"
    r"pre|script|small|span|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul)(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[^\S\n]+")
_EDGES = re.compile(r" ?\n ?")
_PARAGRAPHS = re.compile(r"\n{2,}")


def repair(text: str) -> str:
    """Undo the usual wrong readings of cp1252 and UTF-8: `\\x93` is “, `â€“` and `â\\x80\\x93` are –."""
    if text.isascii():
        return text
    text = _DOUBLE_LATIN.sub(lambda found: _reread(found.group(), "latin-1"), text)
    text = _DOUBLE_WESTERN.sub(lambda found: _reread(found.group(), "cp1252"), text)
    return _C1.sub(lambda found: bytes([ord(found.group())]).decode("cp1252", errors="ignore"), text)


def _reread(text: str, encoding: str) -> str:
    if text == "Â":  # Before a non-breaking space or a sign: the lead byte that should not be seen.
        return ""
    try:
        return text.encode(encoding).decode()
    except UnicodeError:
        return text


def plain(text: str) -> str:
    """Text of several paragraphs: repaired, without entities, markup, control characters and needless space."""
    text = repair(_unescape(_unescape(text)))
    text = _TAG.sub("", _BLOCK_TAG.sub("\n", text))
    text = _EDGES.sub("\n", _SPACES.sub(" ", clean_text(text)))
    return _PARAGRAPHS.sub("\n\n", text).strip()


def line(text: str) -> str:
    """The same in one line."""
    return " ".join(plain(text).split())


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text) if "&" in text else text


# --- Persons ---

# Every repetition has a limit: these run over texts of strangers.
_MAIL = re.compile(r"(?:mailto:)?[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.IGNORECASE)
_SPELLED_MAIL = re.compile(
    r"\b[\w.+-]{1,64}\s?[\[({]\s?at\s?[\])}]\s?[\w-]{1,63}(?:\s?(?:\.|[\[({]\s?dot\s?[\])}])\s?[\w-]{1,63}){1,6}",
    re.IGNORECASE,
)
_PHONES = (
    re.compile(r"(?<![\w.,/-])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ ./-])\d{3}[ .-]\d{4}(?![\w-])"),  # North America
    re.compile(r"(?<![\w.,/-])(?:\+84[ .-]?|0)\d(?:[ .-]?\d){7,9}(?![\w-])"),  # Viet Nam
    re.compile(r"(?<![\w.,/-])\+\d{1,3}[ .-]\(?\d{1,4}\)?(?:[ .-]?\d){5,10}(?![\w-])"),  # International
    re.compile(
        r"\b(?:(?:tele)?(?:phone|fax)|tel|mobile|cell|hotline|điện thoại|đt|sđt)\b\.?(?:\sno\.?)?\s?[:.]?\s?"
        r"\+?[(\d][\d ().-]{6,20}\d",
        re.IGNORECASE,
    ),
)
_PERSON = r"[A-Z][\w'’-]+,?(?:\s+[A-Z][\w'’.-]*){1,3}"
_POINT_OF_CONTACT = re.compile(
    rf"\b(?i:t?poc|point of contact|contact person|contact|technical monitor|người liên hệ)\s*[:–-]\s*{_PERSON}"
)
_REPEATED = re.compile(rf"{re.escape(REMOVED)}(?:[\s,;/]{{0,3}}{re.escape(REMOVED)})+")


def without_contacts(text: str, *, persons: Iterable[str] = ()) -> str:
    """The text with e-mail addresses, telephone numbers and the names of `persons` replaced by a mark."""
    for pattern in (_MAIL, _SPELLED_MAIL, _POINT_OF_CONTACT, *_PHONES, *_names(persons)):
        text = pattern.sub(REMOVED, text)
    return _REPEATED.sub(REMOVED, text)


def _names(persons: Iterable[str]) -> list[re.Pattern[str]]:
    found = []
    for person in persons:
        words = person.split()
        spellings = [person] if len(words) < 2 else [person, f"{words[-1]}, {' '.join(words[:-1])}"]
        found += [re.compile(rf"(?<!\w){re.escape(spelling)}(?!\w)") for spelling in spellings]
    return found


# --- Lengths ---


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters: cut after a whole word, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words = head.rsplit(" ", 1)[0] if " " in head else head
    return words.rstrip(" ,;:–-(") + "…"


def summary_of(text: str, limit: int) -> str:
    """The first paragraph, as many whole sentences of it as fit."""
    first = " ".join(text.split("\n\n", 1)[0].split())
    if len(first) <= limit:
        return first
    end = max(first.rfind(stop, 0, limit) for stop in (". ", "! ", "? "))
    return first[: end + 1] if end >= SENTENCE_MIN_CHARS else shortened(first, limit)


def keywords_of(words: Iterable[str]) -> tuple[str, ...]:
    """Keywords in their order, each once whatever its case, inside the limits of a listing."""
    kept: dict[str, str] = {}
    length = 0
    for word in words:
        text = " ".join(line(word).replace(",", " ").split()).strip(" .;")
        if not text or len(text) > KEYWORD_MAX_CHARS or text.casefold() in kept:
            continue
        length += len(text) + 2
        if len(kept) == KEYWORDS_MAX or length > KEYWORDS_MAX_CHARS:
            break
        kept[text.casefold()] = text
    return tuple(kept.values())
