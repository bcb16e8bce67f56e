"""A floor on PostgreSQL, Redis, Celery and Elasticsearch, by the commands of docker-compose.yml, on servers given."""

import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

from tests.browser.floor import ROOT, Floor, free_port, start, stopped_after, surroundings, wait_until_ready
from tests.services import require

PREPARE_SECONDS = 300
QUEUES = {"search": "1", "notify": "2", "compute": "1"}  # Processes of each, as docker-compose.yml has them.
CELERY = [sys.executable, "-m", "celery", "-A", "config.celery"]


@contextmanager
def floor_on_servers(folder: Path) -> Iterator[Floor]:
    """The demo floor on a database, a prefix of indexes and queues of its own, all gone after the block."""
    name = f"browser-{secrets.token_hex(4)}"
    servers = {"REDIS_URL": require("redis"), "ELASTICSEARCH_URL": require("elasticsearch"), "INDEX_PREFIX": name}
    with _database(require("postgres"), name) as database, _prefix_forgotten(servers):
        port = free_port()
        environment = surroundings(folder, PORT=str(port), DATABASE_URL=database, **servers)
        for words in (["prepare"], ["collectstatic", "--no-input", "--verbosity", "0"], ["seed"]):
            _run([sys.executable, "manage.py", *words], environment)
        started = [start(command, environment, folder / "floor.log") for command in _commands(folder, port)]
        with stopped_after(started):
            floor = Floor(f"http://localhost:{port}", folder, started[0])
            wait_until_ready(floor)
            yield floor


def _commands(folder: Path, port: int) -> Iterator[list[str]]:
    """The web first, then who does the work."""
    web = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2", "--graceful-timeout", "20"]
    yield [sys.executable, "-m", "gunicorn", "config.wsgi", *web]
    for queue, count in QUEUES.items():
        yield [*CELERY, "worker", "-Q", queue, "-c", count, "-n", f"{queue}-{port}@%h", "--loglevel", "WARNING"]
    yield [*CELERY, "beat", "--loglevel", "WARNING", "--schedule", str(folder / "beat"), "--pidfile="]


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PREPARE_SECONDS, check=False
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout[-1000:]}{done.stderr[-3000:]}"


@contextmanager
def _database(server: str, name: str) -> Iterator[str]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _prefix_forgotten(servers: Mapping[str, str]) -> Iterator[None]:
    """What the floor left in the engine and the broker goes with it."""
    prefix, engine = servers["INDEX_PREFIX"], servers["ELASTICSEARCH_URL"]
    try:
        yield
    finally:
        with urllib.request.urlopen(f"{engine}/_cat/indices/{prefix}*?h=index") as answer:  # noqa: S310
            names = answer.read().decode().split()
        for name in names:
            urllib.request.urlopen(urllib.request.Request(f"{engine}/{name}", method="DELETE")).close()  # noqa: S310
        broker = redis.Redis.from_url(servers["REDIS_URL"])
        for key in broker.scan_iter(match=f"*{prefix}*"):
            broker.delete(key)
