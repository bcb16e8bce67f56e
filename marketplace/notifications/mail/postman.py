"""Handing messages to the mail server: one connection, one breaker, and what the server's answers mean."""

import time
from collections.abc import Callable
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from marketplace.common import metrics
from marketplace.common.breaker import Breaker

SERVICE_ENDS = 421  # RFC 5321: the server closes the channel; nothing is wrong with the mail.
PERMANENT = 500
# It does not know us, or not our sender: our own setting, which an operator mends while the mails wait.
OF_THE_SERVER = (SMTPAuthenticationError, SMTPHeloError, SMTPSenderRefused)


class NotSent(Exception):
    """The server did not take the message; trying later may help."""


class Refused(NotSent):
    """The server will not take it at any time. `address`: it is the recipient whom it refuses."""

    def __init__(self, words: str, *, address: bool) -> None:
        super().__init__(words)
        self.address = address


class ServerDown(NotSent):
    """The server as a whole did not answer: refused, time-out, 421, or it does not know us."""


class Postman:
    """Sends over one connection, opened when first needed. One per process: its breaker remembers failures.

    One time-out opens the breaker: it took ten seconds already, and each further one would hold up all others.
    """

    def __init__(
        self,
        *,
        connect: Callable[[], BaseEmailBackend] = get_connection,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._breaker = breaker or Breaker("mail", failures=1, hint=cache)
        self._clock = clock
        self._connection: BaseEmailBackend | None = None

    def ready(self) -> bool:
        """Whether to hand over a message now; while the server is down a single one is let through as a probe."""
        allowed = self._breaker.allow(self._clock())
        metrics.BREAKER_OPEN.labels(part="mail").set(self._breaker.is_open())
        return allowed

    def send(self, message: EmailMessage) -> None:
        """Returns once the server has taken it. Raises NotSent, Refused or ServerDown."""
        connection = self._connected()
        try:
            connection.send_messages([message])
        except (SMTPException, OSError) as error:
            self.hang_up()
            raise self._meaning(error) from error
        self._breaker.succeeded()

    def _connected(self) -> BaseEmailBackend:
        """What goes wrong before a message is named is no verdict on it: a greeting of 554 turns every mail away."""
        if self._connection is None:
            opened = self._connect()
            try:
                opened.open()
            except (SMTPException, OSError) as error:
                raise self._down(error) from error
            self._connection = opened
        return self._connection

    def hang_up(self) -> None:
        """Close the connection, if there is one; the next message opens another."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.close()
        except (SMTPException, OSError):
            return  # It was broken already, which is why it is closed.

    def _meaning(self, error: SMTPException | OSError) -> NotSent:
        code, words = _code(error), f"{type(error).__name__}: {error}"
        if code is None or code == SERVICE_ENDS or isinstance(error, OF_THE_SERVER):
            return self._down(error)
        self._breaker.succeeded()  # It answers; this one message is what it does not want.
        if code < PERMANENT:
            return NotSent(words)
        return Refused(words, address=isinstance(error, SMTPRecipientsRefused))

    def _down(self, error: SMTPException | OSError) -> ServerDown:
        self._breaker.failed(self._clock())
        return ServerDown(f"{type(error).__name__}: {error}")


def _code(error: SMTPException | OSError) -> int | None:
    """The server's answer; None where it gave none."""
    if isinstance(error, SMTPRecipientsRefused):
        return max(code for code, _words in error.recipients.values())
    if isinstance(error, SMTPResponseException | SMTPDataError):
        return error.smtp_code if error.smtp_code > 0 else None
    return None
