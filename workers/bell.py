"""Waking a worker after commit: a datagram, or with a broker a Celery message. A lost ring costs seconds, no row."""

import hashlib
import socket
import sys
import time

from django.conf import settings
from kombu.exceptions import OperationalError
from redis import RedisError

from marketplace.common import metrics, outbox
from marketplace.common.breaker import Breaker
from workers.broker import publisher


def register() -> None:
    """Choose the bell by whether there is a broker."""
    outbox.register_bell(BROKER.ring if settings.REDIS_URL else ring_socket)


class Broker:
    """Rings through Celery. A failure is counted and swallowed: the sweep rings again."""

    def __init__(self) -> None:
        self._breaker = Breaker("broker")

    def ring(self, queue: str, row_id: int) -> None:
        """Send the row's id to a worker of its queue, unless the broker failed repeatedly just now."""
        if not self._breaker.allow(time.monotonic()):
            return
        try:
            publisher().send_task("workers.run_row", kwargs={"row_id": row_id, "queue": queue}, queue=queue)
        except (OperationalError, OSError):
            metrics.RING_FAILED.inc()
            self._breaker.failed(time.monotonic())
        else:
            self._breaker.succeeded()

    def waiting(self, queue: str) -> int:
        """Messages of this queue that the broker still holds; 0 where it does not answer."""
        try:
            with publisher().connection_for_read() as connection:
                return int(connection.default_channel.client.llen(queue))
        except (OperationalError, OSError, RedisError):
            return 0


BROKER = Broker()


def waiting(queue: str) -> int:
    """Rings that wait unanswered; the socket keeps none that matter."""
    return BROKER.waiting(queue) if settings.REDIS_URL else 0


def state_of_broker() -> str:
    """For the health page: "ok", or that rings are lost and the sweep does their work."""
    if not settings.REDIS_URL:
        return "ok"
    try:
        with publisher().connection_for_read() as connection:
            connection.default_channel.client.ping()
    except (OperationalError, OSError, RedisError):
        return "the broker does not answer; work waits in its rows"
    return "ok"


def address(queue: str) -> str:
    """Linux' abstract socket of a queue: no file, gone with its process, named after the data folder."""
    folder = hashlib.sha256(str(settings.VAR_DIR).encode()).hexdigest()[:16]
    return f"\0techfloor-{folder}-{queue}"


def ring_socket(queue: str, row_id: int) -> None:
    """Send one datagram; where no worker listens the row waits for its next look."""
    if sys.platform != "linux":
        return  # Other systems have no abstract sockets; their workers look every WORK_IDLE_SECONDS.
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.setblocking(False)
        try:
            bell.sendto(str(row_id).encode(), address(queue))
        except OSError:
            metrics.RING_FAILED.inc()


class Ear:
    """A worker's end of the bell: waits until somebody rings or the time is over."""

    def __init__(self, queue: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX if sys.platform == "linux" else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(address(queue) if sys.platform == "linux" else ("127.0.0.1", 0))

    def wait(self, seconds: float) -> None:
        """Return at the first ring, with all further ones taken too."""
        self.socket.settimeout(seconds)
        try:
            self.socket.recv(64)
            self.socket.setblocking(False)
            while True:
                self.socket.recv(64)
        except (TimeoutError, BlockingIOError):
            return

    def close(self) -> None:
        self.socket.close()
