"""Waking a worker after commit: a datagram on one machine, a Celery message with a broker. A lost ring costs seconds."""

import hashlib
import socket
import sys


from django.conf import settings

from marketplace.common import metrics, outbox




def register() -> None:
    """Choose the bell by whether there is a broker."""
    if settings.REDIS_URL:
        from config.celery import ring_celery  # noqa: PLC0415 - only where a broker is configured

        outbox.register_bell(ring_celery)
    else:
        outbox.register_bell(ring_socket)


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
