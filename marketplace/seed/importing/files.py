"""A catalogue file as a stream of lines: gzip or not, of any size, never whole in memory."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LINE_MAX_BYTES = 1_000_000  # The longest real record has 14 kB; one of 10 MB is a fault and not a text.
FILE_MAX_BYTES = 4_000_000_000  # Unpacked; ends a gzip bomb.
CHUNK_BYTES = 1_048_576

_GZIP = b"\x1f\x8b"
_NOT_TEXT = {
    b"PK\x03\x04": "is a ZIP or spreadsheet file; save it as CSV or JSON Lines",
    b"%PDF": "is a PDF file",
    b"\xff\xfe": "is UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "is UTF-16 text; save it as UTF-8",
}
BOM = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """The file cannot be read as a catalogue; the message is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line, its end taken off; `content` is None where it is longer than LINE_MAX_BYTES."""

    number: int
    content: bytes | None


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's content, unpacked when it begins like gzip, whatever its name. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            for magic, sentence in _NOT_TEXT.items():
                if start.startswith(magic):
                    raise Unreadable(f"{path.name} {sentence}.")
            if not start.startswith(_GZIP):
                yield file
                return
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield unpacked  # type: ignore[misc]
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Unreadable(f"{path.name} is a damaged gzip file ({error}).") from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror or error}.") from error


def check(path: Path) -> None:
    """Read the file once to its end, so that a damaged one stops an import before it wrote anything.

    Raises Unreadable.
    """
    read = 0
    with opened(path) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            read += len(chunk)
            if read > FILE_MAX_BYTES:
                raise Unreadable(f"{path.name} holds more than {FILE_MAX_BYTES:,} bytes.")


def lines(stream: BinaryIO) -> Iterator[Line]:
    """Every line with its number from 1, without byte order mark and line end."""
    number = 0
    while content := stream.readline(LINE_MAX_BYTES + 1):
        number += 1
        if len(content) > LINE_MAX_BYTES:
            _skip_rest(stream, content)
            yield Line(number, None)
            continue
        while number == 1 and content.startswith(BOM):  # A file joined from others may bear several.
            content = content.removeprefix(BOM)
        yield Line(number, content.rstrip(b"\r\n"))


def _skip_rest(stream: BinaryIO, content: bytes) -> None:
    while content and not content.endswith(b"\n"):
        content = stream.readline(CHUNK_BYTES)


def decode(content: bytes) -> str:
    """UTF-8, or where it is none the code page of Western Windows, which older exports use."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
