"""What people wrote, made safe for a mail: one line where a line is meant, and no address but our own."""

import re

from marketplace.common.text import clean_text
from marketplace.common.web.formatting import shorten

SUBJECT_MAX_CHARS = 60
QUOTED_MIN_CHARS = 12  # Of an object's name in a subject; less says nothing.
LEFT_OUT = "[…]"
_QUOTED = re.compile("“([^”]*)”")
# Mail programs turn these into links by themselves: a title must not lead readers elsewhere in our name.
_ADDRESS = re.compile(
    r"""(?ix) \b[a-z][a-z0-9+.-]{1,20}://\S+ | \bwww\.\S+ | \bmailto:\S+
    | \b(?:[\w-]+\.)+[^\W\d_]{2,24}/\S* | \b[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | \b(?:[\w-]+\.)+(?:com|net|org|info|biz|io|app|dev|shop|site|online|top|xyz|click|vn|ru|cn)\b"""
)


def one_line(text: str) -> str:
    """No line end, no control or direction mark, single spaces."""
    return " ".join(clean_text(text).split())


def without_addresses(text: str) -> str:
    return _ADDRESS.sub(LEFT_OUT, text)


def subject_line(text: str) -> str:
    """At most 60 characters with object and fact: what stands in quotes gives way first, then the end."""
    line = one_line(text)
    while len(line) > SUBJECT_MAX_CHARS:
        quoted = max(_QUOTED.findall(line), key=len, default="")
        room = max(len(quoted) - (len(line) - SUBJECT_MAX_CHARS), QUOTED_MIN_CHARS)
        if len(quoted) <= room:
            return shorten(line, SUBJECT_MAX_CHARS - 1)
        line = line.replace(f"“{quoted}”", f"“{shorten(quoted, room)}”", 1)
    return line


def paragraphs(text: str) -> str:
    """Text of several lines: each cleaned, at most one empty line between two."""
    lines = [" ".join(line.split()) for line in clean_text(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
