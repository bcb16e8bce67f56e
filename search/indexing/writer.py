"""The right to write: one process for the embedded index, held by a lease row; any process for Elasticsearch."""

import os
import socket

from django.conf import settings

from marketplace.common import sql
from marketplace.common.problems import Unavailable
from search.backends import SearchBackend, get_backend

LEASE = "index_writer"
EMBEDDED = "embedded"


def owner() -> str:
    """Names this process in the lease."""
    return f"{socket.gethostname()}:{os.getpid()}"


def writing_backend() -> SearchBackend:
    """The engine, for writing. Raises Unavailable while another process is the index writer."""
    if settings.SEARCH_BACKEND == EMBEDDED and not hold_lease():
        raise Unavailable("another process writes the index")
    return get_backend()


def hold_lease() -> bool:
    """Take or renew the index writer's lease."""
    return sql.take_lease(name=LEASE, owner=owner(), seconds=settings.LEASE_SECONDS, now=None)


def release_lease() -> None:
    """Let the next process write at once, as a command does when it leaves."""
    sql.drop_lease(name=LEASE, owner=owner())
