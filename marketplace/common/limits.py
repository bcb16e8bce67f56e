"""How often one caller may do one thing. Asked by edges, outside transactions: a refused request must stay counted.

Limits are `settings.RATE_LIMITS`; a limit of 0 closes the door for that class of callers.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict, cast

import redis
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from prometheus_client import Counter

from marketplace.common import clock, limit_stores, metrics
from marketplace.common.problems import LoginNeeded, TooManyRequests, Unavailable

PAGE_WITH_FACETS = 2  # Cost of a search that also counts its filters, in units of a plain one.
IPV6_PREFIX_BITS = 64  # One household or office; its machines choose the rest at will.
STORE_DOWN = Counter(
    "techfloor_limit_store_down", "Requests that passed, or were closed, because the limiter's store is down"
)


class Limit(TypedDict):
    """One entry of settings.RATE_LIMITS. `fail_closed`: no answer from the store refuses instead of letting pass."""

    anonymous: int | None  # None: not counted here.
    person: int | None
    window_seconds: int
    fail_closed: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of one limit after this request."""

    name: str
    limit: int
    remaining: int
    window_seconds: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.limit};w={self.window_seconds}',
            "RateLimit": f'"{self.name}";r={self.remaining};t={self.reset_seconds}',
        }


def rule_of(name: str) -> Limit:
    """The limit's entry in the settings."""
    return cast("Limit", settings.RATE_LIMITS[name])


def check(request: HttpRequest, name: str, *, cost: int = 1) -> Allowance | None:
    """Count this request against limit `name` of its caller. Raises TooManyRequests or, fail-closed, Unavailable;
    LoginNeeded where guests have no allowance at all, since waiting would not help.

    None when nothing is counted here, or when the store does not answer and the limit lets pass.
    """
    actor = request.actor  # type: ignore[attr-defined]
    rule = rule_of(name)
    allowed = rule["person"] if actor.is_person else rule["anonymous"]
    if allowed is None:
        return None
    if not allowed and not actor.is_person:
        raise LoginNeeded()
    allowance = spend(name, caller=caller_of(request), limit=allowed, now=clock.now(), cost=cost)
    request.allowance = allowance  # type: ignore[attr-defined]
    return allowance


def counted(request: HttpRequest) -> Allowance | None:
    """What is left of the limit that counted this request last; None when nothing counted it."""
    allowance: Allowance | None = getattr(request, "allowance", None)
    return allowance


def spend(name: str, *, caller: str, limit: int, now: datetime, cost: int = 1) -> Allowance | None:
    """Spend `cost` of `limit` for one caller. Errors as `check`."""
    rule = rule_of(name)
    window = rule["window_seconds"]
    slot = limit_stores.slot_number(now, window_seconds=window)
    if cost > limit:
        raise _refusal(name, limit, now=now, opens=limit_stores.slot_end(slot, window_seconds=window))
    try:
        spent = limit_stores.current_store().spend(
            _key(name, caller), slot=slot, cost=cost, limit=limit, window_seconds=window
        )
    except (redis.RedisError, OperationalError) as error:
        STORE_DOWN.inc()
        if rule.get("fail_closed", False):
            raise Unavailable(_("This page opens again in a moment.")) from error
        return None
    if not spent.passed:
        opens = limit_stores.opens_at(spent.counts, slot=slot, cost=cost, limit=limit, window_seconds=window)
        raise _refusal(name, limit, now=now, opens=opens)
    reset = _seconds(now, limit_stores.slot_end(slot, window_seconds=window))
    return Allowance(name, limit, remaining=limit - spent.total, window_seconds=window, reset_seconds=reset)


def refund(name: str, *, caller: str, cost: int = 1) -> None:
    """Give back what an attempt spent that turned out not to count, such as a right password."""
    try:
        limit_stores.current_store().refund(_key(name, caller), cost=cost)
    except (redis.RedisError, OperationalError):
        STORE_DOWN.inc()  # Kept as spent: the stricter side.


def caller_of(request: HttpRequest) -> str:
    """Who is counted: the token, else the signed-in person, else the network the request comes from."""
    actor = request.actor  # type: ignore[attr-defined]
    if caller := getattr(request, "caller", ""):
        return str(caller)
    return f"user:{actor.user_id}" if actor.is_person else f"network:{network_of(request)}"


def network_of(request: HttpRequest) -> str:
    """The right-most address that no proxy of ours wrote: an IPv4 address or an IPv6 /64. Forged ones stand left."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    chain = [*hops, request.META.get("REMOTE_ADDR", "")][-1 - settings.NUM_PROXIES :]
    try:
        address = ipaddress.ip_address(chain[0])
    except ValueError:
        return "unknown"  # A unix socket, or nonsense from a proxy: one shared allowance.
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_PREFIX_BITS), strict=False))


def _key(name: str, caller: str) -> str:
    """A keyed digest: the store holds no address, no e-mail and no user id."""
    return salted_hmac("techfloor.limit", f"{name}\0{caller}", algorithm="sha256").hexdigest()


def _refusal(name: str, limit: int, *, now: datetime, opens: datetime) -> TooManyRequests:
    metrics.LIMITED.labels(limit=name).inc()
    seconds = _seconds(now, opens)
    window = rule_of(name)["window_seconds"]
    headers = Allowance(name, limit, remaining=0, window_seconds=window, reset_seconds=seconds).headers()
    return TooManyRequests(retry_after_seconds=seconds, limits=headers)


def _seconds(now: datetime, then: datetime) -> int:
    return max(math.ceil((then - now).total_seconds()), 1)
