"""Settings of the test suite: never the floor's own data folder, fast hashes, mail in memory."""

import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403

VAR_DIR = Path(tempfile.mkdtemp(prefix="techfloor-test-"))  # One per process, removed when the session ends.
INDEX_DIR = VAR_DIR / "index"
MEDIA_ROOT = VAR_DIR / "files"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SEARCH_INDEX_PREFIX = f"test-{VAR_DIR.name[-8:].lower().replace('_', 'x')}"
LOGGING = {"format": "plain"}

# What the environment names is for tests that ask for it (tests/services.py); all others run on one machine.
SERVICES = {"redis": REDIS_URL, "elasticsearch": ELASTICSEARCH_URL}  # noqa: F405
REDIS_URL = ""
SEARCH_BACKEND = "embedded"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: tests with threads need the one database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
