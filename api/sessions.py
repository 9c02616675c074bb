"""Sessions of the explorer: a cookie that stands for a key in a browser."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

COOKIE = "atlas_session"
SECONDS = 12 * 3600
"""How long a session lasts after its login."""

MOST_SESSIONS = 1_000


class Sessions:
    """Sessions in this process's memory: they end with it, and with the key that began them."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._open: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def begin(self, digest: str) -> str:
        """A new session of the key with this digest; returns the cookie's value."""
        cookie = secrets.token_urlsafe(32)
        with self._lock:
            self._open[_kept(cookie)] = (digest, self._clock() + SECONDS)
            if len(self._open) > MOST_SESSIONS:
                self._open.popitem(last=False)
        return cookie

    def digest_of(self, cookie: str) -> str | None:
        """The digest of the key that began this session, or None when there is none."""
        with self._lock:
            digest, until = self._open.get(_kept(cookie), (None, 0.0))
        return digest if self._clock() < until else None

    def end(self, cookie: str) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(_kept(cookie), None)


def _kept(cookie: str) -> str:
    # Found by its hash: how long a look-up takes then tells nothing about the cookies there are.
    return hashlib.sha256(cookie.encode(errors="surrogatepass")).hexdigest()
