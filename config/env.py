"""The environment, read once and typed; nothing else in the project touches os.environ."""

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY_MIN_CHARS, SECRET_KEY_MIN_DIFFERENT = 50, 5  # Django's own check warns below these.
_STRONG = f"at least {SECRET_KEY_MIN_CHARS} characters are needed, {SECRET_KEY_MIN_DIFFERENT} of them different"
POSTGRESQL = "django.db.backends.postgresql"
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_PREFIX = re.compile(r"[a-z][a-z0-9-]{0,40}")  # As names of Elasticsearch's indexes allow it.


class BadEnvironment(SystemExit):
    """A variable is wrong or half set: the start stops with one clear sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"Techfloor cannot start: {sentence}")


@dataclass(frozen=True, slots=True)
class Env:
    """What the surroundings say; every field has the embedded default when its variable is absent.

    What may hold a secret is not part of its text form.
    """

    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(repr=False)
    data_dir: Path
    static_dir: Path
    port: int
    base_url: str
    allowed_hosts: tuple[str, ...]
    database: dict[str, object] = field(repr=False)
    redis_url: str = field(repr=False)
    elasticsearch_url: str = field(repr=False)
    index_prefix: str
    email: dict[str, object] = field(repr=False)
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

    @property
    def mail_leaves(self) -> bool:
        """True when mail goes to a server beyond this machine."""
        return bool(self.email) and self.email["EMAIL_HOST"] not in LOOPBACK_HOSTS


def use_settings() -> None:
    """Name the settings module for manage.py, WSGI, ASGI and Celery alike."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def read() -> Env:
    """Read every variable once. Raises BadEnvironment with one sentence when a value is wrong or half set."""
    data_dir = Path(_value("DATA_DIR") or ROOT / "var").resolve()
    port = _integer("PORT", 8000, low=1, high=65_535)
    base_url, host = _base_url(port)
    elasticsearch_url = _server_url("ELASTICSEARCH_URL", ("http", "https"))
    database = _database(data_dir)
    web_hosts = _integer("WEB_HOSTS", 1, low=1, high=1000)
    if web_hosts > 1 and not elasticsearch_url:
        raise BadEnvironment("WEB_HOSTS is above 1, so ELASTICSEARCH_URL is needed: the embedded index has one host.")
    if web_hosts > 1 and database["ENGINE"] != POSTGRESQL:
        raise BadEnvironment("WEB_HOSTS is above 1, so DATABASE_URL must name PostgreSQL: SQLite has one host.")
    proxies = _integer("NUM_PROXIES", 0, low=0, high=10)
    if base_url.startswith("https:") and not proxies:
        sentence = "BASE_URL is https, so NUM_PROXIES must count the proxies in front, at least the one that ends TLS."
        raise BadEnvironment(sentence)
    loopback = host in LOOPBACK_HOSTS
    return Env(
        secret_key=_secret_key(data_dir, loopback=loopback),
        secret_key_fallbacks=_fallbacks(),
        data_dir=data_dir,
        static_dir=Path(_value("STATIC_DIR") or data_dir / "static"),
        port=port,
        base_url=base_url,
        allowed_hosts=_hosts(host, loopback=loopback),
        database=database,
        redis_url=_server_url("REDIS_URL", ("redis", "rediss", "unix")),
        elasticsearch_url=elasticsearch_url,
        index_prefix=_index_prefix(),
        email=_email(),
        web_hosts=web_hosts,
        num_proxies=proxies,
        log_format=_one_of("LOG_FORMAT", ("json", "plain"), "plain" if loopback else "json"),
        require_services=_one_of("REQUIRE_SERVICES", ("", "1"), "") == "1",
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
    if not (text.isascii() and text.isdecimal()) or not low <= int(text) <= high:
        raise BadEnvironment(f"{name} must be a whole number from {low} to {high}, not {text!r}.")
    return int(text)


def _one_of(name: str, allowed: tuple[str, ...], default: str) -> str:
    text = _value(name) or default
    if text not in allowed:
        words = ", ".join(filter(None, allowed))
        raise BadEnvironment(f"{name} must be one of {words}, not {text!r}.")
    return text


def _parts(url: str, sentence: str) -> SplitResult:
    """The address taken apart, its port a number. Raises BadEnvironment with this sentence."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        raise BadEnvironment(sentence) from None
    return parts


def _base_url(port: int) -> tuple[str, str]:
    """The floor's own address and its host."""
    url = (_value("BASE_URL") or f"http://localhost:{port}").rstrip("/")
    sentence = f"BASE_URL must be an http or https address of a host and nothing more, not {url!r}."
    parts = _parts(url, sentence)
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
        raise BadEnvironment(sentence)
    return url, parts.hostname


def _server_url(name: str, schemes: tuple[str, ...]) -> str:
    text = _value(name)
    begins = " or ".join(f"{scheme}://" for scheme in schemes)
    sentence = f"{name} must begin with {begins} and name a host."
    parts = _parts(text, sentence)
    place = parts.path if parts.scheme == "unix" else parts.hostname
    if text and (parts.scheme not in schemes or not place):
        raise BadEnvironment(sentence)
    return text


def _index_prefix() -> str:
    prefix = _value("INDEX_PREFIX") or "techfloor"
    if not _PREFIX.fullmatch(prefix):
        raise BadEnvironment(f"INDEX_PREFIX must be lower-case letters, digits and hyphens, not {prefix!r}.")
    return prefix


def _hosts(host: str, *, loopback: bool) -> tuple[str, ...]:
    named = tuple(part.strip() for part in _value("ALLOWED_HOSTS").split(",") if part.strip())
    if "*" in named:
        raise BadEnvironment("ALLOWED_HOSTS must name hosts; * would accept any Host header.")
    wrong = [name for name in named if not _HOST.fullmatch(name)]
    if wrong:
        raise BadEnvironment(f"ALLOWED_HOSTS must name hosts without scheme, port or spaces, not {wrong[0]!r}.")
    return (*named, host, *(sorted(LOOPBACK_HOSTS) if loopback else ()))


def _fallbacks() -> tuple[str, ...]:
    """Keys that were in use before; each as strong as the present one."""
    keys = tuple(key.strip() for key in _value("SECRET_KEY_FALLBACKS").split(",") if key.strip())
    if any(_is_weak(key) for key in keys):
        raise BadEnvironment(f"A key of SECRET_KEY_FALLBACKS is weak: {_STRONG}.")
    return keys


def _secret_key(data_dir: Path, *, loopback: bool) -> str:
    key = _value("SECRET_KEY")
    if key and _is_weak(key):
        raise BadEnvironment(f"SECRET_KEY is weak: {_STRONG}.")
    if key:
        return key
    if not loopback:
        raise BadEnvironment("SECRET_KEY is missing; only a floor on the loopback makes its own.")
    return _own_secret_key(data_dir / "secret_key")


def _is_weak(key: str) -> bool:
    return len(key) < SECRET_KEY_MIN_CHARS or len(set(key)) < SECRET_KEY_MIN_DIFFERENT


def _own_secret_key(path: Path) -> str:
    """Create the key once with mode 0600; two processes that start together agree on the first one written."""
    _make_folder(path.parent)
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
    sentence = "DATABASE_URL must look like postgres://user:password@host:5432/name or sqlite:///path."
    parts = _parts(url, sentence)
    if parts.scheme not in {"postgres", "postgresql", "sqlite"} or not parts.path.strip("/"):
        raise BadEnvironment(sentence)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    return {
        "ENGINE": POSTGRESQL,
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
    _make_folder(path.parent)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # Opening the file and reading its schema takes a request 1.5 ms, five times what twenty rows take. After this
        # time a connection also sees what the hourly count of rows tells the planner.
        "CONN_MAX_AGE": 60,
        # IMMEDIATE: a transaction takes the write lock when it begins, so select_for_update is not needed on SQLite.
        "OPTIONS": {
            "timeout": 10,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-16000;",  # 16 MB: SQLite's own 2 MB hold no more than the upper pages of an index.
        },
    }


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadEnvironment(f"the folder {folder} cannot be made: {error.strerror}.") from None


def _email() -> dict[str, object]:
    """Settings for EMAIL_URL (smtp://user:password@host:587?tls=1), or mail kept in files below the data folder."""
    url = _value("EMAIL_URL")
    if not url:
        return {}
    sentence = "EMAIL_URL must look like smtp://user:password@host:587?tls=1 or smtps://host:465."
    parts = _parts(url, sentence)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadEnvironment(sentence)
    if bool(parts.username) != bool(parts.password):
        raise BadEnvironment("EMAIL_URL names a user or a password alone; give both or none.")
    if (
        parts.password
        and parts.scheme == "smtp"
        and "tls=1" not in parts.query
        and parts.hostname not in LOOPBACK_HOSTS
    ):
        raise BadEnvironment("EMAIL_URL would send its password in the clear; add ?tls=1 or use smtps://.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and "tls=1" in parts.query,
        "EMAIL_TIMEOUT": 10,
    }
