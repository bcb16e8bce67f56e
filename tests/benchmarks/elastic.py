"""The rival of an installation that outgrew one machine: Elasticsearch over HTTP, asked what our backend asks."""

import http.client
import json
import shutil
import socket
import subprocess
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from marketplace.common import clock
from marketplace.common.breaker import Breaker
from search.backends.elasticsearch import ElasticsearchBackend
from search.backends.elasticsearch.pages import build_request
from search.document import IndexedDocument
from search.query import SearchQuery

LAUNCHER = Path(__file__).resolve().parents[2].parent / "shared" / "elasticsearch" / "start"
RUN_FOLDERS = Path("/var/tmp")  # noqa: S108 - where the launcher keeps a port's data
START_SECONDS = 300
TIMEOUT_MS = 60_000


class NoServer(Exception):
    """There is no server to measure; the message says why."""


@contextmanager
def server(url: str) -> Iterator[str]:
    """The address of a running server: the one given, else one of our own, stopped afterwards. Raises NoServer."""
    if url:
        yield url
        return
    if not LAUNCHER.exists():
        raise NoServer("ELASTICSEARCH_URL is not set, and no launcher lies beside the project")
    if shutil.which("mvn") is None and not (Path.home() / ".cache" / "elasticsearch-9.4" / "home").exists():
        raise NoServer("the launcher needs mvn, which is not installed")
    port = str(_free_port())
    try:
        if _launch(port):
            raise NoServer("the launcher beside the project did not bring a server up")
        yield f"http://127.0.0.1:{port}"
    finally:
        _launch("--stop", port)
        shutil.rmtree(RUN_FOLDERS / f"elasticsearch-{port}", ignore_errors=True)


class Elastic:
    """The documents in an index of our backend, and its bare requests on one connection that stays open."""

    def __init__(self, url: str, prefix: str, documents: Sequence[IndexedDocument]) -> None:
        self._backend = ElasticsearchBackend(url, prefix=prefix, breaker=Breaker("bench"))
        self._backend.rebuild(documents, now=clock.now())
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 9200)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._index = f"/{prefix}-read"
        self._ask("POST", f"{self._index}/_forcemerge?max_num_segments=1")

    def page(self, query: SearchQuery, facets: Collection[str]) -> Callable[[], object]:
        request = build_request(query, facets, any_word=False, timeout_ms=TIMEOUT_MS)
        request["from"] = request.pop("from_")
        body = json.dumps(request).encode()
        return lambda: self._ask("POST", f"{self._index}/_search", body)

    def total(self, query: SearchQuery) -> int:
        answer = self.page(query, ())()
        return int(answer["hits"]["total"]["value"])  # type: ignore[index]

    def close(self) -> None:
        """Delete what was indexed."""
        self._connection.close()
        self._backend.drop_all()
        self._backend.close()

    def _ask(self, method: str, path: str, body: bytes = b"") -> object:
        self._connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        content = json.loads(answer.read())
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"Elasticsearch answered {answer.status}: {content}")
        return content


def _launch(*words: str) -> int:
    """Run the launcher to its end. Not with pipes: the server inherits them and they would never close."""
    nowhere = subprocess.DEVNULL
    command = [str(LAUNCHER), *words]
    return subprocess.run(command, stdout=nowhere, stderr=nowhere, timeout=START_SECONDS, check=False).returncode


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
