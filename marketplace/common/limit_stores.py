"""Where the limiter counts: the shared cache if there is one, else the database. One atomic step in both.

A window is cut into SLOTS quarters. What was spent counts in its own quarter and is carried over in full through the
next SLOTS quarters, so that no sliding window ever holds more than the limit, and a caller who keeps to four fifths
of the limit is never refused.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Protocol

import redis
from django.conf import settings
from django.db.models import F
from redis.commands.core import Script

from marketplace.common import sql
from marketplace.common.breaker import Breaker
from marketplace.common.models import RateWindow

SLOTS = len(sql.RATE_COLUMNS) - 1  # Full quarters carried over beside the present one.


@dataclass(frozen=True, slots=True)
class Spent:
    """Whether it passed, what the window holds now, and where in time it stands."""

    passed: bool
    counts: tuple[int, ...]  # By quarter, the present one first.

    @property
    def total(self) -> int:
        return sum(self.counts)


class Store(Protocol):
    """`slot` is the number of the present quarter since 1970; `cost` never exceeds `limit`."""

    def spend(self, key: str, *, slot: int, cost: int, limit: int, window_seconds: int) -> Spent: ...

    def refund(self, key: str, *, cost: int) -> None: ...


class DatabaseStore:
    """One upsert with RETURNING; a refusal reads the row afterwards only to say when it opens again."""

    def spend(self, key: str, *, slot: int, cost: int, limit: int, window_seconds: int) -> Spent:
        forget_at = slot_end(slot, window_seconds=window_seconds) + timedelta(seconds=2 * window_seconds)
        total = sql.spend_in_window(key=key, slot=slot, cost=cost, limit=limit, forget_at=forget_at)
        if total is not None:
            return Spent(passed=True, counts=(total,))
        held = RateWindow.objects.filter(key=key).values_list("slot", *sql.RATE_COLUMNS).first()
        return Spent(passed=False, counts=moved(held[1:], steps=slot - held[0]) if held else ())

    def refund(self, key: str, *, cost: int) -> None:
        RateWindow.objects.filter(key=key, c0__gte=cost).update(c0=F("c0") - cost)


_SPEND = """
local shift = math.max(tonumber(ARGV[1]) - tonumber(redis.call('HGET', KEYS[1], 'slot') or ARGV[1]), 0)
local slot = math.max(tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 'slot') or ARGV[1]))
local cost, limit, last = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local counts, total = {}, 0
for i = 0, last do
  local from = i - shift
  counts[i + 1] = from >= 0 and tonumber(redis.call('HGET', KEYS[1], 'c' .. from) or 0) or 0
  total = total + counts[i + 1]
end
if total + cost > limit then return {0, unpack(counts)} end
counts[1] = counts[1] + cost
redis.call('HSET', KEYS[1], 'slot', slot)
for i = 0, last do redis.call('HSET', KEYS[1], 'c' .. i, counts[i + 1]) end
redis.call('EXPIRE', KEYS[1], ARGV[4])
return {1, unpack(counts)}
"""
_REFUND = """
local held = tonumber(redis.call('HGET', KEYS[1], 'c0') or 0)
if held >= tonumber(ARGV[1]) then redis.call('HINCRBY', KEYS[1], 'c0', -tonumber(ARGV[1])) end
"""


class RedisStore:
    """One script per step; scripts run alone in the server. Raises redis.RedisError when it does not answer."""

    def __init__(self, client: redis.Redis, *, prefix: str) -> None:
        self._prefix = prefix
        self._breaker = Breaker("limits")  # A frozen server would cost every request its time-out.
        self._spend = client.register_script(_SPEND)
        self._refund = client.register_script(_REFUND)

    def spend(self, key: str, *, slot: int, cost: int, limit: int, window_seconds: int) -> Spent:
        arguments = [slot, cost, limit, 2 * window_seconds, SLOTS]
        passed, *counts = self._run(self._spend, key, arguments)
        return Spent(passed=bool(passed), counts=tuple(int(count) for count in counts))

    def refund(self, key: str, *, cost: int) -> None:
        self._run(self._refund, key, [cost])

    def _run(self, script: Script, key: str, arguments: list[int]) -> Any:
        if not self._breaker.allow(time.monotonic()):
            raise redis.ConnectionError("left alone for a few seconds after repeated failures")
        try:
            answer = script(keys=[self._prefix + key], args=arguments)
        except redis.RedisError:
            self._breaker.failed(time.monotonic())
            raise
        self._breaker.succeeded()
        return answer


@cache
def _redis_store(url: str, prefix: str) -> RedisStore:
    client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
    return RedisStore(client, prefix=f"{prefix}:limit:")


def current_store() -> Store:
    """The one store of this floor."""
    if settings.REDIS_URL:
        return _redis_store(settings.REDIS_URL, settings.SEARCH_INDEX_PREFIX)
    return DatabaseStore()


def slot_number(now: datetime, *, window_seconds: int) -> int:
    """Number of the quarter window that `now` falls into."""
    return int(now.timestamp() * SLOTS // window_seconds)


def slot_end(slot: int, *, window_seconds: int) -> datetime:
    """When that quarter is over."""
    return datetime.fromtimestamp((slot + 1) * window_seconds / SLOTS, tz=UTC)


def moved(counts: Sequence[int], *, steps: int) -> tuple[int, ...]:
    """The counts after `steps` quarters have passed."""
    if steps <= 0:
        return tuple(counts)
    return (*(0 for _ in counts[:steps]), *counts[: max(len(counts) - steps, 0)])


def opens_at(counts: Sequence[int], *, slot: int, cost: int, limit: int, window_seconds: int) -> datetime:
    """The first moment at which `cost` would pass if nothing else is spent meanwhile."""
    for steps in range(len(counts)):
        if sum(moved(counts, steps=steps + 1)) + cost <= limit:
            return slot_end(slot + steps, window_seconds=window_seconds)
    return slot_end(slot, window_seconds=window_seconds)


def forget(*, now: datetime) -> int:
    """Delete windows that count no longer; returns how many. Redis forgets by itself."""
    return RateWindow.objects.filter(forget_at__lt=now).delete()[0]
