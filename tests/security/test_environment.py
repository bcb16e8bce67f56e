"""Every variable that is wrong or half set stops the start with one sentence, and no sentence tells a secret."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable

import pytest

from config import env

STRONG = "kq7-Ab2_zX9w" * 5
SERVER = {"BASE_URL": "https://floor.example", "NUM_PROXIES": "1", "SECRET_KEY": STRONG}
POSTGRES = "postgres://floor:s3cretpw@db:5432/floor"

# Variables beside those of a server, and the name that the sentence begins with.
WRONG = [
    ({"PORT": "0"}, "PORT"),
    ({"PORT": "65536"}, "PORT"),
    ({"PORT": "８０００"}, "PORT"),
    ({"PORT": "80;"}, "PORT"),
    ({"BASE_URL": "floor.example"}, "BASE_URL"),
    ({"BASE_URL": "ftp://floor.example"}, "BASE_URL"),
    ({"BASE_URL": "https://"}, "BASE_URL"),
    ({"BASE_URL": "https://[evil"}, "BASE_URL"),
    ({"BASE_URL": "https://floor.example:x"}, "BASE_URL"),
    ({"BASE_URL": "https://floor.example:99999"}, "BASE_URL"),
    ({"BASE_URL": "https://floor.example/path"}, "BASE_URL"),
    ({"BASE_URL": "https://floor.example?x"}, "BASE_URL"),
    ({"NUM_PROXIES": "0"}, "BASE_URL is https"),
    ({"NUM_PROXIES": "11"}, "NUM_PROXIES"),
    ({"NUM_PROXIES": "-1"}, "NUM_PROXIES"),
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "s3cretpw"}, "SECRET_KEY is weak"),
    ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is weak"),
    ({"SECRET_KEY_FALLBACKS": f"{STRONG},s3cretpw"}, "A key of SECRET_KEY_FALLBACKS"),
    ({"SECRET_KEY_FILE": "/etc/hostname"}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
    ({"DATABASE_URL_FILE": "/nowhere/at-all"}, "DATABASE_URL_FILE cannot be read"),
    ({"DATABASE_URL": "mysql://floor:s3cretpw@db/floor"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://db"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://floor:s3cretpw@db:port/floor"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://floor:s3cretpw@[db/floor"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///"}, "DATABASE_URL"),
    ({"REDIS_URL": "http://:s3cretpw@redis"}, "REDIS_URL"),
    ({"REDIS_URL": "redis://"}, "REDIS_URL"),
    ({"REDIS_URL": "redis:redis"}, "REDIS_URL"),
    ({"REDIS_URL": "redis://:s3cretpw@redis:port"}, "REDIS_URL"),
    ({"REDIS_URL": "unix://"}, "REDIS_URL"),
    ({"ELASTICSEARCH_URL": "elastic:9200"}, "ELASTICSEARCH_URL"),
    ({"ELASTICSEARCH_URL": "http:///x"}, "ELASTICSEARCH_URL"),
    ({"EMAIL_URL": "http://mail"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtp://"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtp://mail:port"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtps://floor@mail"}, "EMAIL_URL names a user or a password alone"),
    ({"EMAIL_URL": "smtp://floor:s3cretpw@mail"}, "EMAIL_URL would send its password in the clear"),
    ({"WEB_HOSTS": "0"}, "WEB_HOSTS"),
    ({"WEB_HOSTS": "2", "DATABASE_URL": POSTGRES}, "WEB_HOSTS is above 1, so ELASTICSEARCH_URL"),
    ({"WEB_HOSTS": "2", "ELASTICSEARCH_URL": "http://elastic:9200"}, "WEB_HOSTS is above 1, so DATABASE_URL"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "https://floor.example"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "a.example, b c"}, "ALLOWED_HOSTS"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ({"REQUIRE_SERVICES": "yes"}, "REQUIRE_SERVICES"),
    ({"INDEX_PREFIX": "Floor*"}, "INDEX_PREFIX"),
    ({"DATA_DIR": "/proc/no-such-folder"}, "the folder"),
]


@pytest.fixture
def read(monkeypatch, tmp_path) -> Callable[..., env.Env]:
    """`env.read` with these variables alone."""

    def given(**variables: str) -> env.Env:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in {"DATA_DIR": str(tmp_path / "data"), **variables}.items():
            monkeypatch.setenv(name, value)
        return env.read()

    return given


@pytest.mark.parametrize(("variables", "begins"), WRONG)
def test_a_wrong_or_half_set_value_stops_the_start_with_one_sentence(read, variables, begins):
    with pytest.raises(env.BadEnvironment) as stopped:
        read(**{**SERVER, **variables})

    sentence = str(stopped.value)
    assert sentence.startswith(f"Techfloor cannot start: {begins}")
    assert "\n" not in sentence
    assert "s3cretpw" not in sentence
    assert stopped.value.code not in (None, 0)


def test_nothing_set_is_the_floor_of_one_machine(read, tmp_path):
    found = read()

    assert (found.loopback, found.https, found.base_url) == (True, False, "http://localhost:8000")
    assert str(found.database["NAME"]).startswith(str(tmp_path))
    assert (found.redis_url, found.elasticsearch_url, found.email) == ("", "", {})


def test_its_own_key_is_made_once_and_readable_by_nobody_else(read, tmp_path):
    first, second = read(), read()

    file = tmp_path / "data" / "secret_key"
    assert first.secret_key == second.secret_key == file.read_text()
    assert len(first.secret_key) >= env.SECRET_KEY_MIN_CHARS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_secret_may_come_from_a_file(read, tmp_path):
    (tmp_path / "key").write_text(f"{STRONG}\n")
    variables = {name: value for name, value in SERVER.items() if name != "SECRET_KEY"}

    assert read(**variables, SECRET_KEY_FILE=str(tmp_path / "key")).secret_key == STRONG


def test_servers_are_read_part_by_part(read):
    mail = "smtp://floor:p%40ss@mail.example:587?tls=1"
    found = read(**SERVER, DATABASE_URL=POSTGRES, EMAIL_URL=mail, ALLOWED_HOSTS="www.floor.example, .floor.example")

    assert (found.database["HOST"], found.database["PORT"], found.database["PASSWORD"]) == ("db", "5432", "s3cretpw")
    assert (found.email["EMAIL_HOST_PASSWORD"], found.email["EMAIL_USE_TLS"]) == ("p@ss", True)
    assert found.allowed_hosts == ("www.floor.example", ".floor.example", "floor.example")


def test_its_text_form_tells_no_secret(read):
    found = read(
        **SERVER,
        SECRET_KEY_FALLBACKS=f"{STRONG}old",
        DATABASE_URL=POSTGRES,
        REDIS_URL="redis://:s3cretpw@redis",
        ELASTICSEARCH_URL="http://elastic:s3cretpw@elastic:9200",
        EMAIL_URL="smtps://floor:s3cretpw@mail",
    )

    assert not re.search(f"s3cretpw|{STRONG}", f"{found!r} {found}")


@pytest.mark.parametrize(("variables", "sentence"), [({"PORT": "x"}, "PORT must be"), ({"SECRET_KEY": "x"}, "is weak")])
def test_the_process_ends_with_the_sentence_alone(tmp_path, variables, sentence):
    given = {**SERVER, "DATA_DIR": str(tmp_path), **variables}

    ended = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=env.ROOT, env=given, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_deployed_floor_passes_djangos_own_check(tmp_path):
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    ended = subprocess.run(
        command, cwd=env.ROOT, env={**SERVER, "DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")
