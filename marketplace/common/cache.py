"""The shared cache: values travel as JSON, and a server that is away costs a page nothing but its help."""

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from marketplace.common.breaker import Breaker

log = structlog.get_logger(__name__)
T = TypeVar("T")
# One failure is enough: what the cache holds can be read elsewhere, and a frozen server costs 0.5 s at each look.
# Of the process, not of the object: Django makes a cache per thread.
BREAKER = Breaker("cache", failures=1)


class JsonSerializer:
    """What django.core.cache's Redis backend asks of a serializer: never pickle."""

    def dumps(self, obj: object) -> bytes | int:
        # Whole numbers stay numbers, so that INCR works on them.
        return obj if type(obj) is int else json.dumps(obj, ensure_ascii=False).encode()

    def loads(self, data: bytes) -> object:
        return json.loads(data)


class ForgetfulRedisCache(RedisCache):
    """A cache that holds nothing while its server does not answer: reads miss, writes are dropped, nothing is raised.

    Nothing that counts may rest on it: limits count in a store of their own (`limit_stores`).
    """

    def add(self, *args: Any, **options: Any) -> bool:
        return _tried(lambda: super(ForgetfulRedisCache, self).add(*args, **options), False)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return _tried(lambda: super(ForgetfulRedisCache, self).get(key, default, version), default)

    def set(self, *args: Any, **options: Any) -> None:
        _tried(lambda: super(ForgetfulRedisCache, self).set(*args, **options), None)

    def touch(self, *args: Any, **options: Any) -> bool:
        return _tried(lambda: super(ForgetfulRedisCache, self).touch(*args, **options), False)

    def delete(self, *args: Any, **options: Any) -> bool:
        return _tried(lambda: super(ForgetfulRedisCache, self).delete(*args, **options), False)

    def get_many(self, *args: Any, **options: Any) -> dict:
        return _tried(lambda: super(ForgetfulRedisCache, self).get_many(*args, **options), {})

    def has_key(self, *args: Any, **options: Any) -> bool:
        return _tried(lambda: super(ForgetfulRedisCache, self).has_key(*args, **options), False)

    def set_many(self, data: Any, *args: Any, **options: Any) -> list:
        return _tried(lambda: super(ForgetfulRedisCache, self).set_many(data, *args, **options), list(data))

    def delete_many(self, *args: Any, **options: Any) -> None:
        _tried(lambda: super(ForgetfulRedisCache, self).delete_many(*args, **options), None)


def _tried(call: Callable[[], T], otherwise: T) -> T:
    """What the server answers; `otherwise` while it does not."""
    if not BREAKER.allow(time.monotonic()):
        return otherwise
    try:
        answer = call()
    except RedisError as error:
        BREAKER.failed(time.monotonic())
        log.warning("the cache does not answer", error=str(error))
        return otherwise
    BREAKER.succeeded()
    return answer
