"""Mails that this floor keeps in files instead of sending: the reader of the demo floor's mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
FILES_MAX = 200  # The newest; one connection writes one file.
KEY = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+-[0-9]+")  # The file's name and the mail's place in it.
_BETWEEN = re.compile(rb"^-{79}\n", re.MULTILINE)  # What Django's backend writes after each message.


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail of the box."""

    key: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def at(self) -> datetime | None:
        date = self.message["Date"]
        if not date:
            return None
        at = parsedate_to_datetime(str(date))
        return at if at.tzinfo else at.replace(tzinfo=UTC)  # RFC 5322: -0000 is UTC of an unnamed place.

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return _content(self.message, "plain")

    @property
    def html(self) -> str:
        return _content(self.message, "html")


def is_open() -> bool:
    """Whether mail stays here: a floor on the loopback without a mail server."""
    return settings.LOOPBACK and settings.EMAIL_BACKEND == FILE_BACKEND


def kept_mails() -> list[Kept]:
    """The newest first."""
    names = sorted((path.name for path in _folder().glob("*.log")), reverse=True)[:FILES_MAX]
    return [mail for name in names for mail in reversed(list(_mails_in(name)))]


def kept_mail(key: str) -> Kept | None:
    """The one with this key."""
    if not KEY.fullmatch(key):
        return None
    name, _, _place = key.rpartition("-")
    return next((mail for mail in _mails_in(f"{name}.log") if mail.key == key), None)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _mails_in(name: str) -> Iterator[Kept]:
    path = _folder() / name
    if not path.is_file():
        return
    parts = [part for part in _BETWEEN.split(path.read_bytes()) if part.strip()]
    for place, part in enumerate(parts):
        message = message_from_bytes(part, policy=policy.default)
        yield Kept(f"{path.stem}-{place}", message)  # type: ignore[arg-type]


def _content(message: EmailMessage, subtype: str) -> str:
    body = message.get_body(preferencelist=(subtype,))
    return str(body.get_content()) if body is not None else ""
