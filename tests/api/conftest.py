"""The floor of tests/security, and callers of its API."""

from tests.security.conftest import unlimited, world

__all__ = ["unlimited", "world"]
