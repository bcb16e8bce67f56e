"""A breaker: after a few failures in a short time a dependency is left alone, and asked again by one probe."""

import random
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol

FAILURES = 3
WINDOW_SECONDS = 10.0
PROBE_SECONDS = 5.0
PROBE_JITTER = 0.2  # ± 20 %, so that processes do not probe in step.


class Hint(Protocol):
    """Where processes tell each other that the dependency is down, such as a cache. It may forget at any time."""

    def get(self, key: str) -> Any: ...
    def set(self, key: str, value: Any, timeout: float) -> Any: ...


class Breaker:
    """Counts failures of one dependency. Time comes in as seconds of any clock that does not run back.

    Closed: everything is allowed. Open after `failures` within WINDOW_SECONDS: nothing is allowed but one probe after
    PROBE_SECONDS ± PROBE_JITTER; a probe that succeeds closes it, one that fails starts the wait again. Where another
    process left a hint that its breaker is open, the first failure here suffices.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = FAILURES,
        hint: Hint | None = None,
        uniform: Callable[[float, float], float] = random.uniform,
    ):
        self.name = name
        self._hint = hint
        self._hint_key = f"breaker:{name}"
        self._uniform = uniform
        self._lock = Lock()
        self._failed_at: deque[float] = deque(maxlen=failures)
        self._probe_at: float | None = None

    def is_open(self) -> bool:
        return self._probe_at is not None

    def allow(self, now: float) -> bool:
        """Whether to ask the dependency now. While open, True means: this caller is the probe."""
        with self._lock:
            if self._probe_at is None:
                return True
            if now < self._probe_at:
                return False
            self._wait(now)  # The next probe is due only when this one has had its time.
            return True

    def succeeded(self) -> None:
        if not self._failed_at:  # The usual case costs no lock.
            return
        with self._lock:
            self._failed_at.clear()
            self._probe_at = None

    def failed(self, now: float) -> None:
        with self._lock:
            self._failed_at.append(now)
            enough = len(self._failed_at) == self._failed_at.maxlen and now - self._failed_at[0] <= WINDOW_SECONDS
            if enough or self._probe_at is not None or self._known_down():
                self._wait(now)
                self._tell()

    def _known_down(self) -> bool:
        return self._hint is not None and bool(self._hint.get(self._hint_key))

    def _tell(self) -> None:
        if self._hint is not None:
            self._hint.set(self._hint_key, 1, timeout=PROBE_SECONDS)

    def _wait(self, now: float) -> None:
        self._probe_at = now + PROBE_SECONDS * self._uniform(1 - PROBE_JITTER, 1 + PROBE_JITTER)
