"""docker-compose.yml and Dockerfile without Docker: what they say is checked here, every command is run natively by
.ci/compose-natively."""

import re
from typing import Any

import pytest
import yaml

from tests.architecture.tree import read
from workers.registry import QUEUES

COMPOSE: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "techfloor"}
SERVERS = {name: service for name, service in SERVICES.items() if name not in OURS}
LONG_RUNNING = {name: service for name, service in SERVICES.items() if service.get("restart") != "no"}


def seconds(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(s|m)", text).groups()  # type: ignore[union-attr]
    return int(number) * (60 if unit == "m" else 1)


def test_every_part_of_the_large_size_is_there() -> None:
    assert set(OURS) == {"migrate", "web", "beat", *QUEUES}
    assert set(SERVERS) == {"postgres", "redis", "elasticsearch"}


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_what_runs_is_watched_or_says_why_not(name: str) -> None:
    check = SERVICES[name].get("healthcheck", {})

    assert check.get("test") or check == {"disable": True} or name == "web"  # The image's check is web's.


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_what_runs_has_time_to_stop(name: str) -> None:
    assert seconds(SERVICES[name]["stop_grace_period"]) >= 30
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_ours_wait_until_the_servers_are_healthy(name: str) -> None:
    asked = {other: needed["condition"] for other, needed in SERVICES[name]["depends_on"].items()}
    first = {"migrate": "service_completed_successfully"} if name != "migrate" else {}

    assert {other for other, condition in asked.items() if condition == "service_healthy"} <= set(SERVERS)
    assert {"postgres", "elasticsearch"} <= set(asked)
    assert first.items() <= asked.items()


def test_each_queue_has_its_worker_and_its_check() -> None:
    for queue in QUEUES:
        command = SERVICES[queue]["command"]

        assert command[command.index("-Q") + 1] == queue
        assert SERVICES[queue]["healthcheck"]["test"] == ["CMD", "python", "manage.py", "alive", queue]
    search = SERVICES["search"]["command"]
    assert search[search.index("-c") + 1] == "1"  # It holds the table of saved searches.


def test_nothing_has_a_default_password() -> None:
    secret = re.compile(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)(:?[-?])?")
    used = dict(secret.findall(read("docker-compose.yml")))

    assert used
    assert {name for name, mark in used.items() if mark != ":?"} == set()


def test_only_the_loopback_is_published() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []


def test_volumes_are_declared() -> None:
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert mounted == set(COMPOSE["volumes"])


def test_server_images_have_a_version() -> None:
    assert [name for name, service in SERVERS.items() if not re.search(r":\d[\w.]*$", service["image"])] == []


def instructions() -> list[tuple[str, str]]:
    """(word, rest) of each instruction of the Dockerfile, continued lines joined."""
    text = read("Dockerfile").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_image_is_built_of_known_instructions() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD"}

    assert {word for word, _rest in instructions()} <= known
    assert instructions()[0][0] == "FROM"


def test_the_image_does_not_run_as_root() -> None:
    users = [rest for word, rest in instructions() if word == "USER"]
    commands = [index for index, (word, _rest) in enumerate(instructions()) if word == "CMD"]

    assert users == ["floor"]
    assert instructions().index(("USER", "floor")) < commands[0]


def test_the_image_installs_by_hash_and_without_a_compiler() -> None:
    installs = [rest for word, rest in instructions() if word == "RUN" and "pip install" in rest]

    assert installs
    assert all("--require-hashes" in rest and "--only-binary=:all:" in rest for rest in installs)


def test_commands_of_the_image_are_lists() -> None:
    """A shell in between would swallow the signal that stops the floor."""
    for word, rest in instructions():
        if word == "CMD":
            assert isinstance(yaml.safe_load(rest), list)
    assert ("STOPSIGNAL", "SIGTERM") in instructions()


def test_what_the_image_copies_exists_and_is_all_that_runs() -> None:
    copied = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    names = {name for names in copied for name in names}

    assert names == {"requirements.txt", "manage.py", "pyproject.toml", "config", "marketplace", "search", "workers"}


def test_the_context_leaves_out_what_is_not_shipped() -> None:
    assert {".git", ".venv", "var", "tests"} <= set(read(".dockerignore").split())
