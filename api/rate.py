"""A limit on requests: for each key or address a bucket that fills at a steady rate."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

MOST_BUCKETS = 10_000
"""Buckets that are kept; the one unused for longest goes first, and by then it is full again."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left after a request. `reset` is in seconds until all of `limit` is there again,
    `wait` until one more is; `granted` tells whether this request may go on."""

    granted: bool
    limit: int
    remaining: int
    reset: int
    wait: int

    def headers(self) -> dict[str, str]:
        """The headers that tell a client."""
        told = {
            "ratelimit-limit": str(self.limit),
            "ratelimit-remaining": str(self.remaining),
            "ratelimit-reset": str(self.reset),
        }
        return told if self.granted else told | {"retry-after": str(self.wait)}


class RateLimit:
    """`limit` requests a minute for each who; that many may also come at once."""

    def __init__(self, limit: int, clock: Callable[[], float] = monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> Allowance:
        """Count one request of `who`."""
        now, a_second = self._clock(), self._limit / 60
        with self._lock:
            left, since = self._buckets.pop(who, (float(self._limit), now))
            left = min(self._limit, left + (now - since) * a_second)
            granted = left >= 1
            left -= granted
            self._buckets[who] = (left, now)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        return Allowance(
            granted,
            self._limit,
            math.floor(left),
            math.ceil((self._limit - left) / a_second),
            max(1, math.ceil((1 - left) / a_second)),
        )
