"""The environment, read once and typed; nothing else in the project touches os.environ."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY_MIN_CHARS = 50  # Django's own check warns below this length.
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class BadEnvironment(SystemExit):
    """A variable is wrong or half set: the start stops with one clear sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"Techfloor cannot start: {sentence}")


@dataclass(frozen=True, slots=True)
class Env:
    """What the surroundings say; every field has the embedded default when its variable is absent."""

    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    data_dir: Path
    static_dir: Path
    port: int
    base_url: str
    allowed_hosts: tuple[str, ...]
    database: dict[str, object]
    redis_url: str
    elasticsearch_url: str
    index_prefix: str
    email: dict[str, object]
    web_hosts: int
    num_proxies: int
    log_format: str
    require_services: bool

    @property
    def loopback(self) -> bool:
        """True where the floor is reachable from this machine only, by its own address."""
        return urlsplit(self.base_url).hostname in LOOPBACK_HOSTS

    @property
    def https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"


def use_settings() -> None:
    """Name the settings module for manage.py, WSGI, ASGI and Celery alike."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def read() -> Env:
    """Read every variable once. Raises BadEnvironment with one sentence when a value is wrong or half set."""
    data_dir = Path(_value("DATA_DIR") or ROOT / "var").resolve()
    port = _integer("PORT", 8000, low=1, high=65_535)
    base_url = (_value("BASE_URL") or f"http://localhost:{port}").rstrip("/")
    host = urlsplit(base_url).hostname
    if not host or urlsplit(base_url).scheme not in {"http", "https"}:
        raise BadEnvironment(f"BASE_URL must be an http or https address, not {base_url!r}.")
    elasticsearch_url = _server_url("ELASTICSEARCH_URL", ("http", "https"))
    web_hosts = _integer("WEB_HOSTS", 1, low=1, high=1000)
    if web_hosts > 1 and not elasticsearch_url:
        raise BadEnvironment("WEB_HOSTS is above 1, so ELASTICSEARCH_URL is needed: the embedded index has one host.")
    proxies = _integer("NUM_PROXIES", 0, low=0, high=10)
    if urlsplit(base_url).scheme == "https" and not proxies:
        sentence = "BASE_URL is https, so NUM_PROXIES must count the proxies in front, at least the one that ends TLS."
        raise BadEnvironment(sentence)
    loopback = host in LOOPBACK_HOSTS
    return Env(
        secret_key=_secret_key(data_dir, loopback=loopback),
        secret_key_fallbacks=tuple(filter(None, _value("SECRET_KEY_FALLBACKS").split(","))),
        data_dir=data_dir,
        static_dir=Path(_value("STATIC_DIR") or data_dir / "static"),
        port=port,
        base_url=base_url,
        allowed_hosts=_hosts(host, loopback=loopback),
        database=_database(data_dir),
        redis_url=_server_url("REDIS_URL", ("redis", "rediss", "unix")),
        elasticsearch_url=elasticsearch_url,
        index_prefix=_value("INDEX_PREFIX") or "techfloor",
        email=_email(),
        web_hosts=web_hosts,
        num_proxies=proxies,
        log_format=_one_of("LOG_FORMAT", ("json", "plain"), "plain" if loopback else "json"),
        require_services=_value("REQUIRE_SERVICES") == "1",
    )


def _value(name: str) -> str:
    """The variable, or the content of the file that NAME_FILE names; empty when neither is set."""
    file = os.environ.get(f"{name}_FILE", "").strip()
    direct = os.environ.get(name, "").strip()
    if file and direct:
        raise BadEnvironment(f"{name} and {name}_FILE are both set; keep one.")
    if not file:
        return direct
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadEnvironment(f"{name}_FILE cannot be read: {error.strerror}.") from error


def _integer(name: str, default: int, *, low: int, high: int) -> int:
    text = _value(name)
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise BadEnvironment(f"{name} must be a whole number from {low} to {high}, not {text!r}.")
    return int(text)


def _one_of(name: str, allowed: tuple[str, ...], default: str) -> str:
    text = _value(name) or default
    if text not in allowed:
        raise BadEnvironment(f"{name} must be one of {', '.join(allowed)}, not {text!r}.")
    return text


def _server_url(name: str, schemes: tuple[str, ...]) -> str:
    text = _value(name)
    if text and (urlsplit(text).scheme not in schemes or not (urlsplit(text).hostname or urlsplit(text).path)):
        raise BadEnvironment(
            f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)} and name a host."
        )
    return text


def _hosts(host: str, *, loopback: bool) -> tuple[str, ...]:
    named = tuple(part.strip() for part in _value("ALLOWED_HOSTS").split(",") if part.strip())
    if "*" in named:
        raise BadEnvironment("ALLOWED_HOSTS must name hosts; * would accept any Host header.")
    return (*named, host, *(sorted(LOOPBACK_HOSTS) if loopback else ()))


def _secret_key(data_dir: Path, *, loopback: bool) -> str:
    key = _value("SECRET_KEY")
    if key and len(key) < SECRET_KEY_MIN_CHARS:
        raise BadEnvironment(f"SECRET_KEY has {len(key)} characters; at least {SECRET_KEY_MIN_CHARS} are needed.")
    if key:
        return key
    if not loopback:
        raise BadEnvironment("SECRET_KEY is missing; only a floor on the loopback makes its own.")
    return _own_secret_key(data_dir / "secret_key")


def _own_secret_key(path: Path) -> str:
    """Create the key once with mode 0600; two processes that start together agree on the first one written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text(encoding="ascii").strip()
        if not key:
            raise BadEnvironment(f"{path} is empty; delete it and start again.") from None
        return key
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def _database(data_dir: Path) -> dict[str, object]:
    """Django's DATABASES["default"] for DATABASE_URL, or SQLite below the data folder."""
    url = _value("DATABASE_URL")
    if not url:
        return _sqlite(data_dir / "floor.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadEnvironment("DATABASE_URL must look like postgres://user:password@host:5432/name or sqlite:///path.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2, "options": "-c statement_timeout=5000 -c lock_timeout=2000"},
    }


def _sqlite(path: Path) -> dict[str, object]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # IMMEDIATE: a transaction takes the write lock when it begins, so select_for_update is not needed on SQLite.
        "OPTIONS": {
            "timeout": 10,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def _email() -> dict[str, object]:
    """Settings for EMAIL_URL (smtp://user:password@host:587?tls=1), or mail kept in files below the data folder."""
    url = _value("EMAIL_URL")
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadEnvironment("EMAIL_URL must look like smtp://user:password@host:587 or smtps://host:465.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and "tls=1" in parts.query,
        "EMAIL_TIMEOUT": 10,
    }
