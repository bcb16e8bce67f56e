"""What tests of mail share: notices put up, a box that keeps what arrives, a server that answers as told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from marketplace.accounts.models import User
from marketplace.common.breaker import Breaker
from marketplace.notifications import actions
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.mail.postman import Postman
from marketplace.notifications.models import Category, Delivery, Notice

OWNER = "tests:1"


@dataclass
class Server(BaseEmailBackend):
    """A mail server by hand: keeps what it takes, or does with each message what `answer` does (raise)."""

    taken: list[EmailMessage] = field(default_factory=list)
    answer: Callable[[EmailMessage], None] = lambda message: None
    connections: int = 0
    closed: Exception | None = None  # What it says to whoever connects.

    def open(self) -> bool:
        if self.closed is not None:
            raise self.closed
        self.connections += 1
        return True

    def close(self) -> None:
        return None

    def send_messages(self, messages) -> int:
        for message in messages:
            self.answer(message)
            self.taken.append(message)
        return len(messages)

    @property
    def subjects(self) -> list[str]:
        return [message.subject for message in self.taken]

    @property
    def ids(self) -> list[str]:
        return [message.extra_headers["Message-ID"] for message in self.taken]

    def postman(self, *, breaker: Breaker | None = None) -> Postman:
        return Postman(connect=lambda: self, breaker=breaker or Breaker("tests", failures=1000))


def make_kind(*recipients: User, name: str = "told", category: Category = Category.MATCH, **fields) -> NoticeKind:
    """A kind of notice that these people get; its title names the subject."""
    facts = {
        "recipients": lambda telling: [user.pk for user in recipients],
        "text": lambda telling: NoticeText.render(
            title=lambda: f"Tin {telling.subject_id}", body=lambda: "Nội dung", url="/vi/needs/x/"
        ),
    }
    return NoticeKind(name=name, event="tests.told", category=category, **facts | fields)


def tell(kind: NoticeKind, *, subject_id: int = 1, version: int = 1, now: datetime) -> list[Delivery]:
    """Write its notices; returns their deliveries."""
    actions.write_notices(kind, Telling("tests.told", "listing", subject_id, version), now=now)
    notices = Notice.objects.filter(kind=kind.name, subject_id=subject_id)
    return list(Delivery.objects.filter(notice__in=notices).order_by("pk"))


def deliver(server: Server, *, now: datetime, owner: str = OWNER, breaker: Breaker | None = None) -> int:
    return actions.deliver_due(owner=owner, postman=server.postman(breaker=breaker), now=now)


def message_id(mail: UUID, *, host: str = "localhost") -> str:
    return f"<{mail}@{host}>"
