"""Start what docker-compose.yml starts, as processes of this machine; see .ci/compose-natively."""

import os
import secrets
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import elasticsearch
import psycopg
import redis
import yaml

ROOT = Path(__file__).resolve().parent.parent
UP_SECONDS = 60
ALIVE_SECONDS = 90  # The first heartbeat leaves with the first tick, then the task has to come through the queue.
LOG_LINES, LINE_CHARS = 40, 200  # Of a log, when something fails.
STOP_SECONDS = 30  # stop_grace_period of the file.
Started = dict[str, subprocess.Popen]
SERVERS = {"postgres", "redis", "elasticsearch"}  # Images of others: the machine's own stand in for them.


def main() -> None:
    run = Path(tempfile.mkdtemp(prefix="compose-", dir=sys.argv[1]))
    services = ours(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    port = free_port()
    with database(f"techfloor_compose_{secrets.token_hex(4)}") as database_url:
        surroundings = environment(services, run=run, database_url=database_url, port=port)
        once(
            "image", [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"], surroundings, run
        )
        started: Started = {}
        try:
            for name in in_order(services):
                command = native(command_of(services[name]), run=run, port=port)
                if services[name].get("restart") == "no":
                    once(name, command, surroundings, run)
                else:
                    started[name] = start(name, command, surroundings, run)
            check(services, started, surroundings, run=run, port=port)
            check_behind_proxy(services["web"], started, surroundings, run=run)
        finally:
            codes = stop(started)
            forget(surroundings)
        unclean = {name: code for name, code in codes.items() if code not in {0, -15}}
        if unclean:
            fail(f"stopped uncleanly: {unclean}", *(run / f"{name}.log" for name in unclean))
    print("compose: every command of the file ran natively")


def ours(file: dict) -> dict[str, dict]:
    """Services that run the project's image."""
    return {name: service for name, service in file["services"].items() if name not in SERVERS}


def in_order(services: dict[str, dict]) -> list[str]:
    """Those that end (migrate) first, as depends_on asks."""
    return sorted(services, key=lambda name: (services[name].get("restart") != "no", name))


def command_of(service: dict) -> list[str]:
    """The service's own command, or the image's."""
    return service.get("command") or image_instruction("CMD")


def image_instruction(word: str) -> list[str]:
    """The last `CMD [...]` of the Dockerfile, or the CMD of its HEALTHCHECK."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.startswith(word)]
    return yaml.safe_load(lines[-1][lines[-1].index("[") :])


def native(command: list[str], *, run: Path, port: int) -> list[str]:
    """The same command with this run's folder, port and environment instead of the container's."""
    words = [f"{run}{word}" if word.startswith("/data/") else word for word in command]
    words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in words]
    words = [word.replace("127.0.0.1:8000", f"127.0.0.1:{port}") for word in words]
    return [sys.executable, *words[1:]] if words[0] == "python" else words


def environment(services: dict[str, dict], *, run: Path, database_url: str, port: int) -> dict[str, str]:
    """What the file's `environment` gives, with values of this machine; a name we have no value for is an error."""
    values = {
        "BASE_URL": f"http://localhost:{port}",
        "SECRET_KEY": secrets.token_hex(30),
        "DATABASE_URL": database_url,
        "REDIS_URL": os.environ["REDIS_URL"],
        "ELASTICSEARCH_URL": os.environ["ELASTICSEARCH_URL"],
        "EMAIL_URL": "",
        "NUM_PROXIES": "0",
        "WEB_HOSTS": "1",
    }
    named = {name for service in services.values() for name in service["environment"]}
    if named - values.keys():
        fail(f"docker-compose.yml gives {sorted(named - values.keys())}, which .ci/compose_natively.py does not know")
    own = {"DATA_DIR": str(run / "data"), "INDEX_PREFIX": f"compose-{run.name[-8:].lower().replace('_', 'x')}"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TZ") if name in os.environ}
    return kept | own | {name: values[name] for name in named} | {"PYTHONUNBUFFERED": "1"}


@contextmanager
def database(name: str) -> Iterator[str]:
    """A database of our own on the given server, dropped at the end."""
    server = os.environ["POSTGRES_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def once(name: str, command: list[str], surroundings: dict[str, str], run: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 - commands of our own file
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=300, check=False
    )
    (run / f"{name}.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        fail(f"{name} ended with {done.returncode}: {shlex.join(command)}", run / f"{name}.log")
    print(f"compose: {name} done in {time.monotonic() - began:.0f} s")


def start(name: str, command: list[str], surroundings: dict[str, str], run: Path) -> subprocess.Popen:
    with (run / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=log, stderr=log)  # noqa: S603


def check(services: dict[str, dict], started: Started, surroundings: dict[str, str], *, run: Path, port: int) -> None:
    """Web is ready and shows its home page, and each service's own health check passes within its time."""
    for path, what in (("/health/ready", "ready"), ("/vi/", "showing its home page")):
        address = f"http://127.0.0.1:{port}{path}"
        wait_for(partial(answers, address), "web", what, seconds=UP_SECONDS, started=started, run=run)
    for name in started:
        test = health_test(services[name])
        if test is not None:
            healthy = partial(passes, native(test, run=run, port=port), surroundings)
            wait_for(healthy, name, "healthy", seconds=ALIVE_SECONDS, started=started, run=run)


def check_behind_proxy(web: dict, started: Started, surroundings: dict[str, str], *, run: Path) -> None:
    """The health check holds where the floor has a public https address, which the loopback is not."""
    port = free_port()
    public = surroundings | {"BASE_URL": "https://floor.example", "NUM_PROXIES": "1"}
    started["proxied"] = start("proxied", native(command_of(web), run=run, port=port), public, run)
    test = native(health_test(web) or [], run=run, port=port)
    what = "healthy behind a proxy"
    wait_for(partial(passes, test, public), "proxied", what, seconds=UP_SECONDS, started=started, run=run)


def health_test(service: dict) -> list[str] | None:
    """The command of the service's health check, of the image's where it has none, None where it is switched off."""
    own = service.get("healthcheck", {})
    if own.get("disable"):
        return None
    kind, *command = own.get("test") or ["CMD", *image_instruction("HEALTHCHECK")]
    return ["sh", "-c", *command] if kind == "CMD-SHELL" else command


def wait_for(condition: Callable[[], bool], name: str, what: str, *, seconds: int, started: Started, run: Path) -> None:
    """Until `condition` holds; the first process that ends by itself, or the end of the time, is a failure."""
    deadline = time.monotonic() + seconds
    while not condition():
        dead = [other for other, process in started.items() if process.poll() is not None]
        if dead:
            fail(f"ended by itself: {', '.join(dead)}", *(run / f"{other}.log" for other in dead))
        if time.monotonic() > deadline:
            fail(f"{name} is not {what} after {seconds} s", run / f"{name}.log")
        time.sleep(1)
    print(f"compose: {name} is {what}")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:  # noqa: S310 - our own loopback
            return answer.status == 200
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def passes(command: list[str], surroundings: dict[str, str]) -> bool:
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, timeout=30, check=False)  # noqa: S603
    return done.returncode == 0


def stop(started: Started) -> dict[str, int]:
    """SIGTERM to each process, SIGKILL after the grace period, which counts as unclean; returns exit codes."""
    for process in started.values():
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in started.values():
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return {name: process.returncode for name, process in started.items()}


def forget(surroundings: dict[str, str]) -> None:
    """Delete what this run left on the given servers; its prefix is its own."""
    prefix = surroundings["INDEX_PREFIX"]
    engine = elasticsearch.Elasticsearch(surroundings["ELASTICSEARCH_URL"])
    for name in engine.indices.get(index=f"{prefix}*"):
        engine.indices.delete(index=name)
    broker = redis.Redis.from_url(surroundings["REDIS_URL"])
    for key in broker.scan_iter(match=f"*{prefix}*"):
        broker.delete(key)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fail(sentence: str, *logs: Path) -> None:
    for log in logs:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        print(f"--- {log.name}", *(line[:LINE_CHARS] for line in lines), sep="\n")
    raise SystemExit(f"compose: {sentence}")


if __name__ == "__main__":
    main()
